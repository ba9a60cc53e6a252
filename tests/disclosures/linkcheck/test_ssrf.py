"""What a probe never does, whatever an address or a server says."""

import ssl
import time

import pytest
import trustme

from disclosures.linkcheck import Health, Limits, LinkClient, probe
from disclosures.linkcheck.ssrf import Guard, is_public
from tests.disclosures.linkcheck.fake_shop import QUICK, opened, page, to

PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
PRIVATE = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
    *("172.16.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1"),
    *("fc00::1", "fd00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "no address"),
]


@pytest.fixture
def connected(monkeypatch):
    """Where a connection was tried; none is made."""
    tried = []

    def connect(address, *args, **kwargs):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    return tried


@pytest.mark.parametrize("ip", PUBLIC)
def test_what_everybody_can_reach_is_public(ip):
    assert is_public(ip)


@pytest.mark.parametrize("ip", PRIVATE)
def test_what_is_special_is_not_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://2130706433/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://１２７.0.0.1/",
        "http://localhost/",
        "http://localhost./",
        "http://db.internal/",
        "http://printer.local/",
        "http://shop.example:8080/",
        "http://shop.example:22/",
        "https://user@shop.example/",
        "https://user:word@shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "ftp://shop.example/",
        "data:text/html,x",
        "javascript:alert(1)",
        "mailto:a@shop.example",
        "/p/kettle",
        "p",
        "",
        "http://",
        "http://[",
    ],
)
def test_addresses_that_are_never_asked(address, connected):
    outcome = probe(address, client=LinkClient("us"))
    assert outcome.health == Health.BLOCKED
    assert outcome.sentence.endswith(".")
    assert not connected


def test_a_name_for_a_private_address_is_not_asked_even_beside_a_public_one(connected):
    guard = Guard(resolve=lambda host: ["93.184.216.34", "10.0.0.1"])
    outcome = probe("https://shop.example/", client=LinkClient("us", guard))
    assert outcome.health == Health.BLOCKED
    assert "10.0.0.1" in outcome.sentence
    assert not connected


def test_the_address_that_was_checked_is_the_one_connected_to(connected):
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    guard = Guard(resolve=lambda host: next(answers))
    probe("https://shop.example/", client=LinkClient("us", guard))
    assert connected == [("93.184.216.34", 443)]


def test_a_name_that_turns_private_between_two_requests_is_refused(shop):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    client = shop.client()
    guard = Guard(lambda host: next(answers), client.guard.permits, client.guard.ports)
    shop.otherwise = page()
    outcome = probe(shop.address(), client=LinkClient("us", guard, QUICK, client.rate_limiter))
    assert outcome.health == Health.BLOCKED
    assert shop.request_lines() == ["HEAD /p/kettle"]


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "//[::1]/",
        "http:\\\\192.168.0.1\\",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "http://shop.example:22/",
        "http://user@shop.example/",
    ],
)
def test_a_redirect_to_what_is_never_asked_is_not_followed(shop, target):
    shop.otherwise = to(target)
    outcome = probe(shop.address(), client=shop.client())
    assert outcome.health == Health.BLOCKED
    assert shop.request_lines() == ["HEAD /p/kettle"]


def test_circles_and_long_chains_end(shop):
    shop.pages |= {"/a": to("/b"), "/b": to("/a")}
    outcome = probe(shop.address("/a"), client=shop.client())
    assert (outcome.health, len(shop.requests)) == (Health.FAILING, 2)
    shop.requests.clear()
    shop.pages |= {f"/{n}": to(f"/{n + 1}") for n in range(99)}
    outcome = probe(shop.address("/0"), client=shop.client())
    assert (outcome.health, len(shop.requests)) == (Health.FAILING, 6)
    assert "more than 5 times" in outcome.sentence


def test_shorteners_and_networks_are_not_asked_nor_followed_to(shop):
    shop.otherwise = to(shop.address("/x", "go.short.example"))
    options = {"client": shop.client(), "not_followed": {"short.example"}}
    outcome = probe(shop.address(host="short.example"), **options)
    assert (outcome.health, shop.requests) == (Health.UNSURE, [])
    assert "count as a click" in outcome.sentence
    assert probe(shop.address(), **options).health == Health.UNSURE
    assert len(shop.requests) == 1


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
