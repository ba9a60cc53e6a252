"""A probe contacts no private address, whatever an address or a server says."""

import pytest

from disclosures.linkcheck import Health, LinkClient, probe
from disclosures.linkcheck.ssrf import Guard, is_public
from tests.disclosures.linkcheck.fake_shop import QUICK, page

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
    """The addresses to which a connection was tried; none is made."""
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
def test_addresses_that_are_never_requested(address, connected):
    outcome = probe(address, client=LinkClient("us"))
    assert outcome.health == Health.BLOCKED
    assert outcome.sentence.endswith(".")
    assert not connected


def test_a_name_for_a_private_address_is_not_requested_even_beside_a_public_one(connected):
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
