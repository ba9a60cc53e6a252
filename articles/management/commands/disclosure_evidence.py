"""Proves from the command line what a page told its readers."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles import evidence
from newsroom import clock


def instant_in(text: str) -> datetime:
    """An instant as people write it; without a zone it is the newsroom's.

    Raises:
        ValueError: with a sentence that says how to write it.
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
        "the page, the wording in force, the links and the rules, with a digest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", help="The page: its whole address, or /anime/a-slug/."
        )
        parser.add_argument("--at", help="The instant, such as 2026-03-03T14:05 (default: now).")
        parser.add_argument("--output", help="The file to write; - for standard output.")
        parser.add_argument("--check", metavar="FILE", help="Check a file that was written before.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_file(Path(options["check"]))
            return
        if not options["url"]:
            raise CommandError("Say which page: its address, such as /anime/a-slug/.")
        try:
            at = instant_in(options["at"]) if options["at"] else clock.now()
            proof = evidence.prove(evidence.path_in(options["url"]), at)
        except (ValueError, evidence.NothingShown) as problem:
            raise CommandError(str(problem)) from None
        if options["output"] == "-":
            self.stdout.write(proof.html)
            return
        output = Path(options["output"] or proof.filename)
        try:
            output.write_bytes(proof.html.encode())
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        self.stdout.write(f"{output}\nSHA-256 of the record: {proof.digest}")

    def check_file(self, file: Path) -> None:
        """Say whether a file is whole, and whether the database says the same."""
        try:
            # Bytes, since reading text would change the ends of lines.
            content = file.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{file} can't be read.") from None
        if faults := evidence.faults(content):
            raise CommandError("\n".join(faults))
        self.stdout.write("The file is whole, and the database says the same.")
