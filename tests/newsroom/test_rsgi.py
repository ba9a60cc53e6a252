"""The web server as the README starts it, and clients that are slow, broken or mean."""

import re
import socket
import time
from contextlib import ExitStack
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from newsroom import rsgi
from tests.newsroom.running import Site

# More than the threads of any configuration: Granian's WSGI interface has 512 unless told otherwise.
MANY = 550
# Seconds. Whoever waited for the others would wait for PIECE_TIMEOUT; on a busy machine a first page takes one.
SOON = rsgi.PIECE_TIMEOUT / 3
# With the cookie it takes to have the form read at all.
HALF_A_FORM = (
    "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    f"Cookie: csrftoken={'a' * 32}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=kim"
)
# 2 MB, more than what lies between the server and a client that doesn't read.
LARGE = "/static/django_prose_editor/editor.js.map"
HALF_SENT = {
    "a form": HALF_A_FORM,
    "a page's address with a body": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nx",
    "headers": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: te",
}


def send(site: Site, text: str) -> socket.socket:
    connection = site.connect()
    connection.sendall(text.encode())
    return connection


def status(connection: socket.socket) -> int:
    return int(connection.recv(65536).split()[1])


@pytest.mark.parametrize("text", HALF_SENT.values(), ids=HALF_SENT)
def test_requests_that_never_end_keep_nobody_waiting(site, text):
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(send(site, text))
        time.sleep(0.5)

        for path, options in {"/": {}, "/admin/": {"headers": site.cookies}}.items():
            answer = site.get(path, **options)
            assert answer.status == 200
            assert answer.seconds < SOON
        began = time.monotonic()
        with send(site, HALF_A_FORM + "x" * (1000 - len("username=kim"))) as whole:
            assert status(whole) == 403  # it has no token
        assert time.monotonic() - began < SOON


def test_answers_that_nobody_reads_keep_nobody_waiting(site):
    with ExitStack() as stack:
        for _ in range(20):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            reader.connect(("127.0.0.1", site.port))
            reader.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(2)

        for path in ("/", LARGE):
            answer = site.get(path)
            assert answer.status == 200
            assert answer.seconds < SOON


def test_a_request_that_never_ends_is_given_up(site):
    with send(site, HALF_A_FORM) as connection:
        began = time.monotonic()
        answer = connection.recv(65536).decode()

    assert answer.startswith("HTTP/1.1 408 ")
    assert "Send it again." in answer
    assert rsgi.PIECE_TIMEOUT - 1 < time.monotonic() - began < rsgi.PIECE_TIMEOUT + 5


def test_a_form_that_comes_in_pieces_is_read_whole(site):
    """It is larger than what is kept in memory."""
    form = {"filler": "x" * 400_000, "password": "wrong", "login": "kim"}
    body = "&".join(f"{name}={quote(value)}" for name, value in form.items()).encode()
    page = site.get("/admin/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    body = f"csrfmiddlewaretoken={token}&".encode() + body
    head = (
        "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Cookie: {page.headers['Set-Cookie'].partition(';')[0]}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with send(site, head) as connection:
        for start in range(0, len(body), 70_000):
            connection.sendall(body[start : start + 70_000])
            time.sleep(0.01)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]
    assert b"The username or the password is wrong" in answer


def test_a_form_that_breaks_off_is_not_taken_for_a_whole_one(site):
    """Were it passed on, it would be refused with 403 for its token."""
    with send(site, HALF_A_FORM) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert not connection.recv(65536).startswith(b"HTTP/1.1 403")

    chunked = HALF_A_FORM.replace("Content-Length: 1000", "Transfer-Encoding: chunked")
    with send(site, chunked) as connection:
        assert status(connection) == 411


def test_a_request_that_is_too_large_is_refused_before_it_is_read(site):
    with send(site, HALF_A_FORM.replace("1000", str(rsgi.LARGEST_REQUEST + 1))) as connection:
        assert status(connection) == 413


def test_a_head_has_the_headers_of_the_page(site):
    page, head = site.get("/"), site.get("/", method="HEAD")

    assert (head.status, head.text) == (200, "")
    assert head.headers["Content-Length"] == str(len(page.text.encode()))


@pytest.mark.parametrize("path", ["/tags/%C3%BCber/", "/%ff%fe/", "/a%00b/", "/tags/%F0%9F%8D%8B/"])
def test_an_address_of_any_bytes_is_answered(site, path):
    assert site.get(path).status == 404


def test_a_header_by_another_spelling_does_not_pass_for_the_proxys():
    sent = [
        ("host", "news.example"),
        ("x_forwarded_proto", "https"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("accept", "text/html"),
        ("accept", "text/plain"),
    ]
    scope = SimpleNamespace(
        method="GET",
        path="/über",
        query_string="a=b",
        server="[::1]:8000",
        client="[::1]:5000",
        scheme="http",
        http_version="1.1",
        authority=None,
        headers=SimpleNamespace(items=lambda: sent),
    )

    environ = rsgi.make_environ(scope, None, 0)

    assert "HTTP_X_FORWARDED_PROTO" not in environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/html,text/plain"
    assert environ["REMOTE_ADDR"] == "::1"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/über"
