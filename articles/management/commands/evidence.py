"""`manage.py evidence`: make and verify evidence files."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles import evidence
from images.files import StorageAway
from newsroom import clock


def instant_in(text: str) -> datetime:
    """Parse a date or date and time; without an offset it is in the newsroom's time zone.

    Raises:
        ValueError: `text` isn't an instant; the message says how to write one.
    """
    found = None
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day)
        if found and timezone.is_naive(found):
            found = timezone.make_aware(found)
        found = found and found.astimezone(UTC)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise ValueError(
            f"“{text}” is no instant. Write it as 2026-03-03T14:05 or 2026-03-03T14:05:00+01:00."
        )
    return found


class Command(BaseCommand):
    help = (
        "Writes a self-contained HTML file that shows what a page told its readers at an instant: "
        "the page, the wording in force, the links and the rules, with a digest, signed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", help="The page: its whole address, or /anime/a-slug/."
        )
        parser.add_argument("--at", help="The instant, such as 2026-03-03T14:05 (default: now).")
        parser.add_argument("--output", help="The file to write; - for standard output.")
        parser.add_argument("--verify", metavar="FILE", help="Verify a file that was made before.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self.verify(Path(options["verify"]))
            return
        if not options["url"]:
            raise CommandError("Say which page: its address, such as /anime/a-slug/.")
        try:
            at = instant_in(options["at"]) if options["at"] else clock.now()
            file = evidence.make_evidence(evidence.path_in(options["url"]), at)
        except (ValueError, evidence.NothingShown, evidence.BadKey) as problem:
            raise CommandError(str(problem)) from None
        except StorageAway:
            raise CommandError(evidence.PICTURES_AWAY) from None
        if options["output"] == "-":
            self.stdout.write(file.html)
            return
        output = Path(options["output"] or file.filename)
        try:
            output.write_bytes(file.content)
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        note = "" if file.is_signed else "\nIt is unsigned: no evidence key is set."
        self.stdout.write(f"{output}\nSHA-256 of the record: {file.digest}{note}")

    def verify(self, file: Path) -> None:
        """Verify a file and compare it with the database.

        Raises:
            CommandError: the file can't be read, or doesn't verify.
        """
        try:
            content = file.read_bytes()
        except OSError:
            raise CommandError(f"{file} can't be read.") from None
        if problems := evidence.verify(content):
            raise CommandError("\n".join(problems))
        self.stdout.write("The file is whole, and the database says the same.")
