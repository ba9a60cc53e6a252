"""A web server on 127.0.0.1 that answers as its test says, and remembers what it was asked."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from disclosures.linkcheck import Limits, LinkClient, RateLimiter
from disclosures.linkcheck.client import user_agent
from disclosures.linkcheck.ssrf import Guard

QUICK = Limits(connect=2, read=0.4, total=1.5)
Page = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        shop = self.server.shop
        shop.requests.append((self.command, self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        page = shop.pages.get(f"{self.command} {path}") or shop.pages.get(path) or shop.otherwise
        page(self)

    do_HEAD = do_GET

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    shop: Shop

    def handle_error(self, *args: Any) -> None:
        """A client that hung up is what some tests want."""


def page(text: str = "<title>A kettle</title>", status: int = 200, **headers: str) -> Page:
    """A page by its HTML; headers by name, with underscores for hyphens."""

    def answer(handler: Handler) -> None:
        body = text.encode()
        handler.send_response(status)
        for name, value in ({"Content_Type": "text/html; charset=utf-8"} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return answer


def to(location: str, status: int = 302) -> Page:
    return page("", status, Location=location)


def raw(data: bytes) -> Page:
    """Bytes as they are, in the place of an HTTP answer; then the connection ends."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return answer


def endless(start: bytes, again: bytes) -> Page:
    """`start`, then `again` until the client hangs up."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        while True:
            handler.wfile.write(again * 20)
            time.sleep(0.01)

    return answer


@dataclass
class Shop:
    """A shop's answers by path, or by method and path, and the requests that it got."""

    port: int
    pages: dict[str, Page] = field(default_factory=lambda: {"/robots.txt": page("", 404)})
    otherwise: Page = page("<title>Nothing here</title>", 404)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def address(self, path: str = "/p/kettle", host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def normalised(self, path: str = "/") -> str:
        """Return an address of the shop in the ledger's spelling."""
        return f"https://shop.example:{self.port}{path}"

    def client(self, limits: Limits = QUICK, **options: Any) -> LinkClient:
        """One whose guard takes every name for 127.0.0.1, and lets it pass."""
        guard = Guard(
            resolve=lambda host: ["127.0.0.1"],
            permits=lambda ip: ip == "127.0.0.1",
            ports=frozenset({self.port}),
        )
        settings = {
            "guard": guard,
            "limits": limits,
            "rate_limiter": RateLimiter(pause=0),
        } | options
        return LinkClient(user_agent("The Daily (test)"), **settings)

    def request_lines(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.requests]


@contextmanager
def opened(tls: ssl.SSLContext | None = None) -> Iterator[Shop]:
    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.shop = Shop(server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
