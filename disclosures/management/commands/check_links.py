"""The command `manage.py check_links`, for a timer or for use by hand."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from disclosures.addresses import normalise_host
from disclosures.linkcheck import Health
from disclosures.linkcheck.runs import Busy, LinkCheckRun, due
from disclosures.models import LinkCheck
from disclosures.outcomes import WRONG

# The exit code if a link is wrong; if the run itself fails, it is 2.
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
        """Check the due pages, print the results and exit as `help` says; 130 if interrupted."""
        name = normalise_host(host) if host else ""
        if name is None:
            raise CommandError(
                f"“{host}” is no host name; write one such as shop.example.", returncode=2
            )
        if limit is not None and limit < 1:
            raise CommandError("--limit takes a number from 1.", returncode=2)
        pages = due(host=name.removeprefix("www."), limit=limit)
        run = LinkCheckRun(pages, seconds=None if minutes is None else minutes * 60)
        quiet = json or options["verbosity"] == 0
        try:
            checks = list(self._reported(run, len(pages), quiet))
        except Busy as busy:
            raise CommandError(str(busy), returncode=2) from None
        except KeyboardInterrupt:
            message = "Stopped. The results so far are saved; the other pages are still due."
            raise CommandError(message, returncode=130) from None
        report = as_json(run, checks) if json else summary(run, checks)
        self.stdout.write(report, ending="\n")
        if any(check.health in WRONG for check in checks):
            sys.exit(FOUND)

    def _reported(self, run: LinkCheckRun, total: int, quiet: bool) -> Iterator[LinkCheck]:
        """Yield each check; first print a line if it isn't OK. A terminal shows a progress bar."""
        # rich writes in pieces, and Django's wrapper would append a newline to each.
        self.stdout.ending = ""
        output = cast(IO[str], self.stdout)
        console = Console(file=output, soft_wrap=True, markup=False, emoji=False, highlight=False)
        with Progress(console=console, disable=quiet or not console.is_terminal) as progress:
            bar = progress.add_task("LinkCheckRun", total=total)
            for check in run:
                progress.advance(bar)
                if not quiet and check.health != Health.OK:
                    console.print(f"{check.get_health_display()}: {check.page}  {check.sentence}")
                yield check


def summary(run: LinkCheckRun, checks: list[LinkCheck]) -> str:
    """Return the counts by health as a sentence, and a line for each skipped host."""
    counts = Counter(Health(check.health) for check in checks)
    parts = [f"{counts[health]} {health.label.lower()}" for health in Health if counts[health]]
    pages = "1 page" if len(checks) == 1 else f"{len(checks):,} pages"
    lines = [f"{pages} checked: {', '.join(parts)}." if parts else "Nothing is due."]
    lines += [f"Left for later: {sentence}" for sentence in run.left.values()]
    if run.out_of_time:
        lines.append("Time was up: the rest is still due.")
    return "\n".join(lines)


def as_json(run: LinkCheckRun, checks: list[LinkCheck]) -> str:
    """Return the checks and counts as a JSON document, with times in ISO 8601."""
    names = ("page", "address", "health", "sentence", "status", "final", "failures")
    return json.dumps(
        {
            "checked": len(checks),
            "health": Counter(str(check.health) for check in checks),
            "left": run.left,
            "out_of_time": run.out_of_time,
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
