"""The threads that handle requests, and the answer to a request that none of them gets to in time.

Without a limit, a load that has passed would keep the threads busy for as long as it lasted, with pages
for readers who have given up.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from django.template import loader

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Answer = tuple[int, list[tuple[str, str]], bytes]

# Seconds that a request waits for a thread. A form waits longer, because its text is at stake, but not
# longer than the proxies of deploy/ do (60): it must not be saved after they have called it failed.
PAGE_WAITS = 5.0
FORM_WAITS = 45.0
RETRY_AFTER = 5
# The most requests that wait for a thread: as many as the connections that `--backpressure` lets a worker have.
MOST_WAITING = 2048
# Seconds between two log lines about a load that is too much.
LOG_EVERY = 60
STYLES_ONLY = "default-src 'none'; style-src 'self'; img-src 'self'"


class Overloaded(Exception):
    """Raised if no thread has begun to handle a request in time; none will."""


class RequestThreads:
    """A number of threads, and the requests that wait for one."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="request")
        self._logged = float("-inf")

    async def run(
        self,
        patience: float,
        function: Callable[Arguments, Result],
        *values: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        """Return the function's result, computed on a thread.

        Raises:
            Overloaded: no thread has begun it within `patience` seconds, or too many wait already.
        """
        # A request that was given up stays in the queue until a thread is free. While PostgreSQL is paused, none is.
        if self._pool._work_queue.qsize() >= MOST_WAITING:
            self._log(patience)
            raise Overloaded
        work = self._pool.submit(function, *values, **named)
        result = asyncio.wrap_future(work)
        finished, _ = await asyncio.wait({result}, timeout=patience)
        # `cancel` fails if a thread has begun.
        if not finished and work.cancel():
            self._log(patience)
            raise Overloaded
        return await result

    def _log(self, patience: float) -> None:
        if (now := time.monotonic()) - self._logged >= LOG_EVERY:
            self._logged = now
            logger.error(
                "No thread was free for %.0f seconds, and some requests get a 503", patience
            )

    def stop(self) -> None:
        """Finish the requests that were begun, and drop those that wait."""
        self._pool.shutdown(cancel_futures=True)


@cache
def unavailable(*, sent: bool = False, busy: bool = True) -> Answer:
    """Return the 503 for a request that nobody handles; it needs no thread.

    Args:
        sent: the request was a form, whose sender learns how to recover the text.
        busy: the server has too much to do; otherwise PostgreSQL doesn't answer.
    """
    body = loader.render_to_string("503.html", {"sent": sent, "busy": busy})
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", STYLES_ONLY),
        ("retry-after", str(RETRY_AFTER)),
        ("x-content-type-options", "nosniff"),
    ]
    return 503, headers, body.encode()
