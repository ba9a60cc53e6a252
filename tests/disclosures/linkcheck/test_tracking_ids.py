"""Our ids never leave."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.linkcheck import DUMMY, Health, carries_id, probe, without_ids
from tests.disclosures.linkcheck.fake_shop import opened, page, to

PLACES = ["tag", "/a/", "/click-"]
OURS = "daily-20"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.test/x?tag=daily-20", f"https://shop.test/x?tag={DUMMY}"),
        ("https://shop.test/x?a=1&TAG=daily-20&b=2#f", f"https://shop.test/x?a=1&TAG={DUMMY}&b=2"),
        ("https://shop.test/x?tag=a&tag=b", f"https://shop.test/x?tag={DUMMY}&tag={DUMMY}"),
        ("https://shop.test/x?%74ag=daily-20", f"https://shop.test/x?%74ag={DUMMY}"),
        ("https://shop.test/x?q=1;tag=daily-20", f"https://shop.test/x?q=1;tag={DUMMY}"),
        ("https://shop.test/x?tag=daily;20&q=1", f"https://shop.test/x?tag={DUMMY}&q=1"),
        ("https://shop.test/x?q=1?tag=daily-20", f"https://shop.test/x?q=1?tag={DUMMY}"),
        ("https://shop.test/x??tag=daily-20", f"https://shop.test/x??tag={DUMMY}"),
        ("https://shop.test/x??a=1", "https://shop.test/x??a=1"),
        ("https://shop.test/x?tag=&q=tag", "https://shop.test/x?tag=&q=tag"),
        ("//SHOP.test/x?tag=daily-20", f"https://shop.test/x?tag={DUMMY}"),
        ("https:\\\\shop.test\\a\\daily20\\x", f"https://shop.test/a/{DUMMY}/x"),
        ("https://shop.test/a/12345/9780", f"https://shop.test/a/{DUMMY}/9780"),
        ("https://shop.test/A/the-gazette/x", f"https://shop.test/A/{DUMMY}/x"),
        ("https://shop.test/click-75-157", f"https://shop.test/click-{DUMMY}-157"),
        ("https://shop.test/%61/12345", f"https://shop.test/a/{DUMMY}"),
        ("https://shop.test/a//12345", f"https://shop.test/a//{DUMMY}"),
        ("https://shop.test/a/a/12345", f"https://shop.test/a/{DUMMY}/{DUMMY}"),
        ("https://shop.test/a/", "https://shop.test/a/"),
        ("https://shop.test/b?c=;;", "https://shop.test/b?c=;;"),
        (
            "https://shop.test/go?to=https%3A%2F%2Fshop.test%2Fx%3Ftag%3Ddaily-20",
            f"https://shop.test/go?to=https%3A%2F%2Fshop.test%2Fx%3Ftag%3D{DUMMY}",
        ),
    ],
)
def test_an_id_makes_room_for_a_dummy(address, expected):
    assert without_ids(address, PLACES) == expected


@pytest.mark.parametrize("address", ["http://[", "https://", "https://a b/"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError):
        without_ids(address, PLACES)


def test_an_id_is_found_however_it_is_escaped():
    for form in (OURS, OURS.upper(), "daily%2D20", quote(quote("?tag=daily-20", safe=""), safe="")):
        assert carries_id(f"https://shop.test/x?y={form}", [OURS])
    assert carries_id("https://shop.test/daily-uk-20/", ["daily*-20"])
    assert not carries_id("https://shop.test/mydaily-200", [OURS])
    assert not carries_id("https://shop.test/", [])


words = st.text(string.ascii_letters + string.digits + "-_.~%+;&=/?:@ü", max_size=12)
pairs = st.lists(st.tuples(words, words), max_size=4)


@st.composite
def addresses_with_our_id(draw):
    """Our id as a parameter, in the path or wrapped, among whatever else there may be."""
    ours = draw(st.sampled_from(["dailyid20", "xz9daily"]))
    query = [f"{name}={value}" for name, value in draw(pairs)]
    if draw(st.booleans()):
        query.insert(
            draw(st.integers(0, len(query))),
            f"{draw(st.sampled_from(['tag', 'Tag', 't%61g']))}={ours}",
        )
    path = "/" + draw(words).replace("?", "")
    if draw(st.booleans()):
        path += draw(st.sampled_from(["/a/", "/A/", "/%61/", "/x/../a/", "/a//", "/click-"])) + ours
    address = f"http://shop.example{path}?{'&'.join(query)}"
    if draw(st.booleans()):
        address = f"http://shop.example/go?{draw(words)}=1&to={quote(address, safe='')}"
    return ours, address


@given(addresses_with_our_id())
def test_no_id_is_left_and_a_second_cleaning_changes_nothing(drawn):
    ours, address = drawn
    cleaned = without_ids(address, PLACES)
    assert ours not in cleaned
    assert without_ids(cleaned, PLACES) == cleaned


@pytest.fixture(scope="module")
def forwarding_shop():
    with opened() as shop:
        yield shop


@settings(deadline=None, max_examples=50)
@given(addresses_with_our_id(), addresses_with_our_id())
def test_no_probe_ever_carries_an_id(forwarding_shop, first, second):
    """Not even when the shop's own redirect names one."""
    shop = forwarding_shop
    shop.requests.clear()
    shop.pages = {"/end": page()}
    there = second[1].replace("shop.example", f"shop.example:{shop.port}")
    shop.otherwise = to(there)
    start = first[1].replace("shop.example", f"shop.example:{shop.port}")

    probe(start, client=shop.client(), clean=lambda address: without_ids(address, PLACES))

    sent = " ".join(f"{path} {headers}" for _, path, headers in shop.requests)
    assert shop.requests
    assert first[0] not in sent
    assert second[0] not in sent


def test_an_address_that_can_not_be_cleaned_is_not_requested(shop):
    def clean(address):
        raise ValueError

    outcome = probe(shop.address(), client=shop.client(), clean=clean)
    assert (outcome.health, shop.requests) == (Health.UNSURE, [])
    assert "our id" in outcome.sentence
