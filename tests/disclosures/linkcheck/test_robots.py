"""robots.txt: obeyed, read once, and its delay kept."""

import pytest

from disclosures.linkcheck import Health, probe
from disclosures.linkcheck.robots import Robots
from tests.disclosures.linkcheck.fake_shop import page, to


def robots(text="", status=200):
    return page(text, status, Content_Type="text/plain")


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (robots("User-agent: *\nDisallow: /p/"), Health.UNSURE),
        (robots("User-agent: *\nDisallow: /*kettle$"), Health.UNSURE),
        (robots("User-agent: *\nDisallow: /\nUser-agent: LinkCheck\nAllow: /"), Health.OK),
        (robots("User-agent: *\nDisallow: /p/\nAllow: /p/kettle"), Health.OK),
        (robots("<html>", 404), Health.OK),
        (robots("", 403), Health.OK),
        (robots("", 500), Health.UNSURE),
        (to("/elsewhere"), Health.UNSURE),
        (to("/robots.txt"), Health.OK),
        (to("http://10.0.0.1/"), Health.OK),
        (robots("nonsense: : :\n:::"), Health.OK),
    ],
)
def test_a_robots_txt_is_heeded(shop, answer, health):
    shop.pages |= {"/robots.txt": answer, "/p/kettle": page()}
    shop.pages["/elsewhere"] = robots("User-agent: *\nDisallow: /")
    client = shop.client()
    assert probe(shop.address(), client=client, robots=Robots(client)).health == health
    assert (health == Health.OK) == ("GET /p/kettle" in shop.request_lines())


def test_a_robots_txt_that_says_too_many_hands_the_wait_on(shop):
    shop.pages |= {"/robots.txt": page("", 429, Retry_After="50"), "/p/kettle": page()}
    client = shop.client()
    rules = Robots(client)
    for _ in range(2):
        outcome = probe(shop.address(), client=client, robots=rules)
        assert (outcome.health, outcome.status, outcome.retry_after) == (Health.UNSURE, 429, 50)
    assert shop.request_lines() == ["GET /robots.txt"]


def test_a_robots_txt_is_read_once_and_its_delay_kept(shop, clock, rate_limiter):
    shop.pages |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 20"), "/p/kettle": page()}
    client = shop.client(rate_limiter=rate_limiter)
    rules = Robots(client)
    for _ in range(2):
        assert probe(shop.address(), client=client, robots=rules).health == Health.OK
    assert shop.request_lines().count("GET /robots.txt") == 1
    assert clock.slept == [5, 20, 20, 20]
