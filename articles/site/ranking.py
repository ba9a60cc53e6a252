"""The ranking of the most-read stories, refreshed by the worker every few minutes while stories are read.

The table changes only if the ranking does: a change drops the pages that show it.
"""

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum
from django_tasks import task

from articles.models import Edition, MostRead, Read
from articles.models.reads import forget_readers, hour_of
from newsroom import clock, worker

# Places of the ranking, of which a section's front shows those of its section, and the stories among which
# those that are still live are looked for.
PLACES, LIKELY = 300, 600
# Reads that a story needs, so that chance doesn't rank it.
FEWEST = 3
EVERY = timedelta(minutes=5)
# For how long the totals are kept.
KEPT = timedelta(days=30)
# An arbitrary advisory lock: one process at a time writes the ranking.
LOCK = 20_261_122

# When this process looks next whether a ranking is planned, in seconds of a clock that only counts.
_next_look = 0.0


@task()
def rank() -> None:
    """Refresh the ranking, delete what is too old, and plan the next time while there is something to rank."""
    now = clock.now()
    refresh(now)
    forget_readers(hour_of(now))
    Read.objects.filter(hour__lt=now - KEPT).delete()
    worker.forget_successes(rank.module_path)
    if MostRead.objects.exists() or Read.objects.within_a_day(now).exists():
        plan()


def refresh(at: datetime | None = None) -> bool:
    """Bring the ranking up to date; return whether it changed."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        found = most_read_stories(at or clock.now())
        if found == list(MostRead.objects.values_list("article_id", flat=True)):
            return False
        MostRead.objects.all().delete()
        MostRead.objects.bulk_create(
            MostRead(position=position, article_id=story)
            for position, story in enumerate(found, start=1)
        )
    return True


def most_read_stories(at: datetime) -> list[int]:
    """Return the keys of the live stories that were read most in the 24 hours before an instant."""
    totals = Read.objects.within_a_day(at).values("article").annotate(total=Sum("count"))
    ordered = totals.filter(total__gte=FEWEST).order_by("-total", "-article_id")
    keys = list(ordered.values_list("article", flat=True)[:LIKELY])
    live = set(
        Edition.objects.live(at).filter(article__in=keys).values_list("article_id", flat=True)
    )
    return [key for key in keys if key in live][:PLACES]


def ensure_planned() -> None:
    """Plan the next ranking unless this process has looked lately; takes no query then."""
    global _next_look
    if time.monotonic() >= _next_look:
        _next_look = time.monotonic() + EVERY.total_seconds()
        plan()


def plan() -> None:
    """Plan the next ranking unless one waits; do nothing if the queue can't defer tasks."""
    if rank.get_backend().supports_defer and not worker.is_waiting(rank.module_path):
        rank.using(run_after=clock.now() + EVERY).enqueue()
