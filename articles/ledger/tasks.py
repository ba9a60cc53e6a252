"""Work that a worker does in the background."""

from collections.abc import Iterable
from datetime import datetime

from django_tasks import task

from articles.ledger import scanning
from disclosures.models import Scan
from newsroom import clock
from staff.models import User


@task()
def scan(key: int) -> None:
    """Carry out the scan with this key; once more does nothing, and half-done it goes on."""
    found = Scan.objects.running().filter(pk=key).first()
    if found is None:
        return
    try:
        scanning.scan(found)
    except Exception as error:
        scanning.give_up(found, error)
        raise


def ask_for_scan(
    reason: str, *, hosts: Iterable[str] | None = None, by: User | None = None
) -> Scan:
    """Have the editions that readers see looked at again, those with a link to a host, or all."""
    asked = Scan.objects.create(
        reason=reason[:200], hosts=None if hosts is None else list(hosts), by=by
    )
    scan.enqueue(asked.pk)
    return asked


@task()
def begin_scan(reason: str, hosts: list[str]) -> None:
    """Ask for a scan whose hour has come."""
    ask_for_scan(reason, hosts=hosts)


def plan_scan(reason: str, *, hosts: list[str], at: datetime) -> None:
    """Have `begin_scan` ask for a scan at an instant, if it is still to come and the queue can wait."""
    if at > clock.now() and begin_scan.get_backend().supports_defer:
        begin_scan.using(run_after=at).enqueue(reason, hosts)


def scan_everything(by: User | None = None) -> Scan | None:
    """Have all that readers see looked at again; None where that is being done or waits its turn.

    One whose process was killed goes on.
    """
    last = Scan.objects.running().full().first()
    if last is None:
        return ask_for_scan("Asked for on the desk", by=by)
    if last.begun_at is None or last.pk in scanning.at_work():
        return None
    scan.enqueue(last.pk)
    return last
