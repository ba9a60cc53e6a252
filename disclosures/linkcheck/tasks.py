"""Work that a worker does in the background."""

from collections.abc import Sequence
from datetime import timedelta

from django_tasks import task

from disclosures.linkcheck import runs
from newsroom import clock

# Seconds after which other work gets its turn, and to wait for another round to end.
SLICE = 60
WAIT = timedelta(minutes=1)


@task()
def check_links(checks: Sequence[int]) -> None:
    """Look at pages again that are due, by the keys of their `LinkCheck`; once more does no harm."""
    try:
        looking = runs.LinkCheckRun(runs.due(checks=checks), seconds=SLICE)
        for _ in looking:
            pass
    except runs.Busy:
        check_links.using(run_after=clock.now() + WAIT).enqueue(checks)
        return
    if looking.out_of_time:
        check_links.enqueue(checks)
