from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import clock
from staff.models import SignIn

KEPT_AT_LEAST = 90


class Command(BaseCommand):
    help = "Delete old rows of the record of sign-ins, which holds network addresses of people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=180, help="how long to keep them (180)")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not KEPT_AT_LEAST <= days <= 36_500:
            raise CommandError(f"Keep them for {KEPT_AT_LEAST} to 36500 days.")
        old = SignIn.objects.filter(at__lt=clock.now() - timedelta(days=days, minutes=1))
        count, _ = old.delete()
        self.stdout.write(f"Deleted {count} rows.")
