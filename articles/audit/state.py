"""The audit's one-sentence summary for the desk's front page."""

from dataclasses import dataclass
from datetime import datetime

from articles.audit.queries import ComplianceQueries, Kind
from disclosures.models import PageCheck


@dataclass(frozen=True)
class State:
    """The result of the audit in short.

    `live`: whether any story is live. `broken`, `broken_other_pages`: the number of stories and other
    pages with a problem. `checked`, `pages`: the time and size of the last page check.
    """

    live: bool
    broken: int
    broken_other_pages: int
    checked: datetime | None
    pages: int

    @property
    def is_good(self) -> bool:
        """True if pages were checked and no problem of a live one is known."""
        known = self.broken or self.broken_other_pages
        return self.live and self.checked is not None and not known

    @property
    def sentence(self) -> str:
        """A summary that claims no more than was checked."""
        if self.broken:
            few = self.broken == 1
            return (
                f"{self.broken:,} {'story breaks' if few else 'stories break'} a promise to readers"
            )
        if self.broken_other_pages:
            few = self.broken_other_pages == 1
            return f"{self.broken_other_pages:,} {'page' if few else 'pages'} outside stories {'breaks' if few else 'break'} a promise to readers"
        if not self.live:
            return "No story is live, so there is nothing to check"
        if self.checked is None:
            return "Nothing wrong is on record; pages were never checked as readers get them"
        return (
            f"{self.pages:,} {'page' if self.pages == 1 else 'pages'} checked, nothing wrong found"
        )


def state(at: datetime | None = None) -> State:
    """Return the audit's summary at an instant (default: now)."""
    queries = ComplianceQueries(at)
    stories = queries.stories()
    last = PageCheck.objects.completed().first()
    wrong = {problem["path"] for row in last_checks() for problem in row.other_page_problems}
    return State(
        live=stories.exists(),
        broken=stories.filter(queries.broken(Kind.UNREAD)).count(),
        broken_other_pages=len(wrong),
        checked=last.begun_at if last else None,
        pages=last.pages if last else 0,
    )


def last_checks() -> list[PageCheck]:
    """Return the last completed check of each kind."""
    checks = PageCheck.objects.completed().order_by("how", "-begun_at", "-id").distinct("how")
    return list(checks)
