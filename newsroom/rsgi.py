"""Serve a WSGI application with Granian without blocking a thread on a slow client.

Granian's WSGI interface passes a request to a thread once its headers have arrived, and the thread
then waits for the body: a few clients that never send it, or never read a response, occupy the whole
server. Here an event loop reads each request completely, a thread computes the complete response,
and Granian sends it. Waiting for a client occupies no thread.

RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import io
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Protocol

from newsroom import health
from newsroom.cache.keys import Collection
from newsroom.cache.readers import COLLECTION
from newsroom.cache.serving import Pages
from newsroom.request_ids import identify
from newsroom.request_threads import (
    FORM_WAITS,
    PAGE_WAITS,
    Overloaded,
    RequestThreads,
    unavailable,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

# A picture of 30 MB, with the rest of its form.
LARGEST_REQUEST = 40 * 1024 * 1024
# Larger bodies are spooled to a file: hundreds of slow uploads must fit into the memory.
LARGEST_IN_MEMORY = 64 * 1024
# Methods of requests that change nothing (RFC 9110, 9.2.1).
SAFE = ("GET", "HEAD", "OPTIONS")
# Seconds between two chunks of a body, and for the whole body: 40 MB at 1 Mbit/s.
PIECE_TIMEOUT = 15
REQUEST_TIMEOUT = 330

# The headers of a request that a rendering gets; a page may depend on them.
SHARED = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}

Headers = list[tuple[str, str]]
Environ = dict[str, Any]


class Scope(Protocol):
    """The parts of RSGI's scope that are read here."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class HTTP(Protocol):
    """The parts of RSGI's protocol that are called here."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_empty(self, status: int, headers: Headers) -> None: ...


class Refusal(Exception):
    """Raised for a request that can't be read, with the response's status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Application:
    """An RSGI application around a WSGI one, with the page cache in front of it."""

    def __init__(
        self, wsgi: "WSGIApplication", threads: int, static_url: str, cache_size: int = 0
    ) -> None:
        """Prepare to serve `wsgi` with a number of threads; `cache_size` is the page cache's, in bytes."""
        self.wsgi = wsgi
        self.static_url = static_url
        self.threads = RequestThreads(threads)
        # A static file takes a millisecond; it must not queue behind pages.
        self.file_threads = RequestThreads(1)
        self.pages = Pages(cache_size, self.threads) if cache_size else None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the page cache's listener; Granian calls this in each worker."""
        if self.pages:
            self.pages.start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Finish the requests in progress; Granian calls this when a worker stops."""
        self.threads.stop()
        self.file_threads.stop()
        if self.pages:
            self.pages.stop()

    async def __rsgi__(self, scope: Scope, http: HTTP) -> None:
        if self.pages is not None:
            if self.pages.answer(scope, http):
                return
            if (address := self.pages.address(scope)) is not None:
                request_id = identify(scope.headers.get("x-request-id"))
                render = partial(render_page, self.wsgi, scope, request_id)
                await self.pages.serve(address, scope, http, render, request_id)
                return
        if scope.path in health.PATHS:
            http.response_bytes(*await health.answer(scope.method, scope.path))
            return
        await self.respond(scope, http)

    async def respond(self, scope: Scope, http: HTTP) -> None:
        """Read a request, and answer it by the WSGI application."""
        with tempfile.SpooledTemporaryFile(LARGEST_IN_MEMORY) as body:
            try:
                size = await read(scope, http, body)
            except Refusal as refusal:
                headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
                http.response_bytes(refusal.status, headers, f"{refusal}\n".encode())
                return
            body.seek(0)
            environ = make_environ(scope, body, size)
            is_file = scope.path.startswith(self.static_url)
            threads = self.file_threads if is_file else self.threads
            patience = PAGE_WAITS if scope.method in SAFE else FORM_WAITS
            try:
                answer = await threads.run(patience, respond, self.wsgi, environ)
            except Overloaded:
                answer = unavailable(sent=scope.method not in SAFE)
            http.response_bytes(*answer)


def render_page(
    wsgi: "WSGIApplication", scope: Scope, request_id: str, query: str, collection: Collection
) -> tuple[int, Headers, bytes]:
    """Return the page that every reader gets: for a GET without anything of this reader's."""
    environ = make_environ(scope, io.BytesIO(), 0)
    for name in [name for name in environ if name.startswith("HTTP_") and name not in SHARED]:
        del environ[name]
    environ |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, COLLECTION: collection}
    environ["HTTP_X_REQUEST_ID"] = request_id
    return respond(wsgi, environ)


