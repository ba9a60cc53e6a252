"""Looking at what was printed: which links it has and what they earn, and whether it says so."""

import logging
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction

from articles.content import blocks
from articles.content.disclosures import DisclosedBody, disclose, judge_of
from articles.content.plain_html import plain_page
from articles.models import Edition
from articles.models.videos import read
from disclosures import ledger
from disclosures.audit.links import review
from disclosures.audit.page import faults, unmarked
from disclosures.matching import Judge, Rulebook
from disclosures.models import (
    Finding,
    Found,
    Marks,
    Scan,
    Wording,
    claims_marks,
    share_rules,
)
from disclosures.rules.rulebook import rulebook
from newsroom import clock
from newsroom.worker import held

logger = logging.getLogger(__name__)

BATCH = 250
# Advisory locks' numbers; any do that nobody else takes. The second is of pairs, with a scan's key.
LEDGER, SCANS = 0x1ED6E4, 20_261_121
STALE = timedelta(days=1)


def look_at(editions: Iterable[Edition], at: datetime | None = None) -> int:
    """Write the ledger of these editions and what is wrong with them; return how many links changed.

    The caller shares the rules, so that they stay what they are until it commits.

    Args:
        at: by the wordings and deals of when to judge them. Default: now; those that wait by what
            is in force when they go live.
    """
    now, rules = clock.now(), rulebook()
    in_force = cache(lambda instant: Wording.objects.in_force(instant).rows())
    entries: dict[int, list[ledger.Entry]] = {}
    findings: dict[int, list[Found]] = {}
    for edition in editions:
        begin = at or max(now, edition.live_from)
        page = disclose(edition, rulebook=rules, wordings=in_force(begin), at=begin)
        entries[edition.pk] = list(entries_of(edition, judge_of(edition, rules), page.left_out))
        findings[edition.pk] = [
            *page_faults(edition, rules, page),
            *review(entries[edition.pk], rules, edition.body, begin),
            *_by_hand(edition),
        ]
    changed = ledger.record(entries, at or now)
    ledger.note(findings, at or now)
    return changed


def entries_of(
    edition: Edition, judge: Judge, left_out: Container[int] = ()
) -> Iterator[ledger.Entry]:
    """Yield the links in every field of an edition that can have one, but those that no page shows.

    Args:
        left_out: the positions of the body's links that the page leaves out.
    """
    for position, address in enumerate(blocks.links(edition.body)):
        if position not in left_out:
            yield ledger.Entry("body", position, address, judge(address))
    # What a recommended video leads to is a player's page, whoever's programme its host is in.
    unpaid = Judge(Rulebook([]))
    for position, video in enumerate(map(read, edition.videos)):
        yield ledger.Entry("videos", position, video.url, unpaid(video.url))


def _by_hand(edition: Edition) -> Iterator[Found]:
    """Yield what may be a disclosure that somebody wrote into the copy."""
    for found in blocks.hand_written(edition.body):
        yield Found(Finding.Kind.OUTDATED, found.text)


def page_faults(edition: Edition, rules: Rulebook, disclosed: DisclosedBody) -> Iterator[Found]:
    """Yield what is wrong with the page as it is made, looked at from outside."""
    # What no wording in force says is missing. Without detail: the audit asks for it anew.
    said = {(disclosure.kind, disclosure.programme) for disclosure in disclosed.disclosures}
    if edition.connection and (edition.connection, None) not in said:
        yield Found(Finding.Kind.MISSING, "")
    told = [disclosure.text for disclosure in disclosed.at_links]
    if ("affiliate", None) not in said:
        told.append("")
    judge, page = judge_of(edition, rules), plain_page(disclosed)
    yield from faults(page, lambda address: judge(address).earns, told)
    general = [d for d in disclosed.at_links if (d.kind, d.programme) == ("affiliate", None)]
    for disclosure in general:
        if disclosure.marks == Marks.ALL or claims_marks(disclosure.text):
            yield from unmarked(page, lambda address: judge(address).earns, disclosure.mark)
    lacking = [
        rule
        for rule in rules.rules
        if rule.needs_wording and ("affiliate", rule.programme) not in said
    ]
    if lacking:
        concerned = {rule.programme for rule in lacking}
        yield from faults(
            page, lambda address: not concerned.isdisjoint(judge(address).programmes), [""]
        )


