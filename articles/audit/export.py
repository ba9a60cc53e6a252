"""Exports of the audit: JSON, CSV, and tables for a terminal."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import TextIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext
from rich.console import Console, JustifyMethod
from rich.table import Table

from articles.audit.coverage import Audit, Coverage, label
from articles.audit.findings import Row
from disclosures.models import Finding

SHOWN = 10


def as_table(rows: Iterable[Row]) -> Iterator[list[object]]:
    """Yield a heading, then the values of each row, for CSV that programs read."""
    names = [field.name for field in fields(Row)]
    yield [*names]
    for row in rows:
        yield [getattr(row, name) for name in names]


def as_download(rows: Iterable[Row]) -> Iterator[list[object]]:
    """Yield a heading, then the values, for people at the desk: headings and kinds in words."""
    headings = {
        "kind": gettext("What"),
        "detail": gettext("Detail"),
        "programme": gettext("Programme"),
        "edition": gettext("Edition"),
        "article": gettext("Story"),
        "headline": gettext("Headline"),
        "path": gettext("Address"),
        "section": gettext("Section"),
        "found_at": gettext("Found at"),
    }
    yield [*headings.values()]
    for row in rows:
        yield [getattr(replace(row, kind=label(row.kind)), name) for name in headings]


def as_json(audit: Audit, rows: Iterable[Row]) -> str:
    """Return the figures and all rows as JSON."""
    found = [row.as_json() for row in rows]
    return json.dumps({**audit.as_json(), "found": found}, cls=DjangoJSONEncoder, indent=2)


def as_tables(audit: Audit, rows: Iterable[Row], file: TextIO) -> None:
    """Write the figures and the first rows as tables to `file`."""
    console = Console(file=file, highlight=False)
    console.print(f"[bold]{audit.headline}[/bold]")
    console.print(_when(audit), style="dim")
    for check in audit.checks:
        at = f"{localtime(check.at):%-d %B %Y, %H:%M}"
        line = f"{check.how}: {check.pages:,} pages checked on {at}, {check.found:,} found."
        console.print(line, style="dim")
    for problem in audit.other_page_problems:
        console.print(f"[bold red]{problem['path']}[/]: {problem['kind']}: {problem['detail']}")
    if audit.sections:
        console.print(_coverage(audit))
    if audit.programmes:
        console.print(_programmes(audit))
    if audit.other_page_links:
        console.print(_other_pages(audit))
    if any(audit.findings.values()):
        console.print(_kinds(audit))
        console.print(_rows(audit, rows))
    else:
        console.print("\nNothing was found.")


def _when(audit: Audit) -> str:
    if audit.scanned_at is None:
        return "Everything was never scanned; each story was when it was published."
    return f"Everything was last scanned on {localtime(audit.scanned_at):%-d %B %Y, %H:%M}."


def _table(title: str, *columns: str, texts: int = 1) -> Table:
    """Build a table whose first `texts` columns are text and whose others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        justify: JustifyMethod = "left" if number < texts else "right"
        table.add_column(column, justify=justify, no_wrap=True, overflow="ellipsis")
    return table


def _numbers(coverage: Coverage) -> list[str]:
    numbers = (coverage.stories, coverage.earning, coverage.connected, coverage.disclosed)
    undisclosed = f"[bold red]{coverage.undisclosed:,}[/]" if coverage.undisclosed else "0"
    return [*(f"{number:,}" for number in numbers), undisclosed]


def _coverage(audit: Audit) -> Table:
    names = ("Section", "Stories", "With links", "Connected", "Disclosed", "Not disclosed")
    table = _table("\nBy section", *names)
    for row in audit.sections:
        table.add_row(row.name, *_numbers(row.coverage))
    table.add_row("[bold]All[/]", *_numbers(audit.total))
    return table


def _programmes(audit: Audit) -> Table:
    table = _table("\nBy programme", "Programme", "Links", "Stories", "Wrong id", "Ended")
    for row in audit.programmes:
        name = row.name if row.active else f"{row.name} (off)"
        numbers = (row.links, row.stories, row.wrong_ids, row.retired)
        table.add_row(name, *(f"{number:,}" for number in numbers))
    return table


def _other_pages(audit: Audit) -> Table:
    table = _table("\nOutside stories", "Page", "Programme", "Link", texts=3)
    for row in audit.other_page_links:
        table.add_row(row.path, row.programme, row.address)
    return table


def _kinds(audit: Audit) -> Table:
    table = _table("\nFound", "What", "How often")
    for kind, count in audit.findings.items():
        if count:
            mark = "bold red" if kind in Finding.BROKEN else "default"
            table.add_row(f"[{mark}]{label(kind)}[/]", f"{count:,}")
    return table


def _rows(audit: Audit, rows: Iterable[Row]) -> Table:
    table = _table(f"\nThe first {SHOWN}; --format csv has all", "What", "Story", "Detail", texts=3)
    for _, row in zip(range(SHOWN), rows, strict=False):
        table.add_row(label(row.kind), f"/{row.path}/", row.detail)
    return table


def filename() -> str:
    """Return a file name for the CSV export, with today's date."""
    return f"disclosure-audit-{timezone.localdate():%Y-%m-%d}.csv"
