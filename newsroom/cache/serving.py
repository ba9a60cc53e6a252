"""Answers to readers' requests: from the store, or rendered once for simultaneous requests.

Only answers that every reader gets are stored: the answer to a GET without a session, rendered from a request
that has nothing but host, scheme, path and the parameters that the view reads.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.urls import Resolver404, resolve

from newsroom import clock
from newsroom.cache.cdn import CDN_HEADERS, MAX_AGE, Purger, network
from newsroom.cache.disk import Disk
from newsroom.cache.keys import Collection
from newsroom.cache.listener import Listener
from newsroom.cache.page import HIT, Headers, Page, Variant, encoding_for, matches, value_of
from newsroom.cache.replicas import Replicas
from newsroom.cache.store import Address, Store, Ticket
from newsroom.request_ids import HEADER, identify
from newsroom.request_threads import PAGE_WAITS, Overloaded, RequestThreads, unavailable

Answer = tuple[int, Headers, bytes]
# Calls Django on a thread: for the query, with the collection for the keys of the page.
Render = Callable[[str, Collection], Answer]

# Statuses of stored pages: besides 200, a story that moved, an author without stories, a withdrawn story.
STORED = {200, 301, 404, 410}
LONGEST_PATH = 300
MOST_PARAMETERS = 100
# Seconds for which a rendering is shared although the listener doesn't work, so that a change since
# its beginning may be missed. After as many, if PostgreSQL doesn't answer, a reader gets the kept page, or
# else a 503.
PATIENCE = 1.0

MISS = ("cache-status", "newsroom; fwd=miss")
# RFC 9211 for programs, RFC 7234 (5.5.1) for people.
STALE = (("cache-status", "newsroom; hit; detail=stale"), ("warning", '110 - "Response is Stale"'))


@dataclass(frozen=True)
class Made:
    """A rendered answer; `page` if it may be shared with other readers.

    `is_current`: no row that it shows has changed, as far as the listener heard, since it was begun.
    `is_certain`: the listener heard everything meanwhile.
    `is_overloaded`: no thread was free in time to render anything.
    """

    answer: Answer
    page: Page | None = None
    is_current: bool = False
    is_certain: bool = False
    is_overloaded: bool = False

    @property
    def status(self) -> int:
        return self.answer[0]


@dataclass
class Flight:
    """A rendering that other requests for the same page wait for."""

    began: float
    task: "asyncio.Task[Made]"

    def shared(self) -> Made | None:
        """Return the result if a request that came later may share it; else None."""
        made = self.task.result()
        if made.is_overloaded:
            return made
        young = time.monotonic() - self.began < PATIENCE
        usable = made.page is not None and made.is_current and (made.is_certain or young)
        return made if usable else None


class Pages:
    """The page cache of one process, for an RSGI application."""

    def __init__(self, limit: int, threads: RequestThreads) -> None:
        self.store = Store(limit)
        self.network = network()
        self.replicas = Replicas(self.store, settings.REPLICAS)
        self.listener = Listener(
            self.store,
            Purger(self.network) if self.network else None,
            Disk(settings.PAGE_STORE_DIR, self.store) if settings.PAGE_STORE_DIR else None,
            self.replicas if settings.REPLICAS else None,
        )
        self.threads = threads
        # Compression takes milliseconds; it must not wait for PostgreSQL behind renderings.
        self.encoders = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self.flights: dict[Address, Flight] = {}
        self.session = settings.SESSION_COOKIE_NAME + "="
        self.proxy: tuple[str, str] | None = None
        if settings.SECURE_PROXY_SSL_HEADER:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            self.proxy = name.removeprefix("HTTP_").replace("_", "-").lower(), value

    def start(self) -> None:
        self.listener.start()

    def stop(self) -> None:
        self.listener.stop()
        self.encoders.shutdown(cancel_futures=True)

    def answer(self, scope: Any, http: Any) -> bool:
        """Answer from memory without leaving the event loop, or return False."""
        if scope.query_string:
            return False  # `serve` reads it
        headers = scope.headers
        get = headers.get
        page = self.store.find((self._scheme(scope), get("host"), scope.path, ""))
        if page is None or not self._may_be_shared(scope, headers):
            return False
        variant = page.variants.get(encoding_for(get("accept-encoding")))
        if variant is None:
            return False
        headers = [*variant.of_hit, identified(identify(get("x-request-id")))]
        send(http, get("if-none-match"), page, variant, headers)
        return True

    def address(self, scope: Any) -> Address | None:
        """Return the address of the page that a request is for; None if it isn't for one."""
        host, path = scope.headers.get("host") or scope.authority, scope.path
        if not host or host != host.lower() or len(path) > LONGEST_PATH:
            return None
        scheme = self._scheme(scope)
        # Django's redirect to HTTPS repeats the whole query.
        if settings.SECURE_SSL_REDIRECT and scheme != "https":
            return None
        reads = reads_of(path) if self._may_be_shared(scope, scope.headers) else None
        query = None if reads is None else normalised(scope.query_string, reads)
        return None if query is None else (scheme, host, path, query)

    async def serve(
        self, address: Address, scope: Any, http: Any, render: Render, request_id: str
    ) -> None:
        """Answer a request for the page at `address`: from the store, or else by `render`."""
        get = scope.headers.get
        encoding, condition = encoding_for(get("accept-encoding")), get("if-none-match")
        mark, page = HIT, self.store.find(address)
        if page is None:
            made = await self._made(address, encoding, render)
            mark, page = MISS, made.page if made else None
            if made is None or made.status == 503:
                if kept := self.store.kept(address):
                    variant = await self._variant(address, kept, encoding)
                    send_stale(http, kept, variant, request_id)
                    return
                made = made or Made(unavailable(busy=False))
                page = made.page
            if page is None:
                http.response_bytes(*made.answer)
                return
        variant = await self._variant(address, page, encoding)
        send(http, condition, page, variant, [*variant.headers, mark, identified(request_id)])

    async def _made(self, address: Address, encoding: str, render: Render) -> Made | None:
        """Return the result of this request's rendering or of an earlier one; None if PostgreSQL hangs."""
        if (flight := self.flights.get(address)) is None:
            task = asyncio.create_task(self._alone(address, encoding, render))
            flight = self.flights[address] = Flight(time.monotonic(), task)
            task.add_done_callback(lambda _: self.flights.pop(address, None))
            return task.result() if await self._wait(flight, address) else None
        if not await self._wait(flight, address):
            return None
        return flight.shared() or await self._alone(address, encoding, render)

    async def _wait(self, flight: Flight, address: Address) -> bool:
        """Wait for a rendering; return False if it takes too long because PostgreSQL doesn't answer.

        While the listener has no connection, that is assumed only if there is a page to fall back to.
        """
        while not flight.task.done():
            left = flight.began + PATIENCE - time.monotonic()
            deaf = not self.store.is_listening
            if left <= 0 and (self.store.is_silent or (deaf and self.store.kept(address))):
                return False
            await asyncio.wait({flight.task}, timeout=max(left, 0.2))
        return True

    async def _alone(self, address: Address, encoding: str, render: Render) -> Made:
        try:
            return await self.threads.run(PAGE_WAITS, self.make, address, encoding, render)
        except Overloaded:
            return Made(unavailable(), is_overloaded=True)

    def make(self, address: Address, encoding: str, render: Render) -> Made:
        """Render a page and store it, on a thread."""
        ticket = self.store.begin()
        try:
            collection = Collection(self.replicas.choose)
            answer = render(address[3], collection)
            if answer[0] >= 500 and collection.database != DEFAULT_DB_ALIAS:
                if answer[0] == 503:
                    self.replicas.failed(collection.database)
                collection = Collection()
                answer = render(address[3], collection)
            if (page := page_of(collection, answer)) is None:
                if answer[0] < 500:
                    self.store.forget(address)
                return Made(answer)
            if self.network:
                page.headers += self.network.headers(page.keys, self._max_age(page, ticket))
            page.encode(encoding)
            self.store.put(address, page, ticket)
            return Made(answer, page, not ticket.touches(page.keys), self._is_certain(ticket))
        finally:
            self.store.end(ticket)
            self.replicas.release()

    def _max_age(self, page: Page, ticket: Ticket) -> int:
        """Return the seconds for which a CDN may keep a page.

        0 if a row that it shows has changed since it was begun: the purge may have been before.
        """
        is_true = self._is_certain(ticket) and not ticket.touches(page.keys)
        return MAX_AGE if is_true and self.store.lasts(page.keys) else 0

    def _is_certain(self, ticket: Ticket) -> bool:
        return self.store.is_listening and ticket.epoch == self.store.epoch

    async def _variant(self, address: Address, page: Page, encoding: str) -> Variant:
        if (variant := page.variants.get(encoding)) is None:
            loop = asyncio.get_running_loop()
            variant = await loop.run_in_executor(self.encoders, page.encode, encoding)
            self.store.resize(address)
        return variant

    def _scheme(self, scope: Any) -> str:
        """Return the scheme as Django's `request.scheme` does."""
        if self.proxy and (value := scope.headers.get(self.proxy[0])) is not None:
            return "https" if value.partition(",")[0].strip() == self.proxy[1] else "http"
        return str(scope.scheme)

    def _may_be_shared(self, scope: Any, headers: Any) -> bool:
        """Return whether the request is one that every reader could have sent."""
        if scope.method not in ("GET", "HEAD") or "authorization" in headers:
            return False
        if "content-length" in headers or "transfer-encoding" in headers:
            return False
        if "cookie" not in headers:
            return True
        return not any(self.session in cookie for cookie in headers.get_all("cookie"))


