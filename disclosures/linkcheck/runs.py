"""Link check runs: select the pages that are due, probe them and store the results."""

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from ada_url import URL
from django.conf import settings
from django.db import DataError, connection, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext

from disclosures.addresses import family
from disclosures.linkcheck import (
    DUMMY,
    Batch,
    Health,
    LinkClient,
    Outcome,
    carries_id,
    probe,
    without_ids,
)
from disclosures.linkcheck.batch import unreadable
from disclosures.linkcheck.client import user_agent
from disclosures.linkcheck.rate_limit import host_of, site
from disclosures.linkcheck.robots import Robots
from disclosures.matching import Rule
from disclosures.models import Link, LinkCheck
from disclosures.rules.rulebook import rulebook
from newsroom import clock

logger = logging.getLogger(__name__)

# The advisory lock of a run: two runs at once would request a host twice as often.
RUN = 0x0D15C4EC
# When to retry a host that was skipped because it didn't answer or requested a longer wait.
LATER = timedelta(hours=6)
# Hosts that only redirect, whether or not a rule names them: a request to one counts as a click.
SHORTENERS = frozenset(
    {"a.co", "amzn.asia", "amzn.eu", "amzn.to", "apple.co", "bit.ly", "cutt.ly", "ebay.to"}
    | {"ebay.us", "fave.co", "geni.us", "goo.gl", "howl.link", "howl.me", "is.gd", "link.amazon"}
    | {"lnk.to", "ow.ly", "rb.gy", "rebrand.ly", "rover.ebay.com", "rstyle.me", "shop-links.co"}
    | {"shopstyle.it", "shorturl.at", "t.co", "tidd.ly", "tinyurl.com"}
)
# Shops whose rule also has a network's patterns: their own pages may be requested.
SHOPS = frozenset(
    f"ebay.{end}"
    for end in "at be ca ch co.uk com com.au de es fr ie it nl pl".split()  # noqa: SIM905  (shorter)
)


class Busy(Exception):
    """Another run is in progress."""


@dataclass(frozen=True)
class Due:
    """A page of the ledger, and an address to request it by, which may still contain our id."""

    page: str
    target: str


def due(
    *, checks: Collection[int] | None = None, host: str = "", limit: int | None = None
) -> list[Due]:
    """Return the pages of live commercial links that are due for a check.

    Pages that were never checked come first, then the most overdue.

    Args:
        checks: restricts the result to pages with these `LinkCheck` keys.
        host: restricts it to links that pass through this host or a sub-domain of it.
        limit: the largest number of pages to return.
    """
    check = LinkCheck.objects.filter(page=OuterRef("normalised"))
    links = Link.objects.shown().commercial().filter(normalised__startswith="https://")
    links = links.annotate(next=Subquery(check.values("next_check_at")))
    links = links.filter(Q(next=None) | Q(next__lte=clock.now()))
    if checks is not None:
        pages = LinkCheck.objects.filter(pk__in=checks).values("page")
        links = links.filter(normalised__in=pages)
    if host:
        links = links.filter(hosts__contains=[host])
    # Of the links to a page, prefer one with an id, so that the probe notices if the id is lost.
    one_each = links.order_by("normalised", F("tracking_id").desc()).distinct("normalised")
    rows = list(one_each.values_list("normalised", "target", "next"))
    rows.sort(key=lambda row: (row[2] is not None, row[2], row[0]))
    return [Due(page, target) for page, target, _ in rows[:limit]]


