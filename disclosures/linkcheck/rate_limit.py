"""Rate limiting: one request at a time per host, with a pause before the next."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from ada_url import URL

# Seconds between two requests to a host, about as many as a patient reader would leave.
PAUSE = 5.0
# The longest pause in seconds that a host's robots.txt can impose.
LONGEST_PAUSE = 60.0


class RateLimiter:
    """A per-host rate limiter shared by all threads; tests inject `clock` and `sleep`."""

    def __init__(
        self,
        pause: float = PAUSE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.clock = clock
        self._sleep = sleep
        self._pauses: defaultdict[str, float] = defaultdict(lambda: pause)
        self._free_at: defaultdict[str, float] = defaultdict(float)
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._lock = Lock()

    @contextmanager
    def of(self, host: str) -> Iterator[None]:
        """Wait until the host may be requested, and lock it for the duration of the block."""
        host = site(host)
        with self._lock:
            lock = self._locks[host]
        with lock:
            wait = self._free_at[host] - self.clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self.hold(host, self._pauses[host])

    def hold(self, host: str, seconds: float) -> None:
        """Delay the host's next request until at least `seconds` from now."""
        host = site(host)
        self._free_at[host] = max(self._free_at[host], self.clock() + seconds)

    def slow_down(self, host: str, pause: float) -> None:
        """Lengthen the host's pause to `pause` seconds (Crawl-delay), at most `LONGEST_PAUSE`."""
        host = site(host)
        self._pauses[host] = max(self._pauses[host], min(pause, LONGEST_PAUSE))


def host_of(address: str) -> str:
    """Return the host of a web address as browsers parse it; "" if it is no web address."""
    try:
        return str(URL(address).hostname).rstrip(".")
    except ValueError:
        return ""


def site(host: str) -> str:
    """Return `host` without `www.` and closing dot, since both names reach one server."""
    return host.rstrip(".").removeprefix("www.")
