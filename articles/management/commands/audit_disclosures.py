"""`manage.py audit_disclosures`: report the disclosures of live stories, and the findings."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from articles.audit import export, pages
from articles.audit.coverage import Audit, audit
from articles.audit.findings import all_rows
from articles.audit.queries import ComplianceQueries
from articles.ledger import scanning
from disclosures.models import Finding, Scan
from newsroom.csv_files import csv_lines
from newsroom.keys import whole_number

REASON = "audit_disclosures --scan"
BROKEN, BAD_ARGUMENTS = 1, 2


def kinds_in(text: str) -> list[str]:
    """Parse a list of kinds of findings such as `missing,wrong-id`.

    Raises:
        ArgumentTypeError: a kind is unknown.
    """
    names = [name.strip().replace("-", " ") for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in Finding.Kind.values]:
        known = ", ".join(kind.replace(" ", "-") for kind in Finding.Kind.values)
        raise ArgumentTypeError(f"“{unknown[0]}” is no kind of finding. There are {known}.")
    return names


def not_negative(text: str) -> int:
    """Parse a whole number from 0.

    Raises:
        ArgumentTypeError: `text` is none.
    """
    number = whole_number(text)
    if number is None:
        raise ArgumentTypeError(f"“{text[:20]}” is no number from 0.")
    return number


class Command(BaseCommand):
    help = (
        "Reports which live stories tell their readers what they must, and what is odd about their "
        "links. Exits with 1 past a threshold, with 2 if it can't do what was asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scan",
            action="store_true",
            help="First scan all that readers see, and check pages as `check_pages` does.",
        )
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")
        parser.add_argument("--output", metavar="FILE", help="Write there, not to standard output.")
        parser.add_argument(
            "--fail-over",
            metavar="N",
            type=not_negative,
            help="Exit with 1 if there are more findings than this (of --fail-on).",
        )
        parser.add_argument(
            "--fail-on",
            metavar="KINDS",
            type=kinds_in,
            help="Which count, such as missing,late (default: what breaks the promise to readers). "
            "Without --fail-over, one is too many.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with _opened(options["output"], self.stdout) as file:
            if options["scan"]:
                self.scan()
            queries = ComplianceQueries()
            found = audit(queries)
            self.write(found, queries, options["format"], file)
        self.fail_on_findings(found, options["fail_on"], options["fail_over"])

    def scan(self) -> None:
        """Scan everything and check pages; continue a full scan that was interrupted.

        Raises:
            CommandError: another process is scanning.
        """
        scan = Scan.objects.running().full().first() or Scan.objects.create(reason=REASON)
        with self.progress() as update:
            if not scanning.scan(scan, update):
                raise CommandError(
                    "Another process is scanning everything. Wait for it, or leave out --scan.",
                    returncode=BAD_ARGUMENTS,
                )
        self.stderr.write(f"Scanned {scan.done:,} stories; {scan.changed:,} links changed.")
        checked = pages.check()
        self.stderr.write(f"Checked {checked.pages:,} pages and feeds as readers get them.")

    @contextmanager
    def progress(self) -> Iterator[Any]:
        """Show a progress bar on a terminal, and yield the function that updates it.

        Without a terminal, nothing is shown; the final line suffices.
        """
        if not self.stderr.isatty():
            yield lambda scan: None
            return
        columns = (
            "[progress.description]{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Scanning", total=None)
            yield lambda scan: bar.update(task, completed=scan.done, total=scan.total)

    def write(self, found: Audit, queries: ComplianceQueries, format: str, file: TextIO) -> None:
        """Write the audit to `file` in one of the formats."""
        rows = all_rows(queries)
        match format:
            case "csv":
                for line in csv_lines(export.as_table(rows)):
                    file.write(line)
            case "json":
                file.write(export.as_json(found, rows) + "\n")
            case _:
                export.as_tables(found, rows, file)

    def fail_on_findings(
        self, found: Audit, fail_on: list[str] | None, fail_over: int | None
    ) -> None:
        """Exit with 1 if there are more findings than the options allow."""
        if fail_on is None and fail_over is None:
            return
        kinds = fail_on or [str(kind) for kind in Finding.BROKEN]
        count, most = sum(found.findings[kind] for kind in kinds), fail_over or 0
        count += sum(problem["kind"] in kinds for problem in found.other_page_problems)
        if count > most:
            self.stderr.write(f"{count:,} findings of {', '.join(kinds)}; allowed: {most:,}.")
            sys.exit(BROKEN)


def _opened(output: str | None, stdout: Any) -> Any:
    """Return a context manager for the report's file or standard output.

    The file is opened before any work is done.

    Raises:
        CommandError: the file can't be written.
    """
    if output is None:
        return nullcontext(stdout)
    try:
        return Path(output).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(
            f"{output} can't be written: {error.strerror}.", returncode=BAD_ARGUMENTS
        ) from None
