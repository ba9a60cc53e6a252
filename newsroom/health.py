"""Health for load balancers: `/healthz` (the process responds) and `/readyz` (it can serve pages).

Granian's event loop answers both (newsroom/rsgi.py), so that they never queue behind pages; under
other servers the middleware below does. Neither checks the host, redirects, or reads a session, and
neither repeats an error's message, which may name a host or a role.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from django.apps import apps
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from newsroom import errors
from newsroom.database.outage import is_outage

logger = logging.getLogger(__name__)

ALIVE, READY = "/healthz", "/readyz"
PATHS = {ALIVE, READY}
# Seconds that a request waits for the checks.
TIMEOUT = 1.0
# Seconds for which an answer is reused, so that many requests share one run of the checks.
MAX_AGE = 1.0
# Seconds that a task may wait for a worker before the queue counts as late.
QUEUE_LATE = 600

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Check:
    """One condition of being ready.

    `passes` runs in the thread of the checks, with a database connection of its own. A failure of a
    check that isn't `required` is shown, but the process stays ready: taking machines out of
    service doesn't help if all of them lack the same thing.
    """

    name: str
    passes: Callable[[], bool]
    required: bool = True


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_are_applied() -> bool:
    """Return True if the database has every migration of this code; it may have newer ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return migrations_on_disk() <= {(app, name) for app, name in cursor.fetchall()}


def migrations_on_disk() -> set[tuple[str, str]]:
    """Return app and name of all migrations, by their files: importing them would take megabytes."""
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[!_~]*.py")
    }


def queue_is_on_time() -> bool:
    # This module is imported before Django is set up.
    from newsroom import worker

    return worker.seconds_waiting() <= QUEUE_LATE


CHECKS = [
    Check("database", database_answers),
    Check("migrations", migrations_are_applied),
    Check("queue", queue_is_on_time, required=False),
]


class Readiness:
    """Runs the checks in a thread of their own, one run at a time, which simultaneous requests share.

    The thread is a daemon: a paused PostgreSQL can make it wait for ever, and it must not
    keep the process from ending.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.runs: SimpleQueue[Future[Answer]] = SimpleQueue()
        self.thread: threading.Thread | None = None
        self.latest: Future[Answer] | None = None
        self.finished = float("-inf")

    def begin(self) -> "Future[Answer]":
        """Return the answer in progress or of the last second, or begin a new one."""
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="health", daemon=True)
                self.thread.start()
            done = self.latest is None or self.latest.done()
            if self.latest is None or (done and time.monotonic() - self.finished > MAX_AGE):
                self.latest = Future()
                self.runs.put(self.latest)
            return self.latest

    def _work(self) -> None:
        while True:
            run = self.runs.get()
            try:
                close_old_connections()
                answer = readiness_of({check: outcome(check) for check in CHECKS})
                close_old_connections()
            except Exception:
                logger.exception("The checks of /readyz failed.")
                answer = not_ready()
            self.finished = time.monotonic()
            run.set_result(answer)


readiness = Readiness()


def outcome(check: Check) -> bool:
    """Return True if a check passes; an error counts as a failure and is logged."""
    try:
        return check.passes()
    except Exception as error:
        if is_outage(error):
            errors.outages.log(error)
        else:
            logger.exception("The check %r of /readyz failed.", check.name)
        return False


def readiness_of(outcomes: dict[Check, bool]) -> Answer:
    ready = all(passed for check, passed in outcomes.items() if check.required)
    words = {
        check.name: "ok" if passed else "failed" if check.required else "late"
        for check, passed in outcomes.items()
    }
    return as_json(200 if ready else 503, status="ready" if ready else "not ready", checks=words)


def not_ready() -> Answer:
    return as_json(503, status="not ready", checks={check.name: "unknown" for check in CHECKS})


def as_json(code: int, /, **content: object) -> Answer:
    headers = [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ]
    return Answer(code, headers, json.dumps(content).encode() + b"\n")


def at_once(method: str, path: str) -> Answer | None:
    """Return the answer to a request that needs no check, else None."""
    if method not in ("GET", "HEAD"):
        answer = as_json(405, status="Use GET.")
        return answer._replace(headers=[*answer.headers, ("allow", "GET, HEAD")])
    return as_json(200, status="alive") if path == ALIVE else None


async def answer(method: str, path: str) -> Answer:
    """Return the answer to a request for one of PATHS, within TIMEOUT."""
    if immediate := at_once(method, path):
        return immediate
    run = asyncio.wrap_future(readiness.begin())
    try:
        # A request that gives up must not cancel the run that others wait for.
        return await asyncio.wait_for(asyncio.shield(run), TIMEOUT)
    except TimeoutError:
        return not_ready()


class Health:
    """Middleware for servers other than Granian; it comes first, ahead of redirects and sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PATHS:
            return self.get_response(request)
        result = at_once(str(request.method), request.path_info)
        if not result:
            try:
                result = readiness.begin().result(TIMEOUT)
            except TimeoutError:
                result = not_ready()
        return HttpResponse(result.body, status=result.status, headers=dict(result.headers))
