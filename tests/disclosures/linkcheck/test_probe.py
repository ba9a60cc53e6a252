"""Redirects: followed to public addresses only, and not forever."""

import pytest

from disclosures.linkcheck import Health, probe
from tests.disclosures.linkcheck.fake_shop import to


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
def test_a_redirect_to_what_is_never_requested_is_not_followed(shop, target):
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


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("gopher://shop.example/", "Das ist keine Webadresse: "),
        ("http://shop.example:22/", "Die Adresse nennt den Port 22; "),
        ("http://10.0.0.1/", "10.0.0.1 hat die Adresse 10.0.0.1, "),
        ("/p/kettle", "Die Adresse leitet im Kreis weiter."),
    ],
)
def test_what_a_german_site_stores_is_german(shop, settings, target, sentence):
    settings.LANGUAGE_CODE = "de"
    shop.otherwise = to(target)
    assert probe(shop.address(), client=shop.client()).sentence.startswith(sentence)


def test_shorteners_and_networks_are_not_requested_nor_followed_to(shop):
    shop.otherwise = to(shop.address("/x", "go.short.example"))
    options = {"client": shop.client(), "not_followed": {"short.example"}}
    outcome = probe(shop.address(host="short.example"), **options)
    assert (outcome.health, shop.requests) == (Health.UNSURE, [])
    assert "count as a click" in outcome.sentence
    assert probe(shop.address(), **options).health == Health.UNSURE
    assert len(shop.requests) == 1
