from typing import Any

from django.core.management.base import BaseCommand

from articles.rebuilding import rebuild_blocks


class Command(BaseCommand):
    help = "Derive the blocks of every edition again, as a newer version of the site would."

    def handle(self, *args: Any, **options: Any) -> None:
        looked_at, changed = rebuild_blocks()
        self.stdout.write(f"{looked_at} editions looked at, {changed} changed.")
