"""`manage.py check_pages`: check the HTML of live pages, or their visibility in a browser."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.audit import browser, pages
from articles.models import Edition
from disclosures.models import Finding, PageCheck

BROKEN, IMPOSSIBLE = 1, 2


class Command(BaseCommand):
    help = (
        "Reads live pages and feeds as readers get them and checks their disclosures. Exits with 1 "
        "if something is wrong, with 2 if it can't check."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="Check every live story, not what changed and a sample.",
        )
        parser.add_argument(
            "--sample",
            metavar="N",
            type=int,
            default=None,
            help=f"How many unchanged stories to check (default: {pages.SAMPLE}; --browser: {browser.SAMPLE}).",
        )
        parser.add_argument(
            "--browser",
            action="store_true",
            help="Open the pages in Chromium, by Playwright, and see whether notices can be seen.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        everything, sample = options["all"], options["sample"]
        if options["browser"]:
            try:
                record = browser.check(everything, browser.SAMPLE if sample is None else sample)
            except browser.NoBrowser as error:
                raise CommandError(str(error), returncode=IMPOSSIBLE) from None
        else:
            record = pages.check(
                everything=everything, sample=pages.SAMPLE if sample is None else sample
            )
        self.report(record)
        if record.found:
            sys.exit(BROKEN)

    def report(self, record: PageCheck) -> None:
        """Write a line for each finding, and a summary."""
        found = Finding.objects.shown().filter(source=record.how, found_at=record.begun_at)
        paths = dict(Edition.objects.filter(findings__in=found).values_list("pk", "path"))
        for finding in found:
            self.stdout.write(f"/{paths[finding.edition_id]}/: {finding}")
        for other in record.other_page_problems:
            self.stdout.write(
                f"{other['path']}: {Finding.Kind(other['kind']).label}: {other['detail']}"
            )
        self.stdout.write(
            f"{record.pages:,} pages checked, {record.stories:,} of them stories: {record.found:,} found."
        )
