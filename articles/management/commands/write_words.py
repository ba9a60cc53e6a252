"""`manage.py write_words`: write the words of all stories again, by which searches find them."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import DraftWords, Edition, EditionWords
from articles.words import BATCH


class Command(BaseCommand):
    help = (
        "Write the words of all stories again, by which searches find them: after the text search "
        "configuration was changed, or editions were added by SQL."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Edition.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            EditionWords.objects.write(keys[start : start + BATCH])
        drafts = DraftWords.objects.write_all()
        self.stdout.write(f"Wrote the words of {len(keys)} editions and {drafts} drafts.")