class LinkCheckRun:
    """One run over due pages. Iterate over it once; it stores each result before yielding it.

    Afterwards `left` maps each skipped host to a sentence, and `out_of_time` says whether some
    pages are still due.
    """

    def __init__(
        self,
        pages: Iterable[Due],
        *,
        client: LinkClient | None = None,
        seconds: float | None = None,
    ):
        self._client = client or LinkClient(user_agent(settings.SITE_NAME))
        rules = rulebook().rules
        self._clean = partial(cleaned, places=places_of(rules), ids=ids_of(rules))
        self._batch = Batch(
            partial(
                probe,
                client=self._client,
                clean=self._clean,
                not_followed=not_followed(rules),
                robots=Robots(self._client),
            ),
            self._client.rate_limiter,
            seconds=seconds,
        )
        self._pages = {page.target: page for page in pages}

    @property
    def left(self) -> dict[str, str]:
        return self._batch.left

    @property
    def out_of_time(self) -> bool:
        return self._batch.out_of_time

    def __iter__(self) -> Iterator[LinkCheck]:
        """Probe the pages and yield their stored checks; raise Busy during another run."""
        with _exclusive():
            waiting = dict(self._pages)
            for target, outcome in self._batch.run(waiting.copy()):
                yield self._record(waiting.pop(target), outcome)
            self._postpone(waiting.values())

    def _record(self, page: Due, outcome: Outcome) -> LinkCheck:
        """Store an outcome; log one that PostgreSQL can't store, and record `unreadable()`."""
        try:
            with transaction.atomic():
                return self._stored(page, outcome)
        except (DataError, ValueError):
            logger.exception("What %s answered could not be stored.", page.page)
            return self._stored(page, unreadable())

    def _stored(self, page: Due, outcome: Outcome) -> LinkCheck:
        check = LinkCheck.objects.filter(page=page.page).first() or LinkCheck(page=page.page)
        check.address = self._requested(page.target)
        check.take(outcome, clock.now())
        check.save()
        return check

    def _requested(self, target: str) -> str:
        """Return the address that was requested; `target` if its ids can't be removed."""
        try:
            return self._clean(target)
        except ValueError:
            return target

    def _postpone(self, pages: Iterable[Due]) -> None:
        """Postpone the pages of skipped hosts; otherwise they would come first in every run."""
        later = clock.now() + LATER
        for page in pages:
            reason = self.left.get(site(host_of(page.target)))
            if reason is None:
                continue
            if not LinkCheck.objects.filter(page=page.page).update(next_check_at=later):
                self._record(page, Outcome(Health.UNSURE, reason))
                LinkCheck.objects.filter(page=page.page).update(next_check_at=later)


def places_of(rules: Iterable[Rule]) -> Callable[[str], set[str]]:
    """Return a function from a host to the places of tracking ids, retired rules included."""
    by_host: dict[str, set[str]] = {}
    for rule in rules:
        for pattern in rule.patterns:
            by_host.setdefault(pattern.host, set()).update(rule.ids_in)

    def places(host: str) -> set[str]:
        return set().union(*(by_host.get(name, set()) for name in family(host)))

    return places


def cleaned(address: str, *, places: Callable[[str], set[str]], ids: Collection[str]) -> str:
    """Return `address` without our ids.

    Raises:
        ValueError: an id remains in a place that no rule names, or the id itself is the page, as in
            bookshop.org/shop/the-gazette.
    """
    found = without_ids(address, places(host_of(address)))
    if carries_id(found, ids):
        raise ValueError("One of our ids is left.")
    if URL(found).pathname.rstrip("/").endswith("/" + DUMMY):
        raise ValueError("Without our id there is no page.")
    return found


def not_followed(rules: Iterable[Rule]) -> set[str]:
    """Return the hosts that only redirect: shorteners, networks and our own redirects."""
    hosts = set(SHORTENERS)
    for rule in rules:
        hosts.update(rule.shorteners)
        if rule.passes_on or rule.targets_in:
            hosts.update(pattern.host for pattern in rule.patterns if pattern.host not in SHOPS)
    return hosts


def ids_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Return our tracking ids from the rules and the ledger.

    Ids without a digit, or shorter than four characters, are omitted: they may be ordinary words.
    """
    found = Link.objects.current().exclude(tracking_id="").values_list("tracking_id", flat=True)
    own = {id_ for rule in rules for id_ in rule.own_ids}
    known = {*own, *found.distinct()}
    return frozenset(
        id_ for id_ in known if re.search(r"\d", id_) and len(id_.replace("*", "")) > 3
    )


@contextmanager
def _exclusive() -> Iterator[None]:
    """Hold the run's advisory lock; raise Busy if another run has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN])
        if not cursor.fetchone()[0]:
            raise Busy(gettext("Another round of link checks is under way. Wait for its end."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN])
