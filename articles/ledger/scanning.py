"""Scans of editions: record their links in the ledger and the faults of their disclosures."""

import logging
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from articles.content.body import Body
from articles.content.disclosures import DisclosedBody, disclose, evaluator_of
from articles.content.plain_html import plain_page
from articles.models import Edition
from articles.models.videos import read
from disclosures import ledger
from disclosures.audit.links import review
from disclosures.audit.page import faults, parse, unmarked
from disclosures.matching import LinkEvaluator, Rulebook
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
# Numbers of advisory locks; any that no other lock uses. SCANS is paired with a scan's key.
LEDGER, SCANS = 0x1ED6E4, 20_261_121
STALE = timedelta(days=1)


def scan_editions(editions: Iterable[Edition], at: datetime | None = None) -> int:
    """Write the links and findings of these editions; return how many links are new or changed.

    The caller must hold the shared lock on the rules (`share_rules`) until it commits.

    Args:
        at: the instant whose wordings and deals apply. Default: now, or the instant at which a
            waiting edition goes live.

    With DISCLOSURES off it writes nothing.
    """
    if not settings.DISCLOSURES:
        return 0
    now, rules = clock.now(), rulebook()
    in_force = cache(lambda instant: Wording.objects.in_force(instant).rows())
    entries: dict[int, list[ledger.Entry]] = {}
    findings: dict[int, list[Found]] = {}
    for edition in editions:
        begin = at or max(now, edition.live_from)
        body = Body(edition.body)
        entries[edition.pk], findings[edition.pk] = _read(
            edition, body, rules, in_force(begin), begin
        )
    changed = ledger.record(entries, at or now)
    ledger.note(findings, at or now)
    return changed


def scan_new(
    edition: Edition, body: Body, rules: Rulebook, wordings: list[dict[str, Any]], now: datetime
) -> None:
    """Write the links and findings of an edition that was just printed, as `scan_editions` does.

    Args:
        body: the edition's body.
        rules: the rules in force.
        wordings: the wordings in force when the edition goes live.
    """
    if not settings.DISCLOSURES:
        return
    entries, findings = _read(edition, body, rules, wordings, max(now, edition.live_from))
    ledger.record({edition.pk: entries}, now, first=True)
    ledger.note({edition.pk: findings}, now, first=True)


def _read(
    edition: Edition, body: Body, rules: Rulebook, wordings: list[dict[str, Any]], at: datetime
) -> tuple[list[ledger.Entry], list[Found]]:
    """Return the links and findings of an edition at an instant."""
    page = disclose(edition, rulebook=rules, wordings=wordings, at=at, body=body)
    entries = list(entries_of(edition, body, evaluator_of(edition, rules), page.left_out))
    findings = [
        *page_faults(edition, rules, page),
        *review(entries, rules, body.elements, at),
        *(Found(Finding.Kind.OUTDATED, line.text) for line in body.hand_written),
    ]
    return entries, findings


def entries_of(
    edition: Edition, body: Body, evaluate: LinkEvaluator, left_out: Container[int] = ()
) -> Iterator[ledger.Entry]:
    """Yield the links of an edition's body and videos, without those that the page leaves out.

    Args:
        body: the edition's body.
        left_out: the positions of the body's links that the page leaves out.
    """
    for position, address in enumerate(body.links):
        if position not in left_out:
            yield ledger.Entry("body", position, address, evaluate(address))
    # A video leads to a player's page and earns nothing, even if its host is in a programme.
    unpaid = LinkEvaluator(Rulebook([]))
    for position, video in enumerate(map(read, edition.videos)):
        yield ledger.Entry("videos", position, video.url, unpaid(video.url))


def page_faults(edition: Edition, rules: Rulebook, disclosed: DisclosedBody) -> Iterator[Found]:
    """Yield the faults of disclosures and marks on the rendered page.

    The page is checked as HTML, independently of the code that renders it.
    """
    # A disclosure without a wording in force is missing. The finding has no detail, because the
    # audit evaluates it anew when queried.
    shown = {(disclosure.kind, disclosure.programme) for disclosure in disclosed.disclosures}
    if edition.connection and (edition.connection, None) not in shown:
        yield Found(Finding.Kind.MISSING, "")
    texts = [disclosure.text for disclosure in disclosed.at_links]
    if ("affiliate", None) not in shown:
        texts.append("")
    evaluate, page = evaluator_of(edition, rules), parse(plain_page(disclosed))
    yield from faults(page, lambda address: evaluate(address).earns, texts)
    general = [d for d in disclosed.at_links if (d.kind, d.programme) == ("affiliate", None)]
    for disclosure in general:
        if disclosure.marks == Marks.ALL or claims_marks(disclosure.text):
            yield from unmarked(page, lambda address: evaluate(address).earns, disclosure.mark)
    lacking = [
        rule
        for rule in rules.rules
        if rule.needs_wording and ("affiliate", rule.programme) not in shown
    ]
    if lacking:
        concerned = {rule.programme for rule in lacking}
        yield from faults(
            page, lambda address: not concerned.isdisjoint(evaluate(address).programmes), [""]
        )


