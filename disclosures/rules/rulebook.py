"""Rulebooks from the database, cached in memory until a rule or deal changes."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Subquery
from django.db.models.functions import JSONObject

from disclosures.matching import Rulebook
from disclosures.models import Deal, RuleChange, Site
from newsroom.cache.replicas import reading


def version() -> dict[str, int | None]:
    """Return the ids of the last rule change and deal, which change whenever the rules do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM disclosures_rulechange),"
            " (SELECT max(id) FROM disclosures_deal)"
        )
        rules, deals = cursor.fetchone()
    return {"rules": rules, "deals": deals}


def version_query() -> Any:
    """Return `version` as an expression that another query can include."""
    rules = RuleChange.objects.order_by("-id").values("id")[:1]
    deals = Deal.objects.order_by("-id").values("id")[:1]
    return JSONObject(rules=Subquery(rules), deals=Subquery(deals))


def rulebook(known: dict[str, int | None] | None = None) -> Rulebook:
    """Return the rules in force now; pass their `version` as `known` to save its queries."""
    found = known if known is not None else version()
    return _rulebook(found["rules"], found["deals"])


def rulebook_at(at: datetime) -> Rulebook:
    """Return the rules, deals and own hosts as they were at an instant."""
    return Rulebook(
        [change.rule for change in RuleChange.objects.in_force(at)],
        [row.deal for row in Deal.objects.known(at)],
        Site.at(at).hosts,
    )


@lru_cache(maxsize=4)
def _rulebook(rules: int | None, deals: int | None) -> Rulebook:
    # A replica may not have the row with this id yet, and what is read here is kept.
    with reading(DEFAULT_DB_ALIAS):
        return _read(rules, deals)


def _read(rules: int | None, deals: int | None) -> Rulebook:
    changes = RuleChange.objects.filter(id__lte=rules or 0)
    latest = changes.order_by("programme_id", "-id").distinct("programme_id")
    known = Deal.objects.filter(id__lte=deals or 0).order_by("id")
    return Rulebook(
        [change.rule for change in latest], [row.deal for row in known], Site.of_today().hosts
    )