async def read(scope: Scope, http: HTTP, body: IO[bytes]) -> int:
    """Read the request's body into `body`, and return its size. Raises Refusal."""
    announced = announced_size(scope)
    if not announced:
        return 0
    size = 0
    try:
        async with asyncio.timeout(REQUEST_TIMEOUT):
            async for piece in patient(aiter(http)):
                size += len(piece)
                body.write(piece)
    except TimeoutError:
        raise Refusal(408, "The request came too slowly. Send it again.") from None
    if size != announced:
        raise Refusal(400, "The request ended before its end. Send it again.")
    return size


async def patient(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield each chunk. Raises TimeoutError if one doesn't arrive within PIECE_TIMEOUT."""
    while True:
        try:
            async with asyncio.timeout(PIECE_TIMEOUT):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        yield piece


def announced_size(scope: Scope) -> int:
    """Return the body size that the headers announce, in bytes. Raises Refusal.

    A body of unknown size is refused: a truncated one would look complete, and half a draft would
    be saved. Browsers and nginx send the size.
    """
    if (announced := scope.headers.get("content-length")) is None:
        may_be_left_out = scope.http_version == "2" and scope.method not in SAFE
        if may_be_left_out or "transfer-encoding" in scope.headers:
            raise Refusal(411, "Say by Content-Length how long the request is.")
        return 0
    if not (announced.isascii() and announced.isdigit()):
        raise Refusal(400, "Content-Length is no number.")
    if len(announced) > 18 or int(announced) > LARGEST_REQUEST:
        raise too_large()
    return int(announced)


def too_large() -> Refusal:
    return Refusal(413, f"A request can hold {LARGEST_REQUEST // 1024**2} MB. Send less at once.")


def make_environ(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """Return the WSGI environment (PEP 3333) of a request whose body was read."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI's strings hold bytes.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    headers: dict[str, list[str]] = {}
    for name, value in scope.headers.items():
        # X_Forwarded_Proto would become the same variable as a proxy's X-Forwarded-Proto.
        if "_" not in name and name not in ("content-length", "transfer-encoding"):
            headers.setdefault(name, []).append(value)
    for name, values in headers.items():
        key = name.upper().replace("-", "_")
        if key != "CONTENT_TYPE":
            key = f"HTTP_{key}"
        environ[key] = ("; " if name == "cookie" else ",").join(values)
    if "HTTP_HOST" not in environ and scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def respond(wsgi: "WSGIApplication", environ: Environ) -> tuple[int, Headers, bytes]:
    """Return the WSGI application's complete response: status, headers and body."""
    started: list[Any] = [500, []]
    written: list[bytes] = []

    def start_response(
        status: str, headers: Headers, exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        started[:] = [int(status[:3]), headers]
        return written.append

    parts: Iterable[bytes] = ()
    try:
        parts = wsgi(environ, start_response)
        body = b"".join([*written, *parts])
    except Exception:
        # Django handles its own exceptions; this one is, for example, a file that vanished.
        logger.exception("No answer for %r", environ["PATH_INFO"])
        return 500, [("content-type", "text/plain")], b"Something went wrong on our side.\n"
    finally:
        if close := getattr(parts, "close", None):
            close()
    return started[0], started[1], body
