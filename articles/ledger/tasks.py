"""Background tasks that run scans."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from articles.ledger import scanning
from disclosures.models import Scan
from newsroom import clock
from staff.models import User

# The delay until a worker tries again to run a scan that another process has locked.
PAUSE = timedelta(seconds=5)


@task()
def scan(key: int) -> None:
    """Run the scan with this key, or continue it; do nothing if it is finished.

    If another process has locked the scan, the task is enqueued again. That process may be dead: as
    long as its last statement runs or waits, PostgreSQL doesn't notice, and keeps the lock.
    """
    found = Scan.objects.running().filter(pk=key).first()
    if found is None:
        return
    try:
        is_ours = scanning.scan(found)
    except Exception as error:
        scanning.give_up(found, error)
        raise
    if not is_ours and scan.get_backend().supports_defer:
        scan.using(run_after=timezone.now() + PAUSE).enqueue(key)


def request_scan(
    reason: str, *, hosts: Iterable[str] | None = None, by: User | None = None
) -> Scan:
    """Enqueue a scan of the live and future editions with a link to `hosts`, or of all if None."""
    new = Scan.objects.create(
        reason=reason[:200], hosts=None if hosts is None else list(hosts), by=by
    )
    scan.enqueue(new.pk)
    return new


@task()
def begin_scan(reason: str, hosts: list[str]) -> None:
    """Enqueue a scan that was planned for this time."""
    request_scan(reason, hosts=hosts)


def plan_scan(reason: str, *, hosts: list[str], at: datetime) -> None:
    """Plan a scan at a future instant; do nothing if it has passed or the queue can't defer tasks."""
    if at > clock.now() and begin_scan.get_backend().supports_defer:
        begin_scan.using(run_after=at).enqueue(reason, hosts)


def scan_everything(by: User | None = None) -> Scan | None:
    """Enqueue a scan of all live and future editions, and return it.

    Returns None if such a scan is running or waiting. An interrupted one is enqueued again.
    """
    last = Scan.objects.running().full().first()
    if last is None:
        return request_scan(gettext("Requested on the desk"), by=by)
    if last.begun_at is None or last.pk in scanning.running():
        return None
    scan.enqueue(last.pk)
    return last
