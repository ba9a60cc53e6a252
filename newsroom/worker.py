"""What the queue needs besides its library: no task is lost with the worker that had taken it.

The library marks a task as running and never looks again (django-tasks issue 46). Here each worker
holds a lock in PostgreSQL for as long as it lives, which ends with its connection however the
worker dies; what a worker without a lock was running is put back.
"""

import logging
import os
import threading
import time
import zlib
from typing import NoReturn

from django.db import connection, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

logger = logging.getLogger(__name__)

# Advisory locks are pairs of numbers: this one, and the worker's. Any number does.
LIFELINE = 20_260_901
# How often, in seconds, a worker makes sure of its lock and looks for what dead ones left.
PULSE = 5
# A task that takes its worker down with it (memory, a crash) would do so for ever.
ATTEMPTS = 3


class WorkerDied(Exception):
    """What a task failed of that was put back often enough."""


def keep_alive(worker_id: str) -> None:
    """Hold the lifeline of a worker that is about to start, until its process ends.

    A worker whose lifeline is lost ends at once, whatever it is doing: others take it for dead,
    and may have begun its task anew.
    """
    put_back()  # Here an unreachable or empty database still ends in one clear line.
    held = threading.Event()
    threading.Thread(target=_pulse, args=(worker_id, held), daemon=True).start()
    held.wait()


def _pulse(worker_id: str, held: threading.Event) -> NoReturn:
    # A thread has a connection of its own, which the worker's way of closing idle ones spares.
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", [LIFELINE, _number(worker_id)])
        held.set()
        while True:
            put_back()
            time.sleep(PULSE)
    except Exception:
        logger.exception("The worker lost its connection to PostgreSQL and ends.")
    finally:
        os._exit(1)


def put_back() -> None:
    """Have the tasks of dead workers begun anew, by whichever worker comes first.

    So a task may run more than once, and must be written to bear it. One that was begun ATTEMPTS
    times is marked as failed.
    """
    with transaction.atomic():
        running = list(DBTaskResult.objects.running().select_for_update(skip_locked=True))
        # In this order: a worker has its lifeline before it takes a task.
        alive = held(LIFELINE)
        for result in running:
            if _number(result.worker_ids[-1]) not in alive:
                _begin_anew(result)


def _begin_anew(result: DBTaskResult) -> None:
    task, attempts = result.task_path, len(result.worker_ids)
    if attempts >= ATTEMPTS:
        logger.error("Task id=%s path=%s lost %d workers; given up", result.id, task, attempts)
        result.set_failed(WorkerDied(f"{attempts} workers died while they ran it."))
        return
    logger.warning("Task id=%s path=%s lost its worker; put back", result.id, task)
    result.status, result.run_after = TaskResultStatus.READY, timezone.now()
    result.save(update_fields=["status", "run_after"])


def _number(worker_id: str) -> int:
    """Half of an advisory lock: a positive number of four bytes."""
    return zlib.crc32(worker_id.encode()) & 0x7FFF_FFFF


def held(number: int) -> set[int]:
    """The second numbers of the advisory locks with this first one that anybody holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [number],
        )
        return {second for (second,) in cursor.fetchall()}


def workers() -> int:
    """How many workers are alive, on every machine; 0 means that nobody does what is enqueued."""
    return len(held(LIFELINE))


def seconds_waiting() -> float:
    """How long the task that has waited longest could have been running; 0 if none waits.

    A wait of minutes while `workers()` is not 0 means that they have too much to do.
    """
    now = timezone.now()
    since = Case(
        When(run_after=get_date_max(), then=F("enqueued_at")),
        default=Greatest("enqueued_at", "run_after"),
    )
    waiting = DBTaskResult.objects.ready().annotate(since=since).order_by("since")
    first = waiting.values_list("since", flat=True).first()
    return max(0.0, (now - first).total_seconds()) if first else 0.0
