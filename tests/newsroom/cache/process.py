"""The application as Granian calls it, in the test's own process."""

import asyncio
import gzip
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar
from urllib.parse import unquote

import brotli
from django.core.wsgi import get_wsgi_application

from newsroom.cache import listener
from newsroom.rsgi import Application

Result = TypeVar("Result")
HOST = "testserver"


class Headers:
    """The headers of a request, as RSGI has them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __contains__(self, name: str) -> bool:
        return any(name == key for key, _ in self.pairs)

    def get(self, name: str, default: Any = None) -> Any:
        return next((value for key, value in self.pairs if key == name), default)

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def items(self) -> list[tuple[str, str]]:
        return self.pairs


@dataclass
class Scope:
    path: str
    query_string: str
    method: str
    headers: Headers
    scheme: str = "http"
    authority: str | None = None
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:5000"


@dataclass
class Answer:
    """A response as it was sent; `body` is decoded."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""
    names: list[str] = field(default_factory=list)

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        assert not self.status, "answered twice"
        self.status, self.raw = status, body
        self.headers = {name.lower(): value for name, value in headers}
        self.names = [name.lower() for name, _ in headers]

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")

    @property
    def body(self) -> str:
        encoding = self.headers.get("content-encoding")
        open_it = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        return open_it(self.raw).decode()

    @property
    def mark(self) -> str:
        """ "hit", "fwd=miss", "hit; detail=stale", or "" for an answer that isn't the page cache's."""
        return self.headers.get("cache-status", "").removeprefix("newsroom; ")


class BackgroundLoop:
    """An event loop on a thread of its own, because Playwright leaves one running on the tests'."""

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Return the coroutine's result. Raises TimeoutError after a minute."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def __exit__(self, *exception: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


class Process:
    """A process that serves the site."""

    def __init__(self, runner: "BackgroundLoop", megabytes: float = 8) -> None:
        size = int(megabytes * 1024**2)
        self.runner = runner
        self.app = Application(get_wsgi_application(), 2, "/static/", size)
        assert self.app.pages
        self.pages = self.app.pages
        self.store = self.pages.store

    def get(
        self, address: str, method: str = "GET", scheme: str = "http", **headers: str
    ) -> Answer:
        return self.runner.run(self.asking(address, method, scheme, **headers))

    async def asking(
        self, address: str, method: str = "GET", scheme: str = "http", **headers: str
    ) -> Answer:
        path, _, query = address.partition("?")
        pairs = [("host", HOST)] if "host" not in headers else []
        pairs += [(name.replace("_", "-"), value) for name, value in headers.items()]
        answer = Answer()
        scope = Scope(unquote(path), query, method, Headers(pairs), scheme)
        await self.app.__rsgi__(scope, answer)
        return answer

    def hear(self) -> None:
        """Wait until the process has heard of everything that was committed before."""
        now = time.monotonic()
        until(lambda: self.store.hears and self.store.heard > now)


def until(condition: Any, seconds: float = 10) -> None:
    """Wait until `condition()` is true; fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.005)


@contextmanager
def running(monkeypatch: Any, megabytes: float = 8) -> Iterator[Process]:
    """Run a process whose listener has begun to listen."""
    monkeypatch.setattr(listener, "HEARTBEAT", 0.02)
    monkeypatch.setattr(listener, "PAUSE", 0.02)
    with BackgroundLoop() as runner:
        process = Process(runner, megabytes)
        process.app.__rsgi_init__(runner.loop)
        try:
            process.hear()
            yield process
        finally:
            process.app.__rsgi_del__(runner.loop)
