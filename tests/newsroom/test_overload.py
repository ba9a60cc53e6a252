"""More requests than the server can handle, slow ones and huge ones: it stays alive, and recovers."""

import asyncio
import gc
import re
import resource
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from socket import socket

import psycopg
import pytest

from newsroom import request_threads
from newsroom.request_threads import PAGE_WAITS, Overloaded, RequestThreads
from tests.newsroom.running import ROOT, Site, running_site
from tests.newsroom.test_upgrades import workers

MANY = 500
# More connections than Granian's own default lets a worker have (1024).
SLOW = 1100
# The limit for an answer that takes milliseconds on an idle machine.
AT_ONCE = 2.0
# Seconds after which a server under a load that has passed serves as before.
RECOVERY = 5.0
HEAD = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FORM = (
    "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
    + "x" * 300_000
)
# What hundreds of clients send at the same time, and never end.
UNFINISHED = {
    "headers": (SLOW, HEAD.format("/") + "Accept: te"),
    "large headers": (MANY, HEAD.format("/") + "Accept: " + "a" * 60_000),
    "bodies": (MANY, FORM),
}
# Megabytes by which a worker may grow for MANY connections: 64 KB for what each has sent, 64 KB of a body, and
# the buffers between.
GROWTH = 160


@pytest.fixture(scope="module")
def busy_site() -> Iterator[Site]:
    """A site with the page cache; the tests may open more files than most shells allow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * SLOW
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"a process may open {hard} files here, and {wanted} are needed")
    with running_site() as site:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
        yield site
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def clients(site: Site, text: str, count: int) -> Iterator[list[socket]]:
    """Open connections that have sent `text`, with {} replaced by a number of their own."""
    with ExitStack() as stack:
        connections = []
        for number in range(count):
            connection = stack.enter_context(site.connect())
            connection.sendall(text.replace("{}", str(number)).encode())
            connections.append(connection)
        yield connections


def memory(site: Site) -> int:
    """Return the memory of the largest worker, in megabytes."""
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in workers(site)]
    return max(int(re.findall(r"VmRSS:\s*(\d+)", status)[0]) for status in statuses) // 1024


def assert_alive(site: Site) -> None:
    answers = [site.get("/healthz") for _ in range(10)]
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < AT_ONCE


def assert_recovers(site: Site) -> None:
    """Assert that pages which aren't in memory are rendered at once again, within RECOVERY."""
    began = time.monotonic()
    while True:
        answer = site.get(f"/no-such-page-{time.monotonic_ns()}/")
        if answer.status == 404 and answer.seconds < 1:
            return
        assert time.monotonic() - began < RECOVERY, (answer.status, answer.seconds)


def test_requests_that_no_thread_gets_to_are_answered_and_dropped(busy_site):
    """Every thread of the server waits for PostgreSQL, and 500 readers for a thread."""
    site = busy_site
    before = memory(site)
    with psycopg.connect(site.database.url) as lock, ExitStack() as stack:
        lock.execute("LOCK TABLE articles_edition")
        request = HEAD.format("/latest/?page={}") + "\r\n"
        waiting = stack.enter_context(clients(site, request, MANY))
        assert_alive(site)
        editor = site.get("/admin/", site.cookies)
        last = waiting[-1].recv(65536).decode()
        assert_alive(site)
        lock.rollback()
        assert_recovers(site)
        grown = memory(site) - before

    for status, headers, text in [
        (editor.status, str(editor.headers), editor.text),
        (int(last.split()[1]), *last.split("\r\n\r\n", 1)),
    ]:
        assert status == 503
        assert re.search(r"(?i)retry-after: 5", headers)
        assert re.search(r"(?i)content-security-policy: default-src 'none'", headers)
        assert "Too many people are here right now" in text
    assert editor.seconds < PAGE_WAITS + AT_ONCE
    assert grown < GROWTH


def test_readers_who_give_up_leave_no_work_behind(busy_site):
    site = busy_site
    with clients(site, HEAD.format("/latest/?page={}") + "\r\n", MANY):
        assert_alive(site)
    assert_recovers(site)


@pytest.mark.parametrize(("count", "text"), UNFINISHED.values(), ids=UNFINISHED)
def test_slow_clients_hold_neither_a_worker_nor_much_memory(busy_site, count, text):
    site = busy_site
    before = memory(site)
    with clients(site, text, count):
        assert_alive(site)
        answer = site.get("/about/")
        assert answer.status == 200
        assert answer.seconds < AT_ONCE
        grown = memory(site) - before
    assert_recovers(site)
    assert grown < GROWTH


def test_headers_that_never_end_are_given_up_after_ten_seconds(busy_site):
    """Even if a byte arrives all the time."""
    with busy_site.connect() as connection:
        connection.sendall(HEAD.format("/").encode())
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - began < 30:
                connection.sendall(b"a")
                time.sleep(0.2)
        assert 9 < time.monotonic() - began < 20


def test_headers_that_are_huge_are_refused(busy_site):
    site = busy_site
    before = memory(site)

    def send(_: int) -> bytes:
        with site.connect() as connection, suppress(OSError):
            connection.sendall((HEAD.format("/") + "Accept: " + "a" * 500_000).encode())
            return connection.recv(100)
        return b""

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(100)))

    # The server may close the connection while the rest is still being sent.
    assert {answer.split(b"\r\n")[0] for answer in answers} <= {
        b"HTTP/1.1 431 Request Header Fields Too Large",
        b"",
    }
    assert_recovers(site)
    assert memory(site) - before < GROWTH


def test_http2_which_has_no_such_limits_is_refused(busy_site):
    with busy_site.connect() as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        answer = connection.recv(100)
    # A server of HTTP/2 sends its settings.
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


LIMITS = ("--http", "--http1-header-read-timeout", "--http1-buffer-size", "--backpressure")
STARTED_BY = ("README.md", "deploy/systemd/newsroom.service", "deploy/container/Containerfile")


def test_the_server_has_the_same_limits_wherever_it_is_started():
    found = []
    for name in STARTED_BY:
        text = (ROOT / name).read_text().replace('", "', " ")
        found.append({option: re.findall(rf"{option} (\d+)", text) for option in LIMITS})

    assert all(len(values) == 1 for values in found[0].values())
    assert found == [found[0]] * len(STARTED_BY)


class Request:
    """Stands for what a request that waits holds in memory."""


def test_requests_that_were_given_up_take_no_memory(monkeypatch):
    """PostgreSQL may be paused for an hour, with a thread that waits for it."""
    monkeypatch.setattr(request_threads, "MOST_WAITING", 50)
    alive: list[weakref.ref[Request]] = []

    async def give_up(threads: RequestThreads) -> None:
        request = Request()
        alive.append(weakref.ref(request))
        try:
            await threads.run(0.001, id, request)
        except Overloaded:
            return
        raise AssertionError

    async def overload() -> int:
        threads, resumed = RequestThreads(1), threading.Event()
        paused = asyncio.create_task(threads.run(60, resumed.wait))
        for _ in range(10):
            await asyncio.gather(*(give_up(threads) for _ in range(30)))
        gc.collect()
        kept = sum(each() is not None for each in alive)
        resumed.set()
        await paused
        # The thread is free again for everybody.
        assert await threads.run(5, len, "abc") == 3
        threads.stop()
        return kept

    # In a thread, since Playwright's event loop may run in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, overload()).result() <= 50
