"""The audit's one-sentence summary for the desk's front page."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
            return ngettext(
                "{number} story breaks a promise to readers",
                "{number} stories break a promise to readers",
                self.broken,
            ).format(number=intcomma(self.broken))
        if self.broken_other_pages:
            return ngettext(
                "{number} page outside stories breaks a promise to readers",
                "{number} pages outside stories break a promise to readers",
                self.broken_other_pages,
            ).format(number=intcomma(self.broken_other_pages))
        if not self.live:
            return _("No story is live, so there is nothing to check")
        if self.checked is None:
            return _("Nothing wrong is on record; pages were never checked as readers get them")
        return ngettext(
            "{number} page checked, nothing wrong found",
            "{number} pages checked, nothing wrong found",
            self.pages,
        ).format(number=intcomma(self.pages))


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
