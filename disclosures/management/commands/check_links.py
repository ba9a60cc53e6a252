"""`manage.py check_links`: for a timer, or by hand."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from disclosures.linkcheck import Health
from disclosures.linkcheck.runs import Busy, LinkCheckRun, due
from disclosures.matching import normalise_host
from disclosures.models import LinkCheck
from disclosures.outcomes import WRONG

# The exit code where something is wrong with a link; where the round itself failed, it is 2.
FOUND = 1


class Command(BaseCommand):
    help = (
        "Look whether the pages behind the commercial links that readers see are still there. "
        "Exits with 0 if so, with 1 if a link is wrong, with 2 if it couldn't look."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, help="look at so many pages at most")
        parser.add_argument("--host", default="", help="only links that lead by this host")
        parser.add_argument("--minutes", type=float, help="begin with no page after so long")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(
        self, *, limit: int | None, host: str, minutes: float | None, json: bool, **options: Any
    ) -> None:
        name = normalise_host(host) if host else ""
        if name is None:
            raise CommandError(
                f"“{host}” is no host name; write one such as shop.example.", returncode=2
            )
        if limit is not None and limit < 1:
            raise CommandError("--limit takes a number from 1.", returncode=2)
        pages = due(host=name.removeprefix("www."), limit=limit)
        looking = LinkCheckRun(pages, seconds=None if minutes is None else minutes * 60)
        quiet = json or options["verbosity"] == 0
        try:
            checks = list(self.told(looking, len(pages), quiet))
        except Busy as busy:
            raise CommandError(str(busy), returncode=2) from None
        except KeyboardInterrupt:
            told = "Stopped. What was looked at is on record; the rest is still due."
            raise CommandError(told, returncode=130) from None
        told = as_json(looking, checks) if json else summary(looking, checks)
        self.stdout.write(told, ending="\n")
        if any(check.health in WRONG for check in checks):
            sys.exit(FOUND)

    def told(self, looking: LinkCheckRun, total: int, quiet: bool) -> Iterator[LinkCheck]:
        """Each result, after a line about it if it is wrong; on a terminal, with a bar."""
        # rich writes in pieces, and the wrapper would end each with a new line.
        self.stdout.ending = ""
        output = cast(IO[str], self.stdout)
        console = Console(file=output, soft_wrap=True, markup=False, emoji=False, highlight=False)
        with Progress(console=console, disable=quiet or not console.is_terminal) as progress:
            bar = progress.add_task("LinkCheckRun", total=total)
            for check in looking:
                progress.advance(bar)
                if not quiet and check.health != Health.OK:
                    console.print(f"{check.get_health_display()}: {check.page}  {check.sentence}")
                yield check


def summary(looking: LinkCheckRun, checks: list[LinkCheck]) -> str:
    """`412 pages looked at: 407 works, 3 dead, 2 failing.`, and a line a host that was left."""
    counts = Counter(Health(check.health) for check in checks)
    parts = [f"{counts[health]} {health.label.lower()}" for health in Health if counts[health]]
    pages = "1 page" if len(checks) == 1 else f"{len(checks):,} pages"
    lines = [f"{pages} looked at: {', '.join(parts)}." if parts else "Nothing is due."]
    lines += [f"Left for later: {sentence}" for sentence in looking.left.values()]
    if looking.out_of_time:
        lines.append("Time was up: the rest is still due.")
    return "\n".join(lines)


def as_json(looking: LinkCheckRun, checks: list[LinkCheck]) -> str:
    """The same for programs; instants in ISO 8601."""
    names = ("page", "address", "health", "sentence", "status", "final", "failures")
    return json.dumps(
        {
            "checked": len(checks),
            "health": Counter(str(check.health) for check in checks),
            "left": looking.left,
            "out_of_time": looking.out_of_time,
            "pages": [
                {name: getattr(check, name) for name in names}
                | {
                    "checked_at": check.checked_at.isoformat(),
                    "next_check_at": check.next_check_at.isoformat(),
                }
                for check in checks
            ],
        },
        indent=1,
    )
