"""A pause between two requests to a host."""

from disclosures.linkcheck import Batch, probe
from tests.disclosures.linkcheck.batches import FINE, probing, shops
from tests.disclosures.linkcheck.fake_shop import page, to


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
