"""Content delivery networks, which may keep pages too: their headers, and purges by the same keys.

Off unless the setting CDN names one. One process at a time purges: the one whose listener holds an
advisory lock. A process that gets the lock purges everything, since the former holder may have died
before a purge.
"""

import json
import logging
import queue
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import httpcore
from django.conf import settings

from newsroom.cache.page import Headers
from newsroom.cache.tables import EVERYTHING

log = logging.getLogger(__name__)

# Seconds for which a CDN may answer without asking the site, if nothing on the page is planned to
# change. A page whose purge failed is out of date for at most this long.
MAX_AGE = 3600
TIMEOUT = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 5.0}
# Seconds until a failed purge is repeated.
AGAIN = 5.0
# Seconds until keys are purged again. The CDN may have asked a process that hadn't heard of the change
# (for at most store.DEAF_AFTER seconds), or got a page whose rendering had begun before.
SETTLED = 5.0
# The headers that `Network.headers` returns.
CDN_HEADERS = {"surrogate-key", "surrogate-control", "cache-tag", "cloudflare-cdn-cache-control"}
# The advisory lock of the process that purges. The number is arbitrary.
PURGES = 0x0CD4


@dataclass(frozen=True)
class Call:
    """A request to a CDN's API."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


class Network(Protocol):
    """A CDN: the headers by which it keeps a page, and the calls that purge pages."""

    @property
    def api(self) -> str: ...
    def headers(self, keys: Iterable[str], max_age: int) -> Headers: ...
    def purge(self, keys: Iterable[str]) -> Iterator[Call]: ...
    def purge_everything(self) -> Iterator[Call]: ...


@dataclass(frozen=True)
class Fastly:
    """Fastly. https://www.fastly.com/documentation/reference/api/purging/"""

    zone: str
    token: str
    api: str = "https://api.fastly.com"

    def headers(self, keys: Iterable[str], max_age: int) -> Headers:
        surrogate = [("surrogate-key", " ".join(sorted(keys)))]
        return [*surrogate, ("surrogate-control", f"max-age={max_age}")]

    def purge(self, keys: Iterable[str]) -> Iterator[Call]:
        for some in _groups(keys, 256):
            yield self._call("purge", {"Surrogate-Key": " ".join(some)})

    def purge_everything(self) -> Iterator[Call]:
        yield self._call("purge_all", {})

    def _call(self, what: str, headers: dict[str, str]) -> Call:
        return Call(f"/service/{self.zone}/{what}", {"Fastly-Key": self.token, **headers})


@dataclass(frozen=True)
class Cloudflare:
    """Cloudflare. https://developers.cloudflare.com/api/resources/cache/methods/purge/"""

    zone: str
    token: str
    api: str = "https://api.cloudflare.com"

    def headers(self, keys: Iterable[str], max_age: int) -> Headers:
        tags = [("cache-tag", ",".join(sorted(keys)))]
        return [*tags, ("cloudflare-cdn-cache-control", f"max-age={max_age}")]

    def purge(self, keys: Iterable[str]) -> Iterator[Call]:
        for some in _groups(keys, 30):
            yield self._call({"tags": some})

    def purge_everything(self) -> Iterator[Call]:
        yield self._call({"purge_everything": True})

    def _call(self, body: dict[str, Any]) -> Call:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return Call(f"/client/v4/zones/{self.zone}/purge_cache", headers, json.dumps(body).encode())


NETWORKS: dict[str, type[Fastly] | type[Cloudflare]] = {"FASTLY": Fastly, "CLOUDFLARE": Cloudflare}


def network() -> Network | None:
    """Return the CDN of the settings, or None."""
    if not settings.CDN:
        return None
    return NETWORKS[settings.CDN](settings.CDN_ZONE, settings.CDN_TOKEN)


def _groups(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(sorted(keys))
    while some := list(islice(rest, size)):
        yield some


class Purger:
    """A thread that purges keys twice (see SETTLED), merges what waits, and repeats what failed."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.waiting: queue.SimpleQueue[frozenset[str]] = queue.SimpleQueue()
        # The keys to purge again, and when.
        self._again: deque[tuple[float, frozenset[str]]] = deque()
        self.thread = threading.Thread(target=self._run, name="CDN", daemon=True)
        self._stopping = threading.Event()
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context())

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.waiting.put(frozenset())
        self.thread.join(timeout=2)
        self._pool.close()

    def purge(self, keys: Iterable[str]) -> None:
        """Purge the pages with one of `keys` soon; EVERYTHING stands for all pages."""
        self.waiting.put(frozenset(keys))

    def _run(self) -> None:
        while not self._stopping.is_set():
            new, again = self._due()
            while not self._stopping.is_set() and not self._send(new | again):
                self._stopping.wait(AGAIN)
            if new:
                self._again.append((time.monotonic() + SETTLED, new))

    def _due(self) -> tuple[frozenset[str], frozenset[str]]:
        """Wait for keys; return the new ones, and those to purge again."""
        new: frozenset[str] = frozenset()
        again: frozenset[str] = frozenset()
        left = max(0.0, self._again[0][0] - time.monotonic()) if self._again else None
        with suppress(queue.Empty):
            new |= self.waiting.get(timeout=left)
            while True:
                new |= self.waiting.get_nowait()
        while self._again and self._again[0][0] <= time.monotonic():
            again |= self._again.popleft()[1]
        return new, again

    def _send(self, keys: frozenset[str]) -> bool:
        """Make the calls that purge `keys`; return False if one failed."""
        everything = EVERYTHING in keys
        calls = self.network.purge_everything() if everything else self.network.purge(keys)
        try:
            for call in calls:
                answer = self._pool.request(
                    "POST",
                    self.network.api + call.path,
                    headers=[*call.headers.items()],
                    content=call.body,
                    extensions={"timeout": TIMEOUT},
                )
                if answer.status >= 400:
                    raise ConnectionError(f"it answered {answer.status}")
        except Exception as error:
            log.warning("The CDN can't be purged: %s; trying again.", error)
            return False
        return True