def scan(scan: Scan, report: Callable[[Scan], None] = lambda scan: None) -> bool:
    """Run a scan; return False if another process is running it.

    An interrupted scan continues after its last batch, or starts again if it began over a day ago.
    Each batch is a transaction of its own under the rules in force then, so that editors and people
    who change rules don't wait long. A rule that changes during a scan enqueues another scan.

    Args:
        report: called with the scan after each batch.
    """
    with _locked(scan) as is_ours:
        if not is_ours:
            return False
        scan.refresh_from_db()
        now = clock.now()
        if scan.begun_at is None or scan.begun_at < now - STALE:
            scan.begun_at, scan.reached, scan.done, scan.changed = now, 0, 0, 0
        # All keys in one query: a query by host for each batch would read the ledger's index again.
        left = _editions_of(scan).filter(pk__gt=scan.reached)
        keys = list(left.order_by("pk").values_list("pk", flat=True))
        scan.total = scan.done + len(keys)
        scan.save()
        for start in range(0, len(keys), BATCH):
            batch(scan, keys[start : start + BATCH])
            report(scan)
        scan.finished_at = clock.now()
        scan.save()
        if scan.hosts is None:
            # This full scan covered all that earlier idle scans would, so they are finished too.
            earlier = Scan.objects.running().filter(requested_at__lt=scan.begun_at)
            earlier.exclude(pk__in=running()).update(finished_at=scan.finished_at)
        return True


def give_up(scan: Scan, error: Exception) -> None:
    """Record that an error ended a scan; the audit reports it."""
    problem = f"{type(error).__name__}: {error}"[:300]
    Scan.objects.filter(pk=scan.pk).update(finished_at=clock.now(), problem=problem)


def running() -> set[int]:
    """Return the keys of the scans that a process is running, on any machine."""
    return held(SCANS)


@contextmanager
def _locked(scan: Scan) -> Iterator[bool]:
    """Lock a scan for the block; yield False if another process holds the lock.

    If the process dies, PostgreSQL releases the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SCANS, scan.pk])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SCANS, scan.pk])


@transaction.atomic
def batch(scan: Scan, keys: list[int]) -> None:
    """Scan the editions with these keys, and record the progress of the scan.

    If an edition fails, each edition is scanned on its own, so that only the faulty one is skipped.
    """
    share_rules()
    alone_in_the_ledger()
    editions = list(Edition.objects.filter(pk__in=keys).select_related("section"))
    try:
        with transaction.atomic():
            scan.changed += scan_editions(editions)
    except Exception:
        scan.changed += sum(map(_scan_one, editions))
    scan.done += len(keys)
    scan.reached = keys[-1]
    scan.save()


def _scan_one(edition: Edition) -> int:
    """Scan one edition as `scan_editions` does; if that fails, record the error as its finding."""
    try:
        with transaction.atomic():
            return scan_editions([edition])
    except Exception as error:
        logger.exception("Edition %d (%s) could not be scanned", edition.pk, edition.path)
        found = Found(Finding.Kind.UNREAD, f"{type(error).__name__}: {error}")
        ledger.note({edition.pk: [found]}, clock.now())
        return 0


def alone_in_the_ledger() -> None:
    """Wait for other batches, and lock them out until the transaction ends.

    Two scans of one edition at once would write each link twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER])


def _editions_of(scan: Scan) -> Any:
    """Return the live and future editions; if the scan names hosts, those with a link to one."""
    editions = Edition.objects.not_ended()
    if scan.hosts is None:
        return editions
    linking = Edition.objects.filter(
        links__hosts__overlap=scan.hosts, links__last_seen=None
    ).values("pk")
    return editions.filter(pk__in=linking)
