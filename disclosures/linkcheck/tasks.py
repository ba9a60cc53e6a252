"""Background tasks for link checks."""

from collections.abc import Sequence
from datetime import timedelta

from django_tasks import task

from disclosures.linkcheck import runs
from newsroom import clock

# Seconds after which a task yields to other work, and the delay while another run is in progress.
SLICE = 60
WAIT = timedelta(minutes=1)


@task()
def check_links(checks: Sequence[int]) -> None:
    """Check due pages, given by their `LinkCheck` keys; repeating the task is harmless."""
    try:
        run = runs.LinkCheckRun(runs.due(checks=checks), seconds=SLICE)
        for _ in run:
            pass
    except runs.Busy:
        check_links.using(run_after=clock.now() + WAIT).enqueue(checks)
        return
    if run.out_of_time:
        check_links.enqueue(checks)
