"""`manage.py seal_day`: seal each past day. Run it from a timer, some time after midnight (UTC)."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.evidence import seals
from articles.models import DaySeal


class Command(BaseCommand):
    help = (
        "Seal what entered the record on each day that is over: one hash a day, chained to the day "
        "before. Exits with 1 if --check finds that a sealed row is gone or was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", metavar="DAY", help="compare a sealed day (2026-03-03) with the database"
        )

    def handle(self, *, check: str | None, **options: Any) -> None:
        if check:
            self.compare(check)
            return
        for seal in seals.seal_days():
            self.stdout.write(f"{seal.day}: {len(seal.hashes)} rows, head {seal.head}")

    def compare(self, text: str) -> None:
        """Check that the database still has every row that was sealed on a day.

        Raises:
            CommandError: rows are gone or changed, the day isn't sealed, or `text` isn't a day.
        """
        try:
            problems = seals.missing_rows(date.fromisoformat(text))
        except ValueError:
            raise CommandError(f"“{text}” is no day. Write it as 2026-03-03.") from None
        except DaySeal.DoesNotExist:
            raise CommandError(f"{text} isn't sealed.") from None
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"Every row that was sealed on {text} is there, as it was.")
