"""`manage.py write_words`: write the words of all stories again, by which searches find them."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Article, Edition
from articles.words import write_drafts, write_editions


class Command(BaseCommand):
    help = (
        "Write the words of all stories again, by which searches find them: after the text search "
        "configuration was changed, or editions were added by SQL."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        editions = write_editions(Edition.objects.order_by("pk").values_list("pk", flat=True))
        drafts = write_drafts(Article.objects.order_by("pk").values_list("pk", flat=True))
        self.stdout.write(f"Wrote the words of {editions} editions and {drafts} drafts.")
