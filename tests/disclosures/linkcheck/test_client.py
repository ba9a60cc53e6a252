"""Requests are bounded in time and size, and TLS is verified."""

import ssl
import time

import pytest
import trustme

from disclosures.linkcheck import Health, Limits, probe
from tests.disclosures.linkcheck.fake_shop import opened, page


def endless(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while handler.command == "GET":
        handler.wfile.write(b"<p>more</p>" * 1000)


def dripping(handler):
    handler.send_response(200)
    handler.end_headers()
    while handler.command == "GET":
        handler.wfile.write(b"x")
        time.sleep(0.1)


def dripping_header(handler):
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.1)


def test_an_endless_body_is_read_to_the_limit(shop):
    shop.otherwise = endless
    started = time.monotonic()
    assert probe(shop.address(), client=shop.client()).health == Health.OK
    assert time.monotonic() - started < 1


def test_a_slow_body_ends_with_the_time_allowed(shop):
    shop.otherwise = dripping
    started = time.monotonic()
    assert probe(shop.address(), client=shop.client()).health == Health.OK
    assert time.monotonic() - started < 2.5


def test_a_slow_header_ends_with_the_time_allowed(shop):
    shop.otherwise = dripping_header
    started = time.monotonic()
    outcome = probe(shop.address(), client=shop.client())
    assert (outcome.health, outcome.timed_out) == (Health.FAILING, True)
    assert time.monotonic() - started < 2.5


def test_a_server_that_says_nothing_times_out(shop):
    shop.otherwise = lambda handler: time.sleep(1)
    outcome = probe(shop.address(), client=shop.client(Limits(read=0.2, total=1)))
    assert (outcome.health, outcome.timed_out) == (Health.FAILING, True)
    assert "in time" in outcome.sentence


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 500_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 50_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"\x00\xff\x00",
        b"",
    ],
)
def test_huge_headers_and_nonsense_are_no_answer(shop, raw):
    def answer(handler):
        handler.wfile.write(raw)
        handler.close_connection = True

    shop.otherwise = answer
    outcome = probe(shop.address(), client=shop.client())
    assert outcome.health in (Health.FAILING, Health.UNSURE)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def secure_server(authority, *names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return opened(context)


def ask_securely(shop, **options):
    shop.otherwise = page()
    return probe(f"https://shop.example:{shop.port}/", client=shop.client(**options))


def test_tls_is_verified_by_authority_and_name(authority):
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with secure_server(authority, "shop.example") as shop:
        assert ask_securely(shop, tls=trusting).health == Health.OK
        stranger = ask_securely(shop)
        assert stranger.health == Health.FAILING
        assert "certificate" in stranger.sentence
    with secure_server(authority, "other.example") as shop:
        assert "certificate" in ask_securely(shop, tls=trusting).sentence
        assert not shop.requests


def test_a_proxy_of_the_environment_is_not_used(monkeypatch, shop):
    """A proxy of the environment would resolve names itself, past the guard."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    shop.otherwise = page()
    assert probe(shop.address(), client=shop.client()).health == Health.OK