def identified(request_id: str) -> tuple[str, str]:
    """Return the header with the request's id, which is never a page's own."""
    return HEADER.lower(), request_id


def send(http: Any, condition: str | None, page: Page, variant: Variant, headers: Headers) -> None:
    """Send a page with `headers`, of which the last is the request's id, or a 304 if the reader has it."""
    if condition and page.status == 200 and matches(condition, variant.etag):
        http.response_empty(304, [*variant.headers_304, headers[-1]])
    else:
        http.response_bytes(page.status, headers, variant.body)


def send_stale(http: Any, page: Page, variant: Variant, request_id: str) -> None:
    """Send a page that may be out of date, marked so, and for no cache to store, a CDN's neither."""
    stored = {"cache-control", *CDN_HEADERS}
    headers = [header for header in variant.headers if header[0] not in stored]
    age = max(0, round(clock.now().timestamp() - page.made))
    headers += [("cache-control", "no-store"), ("age", str(age)), *STALE, identified(request_id)]
    http.response_bytes(page.status, headers, variant.body)


def page_of(collection: Collection, answer: Answer) -> Page | None:
    """Return the page to share with other readers, or None if the answer isn't one."""
    status, headers, body = answer
    if not collection.complete or collection.unwatched or status not in STORED:
        return None
    # A redirect that depends on no row is as quick to make, and answers to any number of addresses.
    if status == 301 and not collection.keys:
        return None
    # A nonce or a cookie is for one reader.
    if value_of(headers, "set-cookie") or "'nonce-" in value_of(headers, "content-security-policy"):
        return None
    if value_of(headers, "vary").lower() not in ("", "accept-encoding"):
        return None
    if "public" not in value_of(headers, "cache-control"):
        return None
    return Page(status, headers, body, value_of(headers, "etag"), frozenset(collection.keys))


@lru_cache(maxsize=1000)
def reads_of(path: str) -> tuple[str, ...] | None:
    """Return the parameters that the view at a path reads; None if it is no view for readers."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "reads", None)


def normalised(query: str, reads: tuple[str, ...]) -> str | None:
    """Return a query with nothing but the parameters in `reads`; None if it can't be read."""
    if not query or not reads:
        return ""
    try:
        found = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS))
    except ValueError:
        return None
    return urlencode([(name, found[name]) for name in reads if name in found])