def scan(scan: Scan, tell: Callable[[Scan], None] = lambda scan: None) -> bool:
    """Carry out a scan, from where it was if it had begun; False if another process is at it.

    Each batch is a transaction of its own under the rules of that moment, so neither editors nor
    whoever changes a rule wait for long; a change meanwhile brings a scan of its own. `tell` is
    called after each. What was left half-done longer than a day ago begins anew.
    """
    with _alone_with(scan) as alone:
        if not alone:
            return False
        scan.refresh_from_db()
        now = clock.now()
        if scan.begun_at is None or scan.begun_at < now - STALE:
            scan.begun_at, scan.reached, scan.done, scan.changed = now, 0, 0, 0
        # The keys at once: to ask for each batch's by host would read the ledger's index each time.
        left = _editions_of(scan).filter(pk__gt=scan.reached)
        keys = list(left.order_by("pk").values_list("pk", flat=True))
        scan.total = scan.done + len(keys)
        scan.save()
        for start in range(0, len(keys), BATCH):
            batch(scan, keys[start : start + BATCH])
            tell(scan)
        scan.finished_at = clock.now()
        scan.save()
        if scan.hosts is None:
            # It saw all that those asked for earlier and left behind would see.
            earlier = Scan.objects.running().filter(asked_at__lt=scan.begun_at)
            earlier.exclude(pk__in=at_work()).update(finished_at=scan.finished_at)
        return True


def give_up(scan: Scan, error: Exception) -> None:
    """Put on record that a fault ended a scan, for the audit to tell."""
    problem = f"{type(error).__name__}: {error}"[:300]
    Scan.objects.filter(pk=scan.pk).update(finished_at=clock.now(), problem=problem)


def at_work() -> set[int]:
    """The keys of the scans that a process is carrying out, on any machine."""
    return held(SCANS)


@contextmanager
def _alone_with(scan: Scan) -> Iterator[bool]:
    """Hold a scan while the block runs, or as long as the process lives; False if another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SCANS, scan.pk])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SCANS, scan.pk])


@transaction.atomic
def batch(scan: Scan, keys: list[int]) -> None:
    """Look at the next editions of a scan, and put on record that it has come so far."""
    share_rules()
    alone_in_the_ledger()
    editions = list(Edition.objects.filter(pk__in=keys).select_related("section"))
    try:
        with transaction.atomic():
            scan.changed += look_at(editions)
    except Exception:
        scan.changed += sum(map(_look_at_one, editions))
    scan.done += len(keys)
    scan.reached = keys[-1]
    scan.save()


def _look_at_one(edition: Edition) -> int:
    """As `look_at`; what can't be looked at is a finding, and stops no other."""
    try:
        with transaction.atomic():
            return look_at([edition])
    except Exception as error:
        logger.exception("Edition %d (%s) could not be scanned", edition.pk, edition.path)
        found = Found(Finding.Kind.UNREAD, f"{type(error).__name__}: {error}")
        ledger.note({edition.pk: [found]}, clock.now())
        return 0


def alone_in_the_ledger() -> None:
    """Wait for other scans: two at one edition would write each link twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER])


def _editions_of(scan: Scan) -> Any:
    """What readers see or are going to see; where the scan names hosts, with a link to one."""
    editions = Edition.objects.not_ended()
    if scan.hosts is None:
        return editions
    linking = Edition.objects.filter(
        links__hosts__overlap=scan.hosts, links__last_seen=None
    ).values("pk")
    return editions.filter(pk__in=linking)
