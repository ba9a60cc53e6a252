"""How it stands with the promises to readers, in a sentence that says no more than was looked at."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from articles.audit.queries import ComplianceQueries, Kind
from disclosures.models import Finding, PageCheck


@dataclass(frozen=True)
class State:
    """What the desk's first page says: `broken` stories and other pages, and when how many were checked."""

    live: bool
    broken: int
    broken_elsewhere: int
    checked: datetime | None
    pages: int

    @property
    def is_good(self) -> bool:
        """Return whether pages were checked and nothing wrong with a live one is known."""
        known = self.broken or self.broken_elsewhere
        return self.live and self.checked is not None and not known

    @property
    def sentence(self) -> str:
        """Return it in words that promise no more than was looked at."""
        if self.broken:
            few = self.broken == 1
            return (
                f"{self.broken:,} {'story breaks' if few else 'stories break'} a promise to readers"
            )
        if self.broken_elsewhere:
            few = self.broken_elsewhere == 1
            return f"{self.broken_elsewhere:,} {'page' if few else 'pages'} outside stories {'breaks' if few else 'break'} a promise to readers"
        if not self.live:
            return "No story is live, so there is nothing to check"
        if self.checked is None:
            return "Nothing wrong is on record; pages were never checked as readers get them"
        return (
            f"{self.pages:,} {'page' if self.pages == 1 else 'pages'} checked, nothing wrong found"
        )


def state(at: datetime | None = None) -> State:
    """Return how it stands with the promises to readers."""
    queries = ComplianceQueries(at)
    unread = Finding.objects.filter(kind=Kind.UNREAD).values("edition")
    stories = queries.stories()
    last = PageCheck.objects.completed().first()
    wrong = {problem["path"] for row in last_checks() for problem in row.elsewhere}
    return State(
        live=stories.exists(),
        broken=stories.filter(queries.broken() | Q(pk__in=unread)).count(),
        broken_elsewhere=len(wrong),
        checked=last.begun_at if last else None,
        pages=last.pages if last else 0,
    )


def last_checks() -> list[PageCheck]:
    """Return the last check of each kind that got to its end."""
    checks = PageCheck.objects.completed().order_by("how", "-begun_at", "-id").distinct("how")
    return list(checks)
