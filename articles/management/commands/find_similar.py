"""`manage.py find_similar`: find the similar stories of all stories anew."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.publishing.similar import find_all


class Command(BaseCommand):
    help = (
        "Find the similar stories of all stories anew: once after the upgrade that brought them, and "
        "after stories were added by SQL or the text search configuration was changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Found the similar stories of {find_all():,} stories.")
