"""The condition that readers see a row at an instant, for all tables with `live_from` and `live_until`.

It is here because the ledger's tables, which may not import stories, query editions by it too.
`Edition.is_live` is the same condition for one object.
"""

from datetime import datetime

from django.db.models import Q

from newsroom import clock


def live(at: datetime | None = None, of: str = "") -> Q:
    """Return the condition that a row is live at an instant (default: now).

    Args:
        of: the lookup of the row that has the dates, such as "edition"; default: the row itself.
    """
    at = at or clock.now()
    return not_ended(at, of) & begun(at, of)


def begun(at: datetime | None = None, of: str = "") -> Q:
    """Return the condition that a row went live by an instant (default: now), ended or not."""
    return Q(**{f"{_prefix(of)}live_from__lte": at or clock.now()})


def not_ended(at: datetime | None = None, of: str = "") -> Q:
    """Return the condition that a row hasn't ended at an instant (default: now)."""
    until = f"{_prefix(of)}live_until"
    return Q(**{until: None}) | Q(**{f"{until}__gt": at or clock.now()})


def _prefix(of: str) -> str:
    return f"{of}__" if of else ""
