"""`manage.py prune_drafts`: delete former drafts, unsaved words and other traces of long ago."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.models import BulkRun, DraftVersion, OpenForm, SearchMiss


class Command(BaseCommand):
    help = (
        "Delete former drafts that a save replaced, words that were typed and never saved, the results "
        "of bulk actions, and what readers searched for in vain, more than --days days ago."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="Keep this many days (90).")

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        if not 1 <= days <= 36_500:
            raise CommandError("Give --days as a number from 1 to 36500.")
        old = DraftVersion.objects.filter(replaced_at__lt=timezone.now() - timedelta(days=days))
        number, _ = old.delete()
        self.stdout.write(f"Deleted {number} former {'draft' if number == 1 else 'drafts'}.")
        unsaved = OpenForm.objects.prune(days)
        BulkRun.objects.prune(days)
        SearchMiss.objects.prune(days)
        self.stdout.write(f"Deleted {unsaved} {'form' if unsaved == 1 else 'forms'} never saved.")
