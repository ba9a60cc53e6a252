"""Whose turn it is: a host gets one request at a time, and a pause before the next."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from ada_url import URL

# Seconds between two requests to a host, as a patient reader would leave.
PAUSE = 5.0
# The longest pause that a host's robots.txt may ask for and still be asked in this round.
LONGEST_PAUSE = 60.0


class RateLimiter:
    """Keeps each host's turns, over all threads. Tests give it a clock and a sleep of their own."""

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
        """Wait for the host's turn, and hold it while the request lasts."""
        host = site(host)
        with self._lock:
            turn = self._locks[host]
        with turn:
            wait = self._free_at[host] - self.clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self.hold(host, self._pauses[host])

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for some seconds from now."""
        host = site(host)
        self._free_at[host] = max(self._free_at[host], self.clock() + seconds)

    def slow_down(self, host: str, pause: float) -> None:
        """Lengthen the host's pause, in seconds, as its robots.txt asks."""
        host = site(host)
        self._pauses[host] = max(self._pauses[host], min(pause, LONGEST_PAUSE))


def host_of(address: str) -> str:
    """The host that a browser goes to for a web address; "" for what is none."""
    try:
        return str(URL(address).hostname).rstrip(".")
    except ValueError:
        return ""


def site(host: str) -> str:
    """With and without www is one server."""
    return host.rstrip(".").removeprefix("www.")
