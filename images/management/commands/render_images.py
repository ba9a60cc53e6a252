"""The command that makes missing renditions: after a restore, a full disk, or an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from PIL import UnidentifiedImageError

from images import files, rendering
from images.models import Image
from images.tasks import render


class Command(BaseCommand):
    help = "Make the renditions that pictures lack. Those that are ready are left as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--enqueue", action="store_true", help="Leave the work to the workers, and end at once."
        )

    def handle(self, *, enqueue: bool, verbosity: int, **options: Any) -> None:
        pictures = made = 0
        failed: list[str] = []
        for image in Image.objects.order_by("pk").iterator(chunk_size=500):
            if enqueue:
                if count := len(image.missing()):
                    render.enqueue(image.pk)
            else:
                count = self._make(image, failed)
            pictures, made = pictures + bool(count), made + count
        if verbosity:
            action = "Enqueued" if enqueue else "Made"
            self.stdout.write(f"{action} {made} renditions of {pictures} pictures.")
        if failed:
            raise CommandError("Some pictures can't be rendered:\n" + "\n".join(failed))

    def _make(self, image: Image, failed: list[str]) -> int:
        """Return how many renditions of `image` were made; append the reason for a failure to `failed`."""
        try:
            return rendering.make_missing(image)
        except UnidentifiedImageError as error:
            failed.append(f"{image.pk} “{image}”: {error}")
        except OSError as error:
            if files.is_full(error):
                raise CommandError(
                    "The disk is full. Make room and start again; what was made is kept."
                ) from None
            failed.append(f"{image.pk} “{image}”: {error}")
        return 0
