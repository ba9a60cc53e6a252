"""Recovery of tasks whose worker died, which the queue's library lacks.

The library marks a task as running and never checks again (django-tasks issue 46). Here each worker
holds an advisory lock while it lives; PostgreSQL releases it with the connection, however the worker
dies. Running tasks of workers without a lock return to the queue.
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

# Advisory locks are pairs of numbers: this arbitrary one, and the worker's.
LIFELINE = 20_260_901
# Seconds between a worker's checks of its lock and of the tasks that dead workers left.
PULSE = 5
# The limit for a task that kills its worker (memory, a crash), and would do so for ever.
ATTEMPTS = 3


class WorkerDied(Exception):
    """The failure of a task whose workers died ATTEMPTS times."""


def keep_alive(worker_id: str) -> None:
    """Hold a starting worker's lock until its process ends.

    A worker that loses its lock exits at once: the others consider it dead, and may have started
    its task again.
    """
    put_back()  # Here an unreachable or empty database still gives a one-line error.
    held = threading.Event()
    threading.Thread(target=_pulse, args=(worker_id, held), daemon=True).start()
    held.wait()


def _pulse(worker_id: str, held: threading.Event) -> NoReturn:
    # Each thread has its own connection, and the worker closes only idle ones of its main thread.
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
    """Return the tasks of dead workers to the queue, for the next free worker.

    So a task may run more than once and must be idempotent. A task that was started ATTEMPTS times
    is marked as failed.
    """
    with transaction.atomic():
        running = list(DBTaskResult.objects.running().select_for_update(skip_locked=True))
        # Query the locks after the tasks: a worker takes its lock before it takes a task.
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
    """Return the worker's half of an advisory lock: a positive 32-bit number."""
    return zlib.crc32(worker_id.encode()) & 0x7FFF_FFFF


def held(number: int) -> set[int]:
    """Return the second numbers of all held advisory locks whose first number is `number`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [number],
        )
        return {second for (second,) in cursor.fetchall()}


def is_waiting(path: str) -> bool:
    """Return whether a task with this path is in the queue, to run now or later."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return ready.filter(task_path=path).exists()


def forget_successes(path: str) -> None:
    """Delete the results of a task that runs every few minutes, except failures."""
    DBTaskResult.objects.successful().filter(task_path=path).delete()


def workers() -> int:
    """Return the number of live workers on all machines; with 0, no task is carried out."""
    return len(held(LIFELINE))


def seconds_waiting() -> float:
    """Return for how many seconds the oldest ready task has waited; 0 if none waits.

    A wait of minutes while `workers()` is not 0 means that the workers are overloaded.
    """
    now = timezone.now()
    since = Case(
        When(run_after=get_date_max(), then=F("enqueued_at")),
        default=Greatest("enqueued_at", "run_after"),
    )
    waiting = DBTaskResult.objects.ready().annotate(since=since).order_by("since")
    first = waiting.values_list("since", flat=True).first()
    return max(0.0, (now - first).total_seconds()) if first else 0.0
