"""A pause between two requests to a host."""

from threading import Lock

import pytest

from disclosures.linkcheck import Batch, Health, Outcome, RateLimiter, probe
from tests.disclosures.linkcheck.fake_shop import page, to

FINE = Outcome(Health.OK, "It works.", 200)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []
        self._lock = Lock()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        with self._lock:
            self.now += seconds
            self.slept.append(round(seconds))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rate_limiter(clock):
    return RateLimiter(clock=clock, sleep=clock.sleep)


def probing(rate_limiter, answer):
    """A probe that takes its turn and answers by the address."""
    checked = []

    def check(address):
        with rate_limiter.of(address.split("/")[2]):
            checked.append(address)
        return answer(address)

    return check, checked


def shops(count, host="shop.example"):
    return [f"https://{host}/{n}" for n in range(count)]


def test_a_host_gets_a_pause_between_two_requests(clock, rate_limiter):
    check, checked = probing(rate_limiter, lambda address: FINE)
    addresses = [*shops(2), *shops(2, "www.shop.example")]
    found = dict(Batch(check, rate_limiter).run([*addresses, addresses[0]]))
    assert found == dict.fromkeys(addresses, FINE)
    assert checked == addresses
    assert clock.slept == [5, 5, 5]


def test_head_get_and_redirects_take_turns_too(shop, clock, rate_limiter):
    shop.pages |= {"/kettle": to("/p/kettle"), "/p/kettle": page()}
    probe(shop.address("/kettle"), client=shop.client(rate_limiter=rate_limiter))
    assert len(shop.requests) == 3
    assert clock.slept == [5, 5]
