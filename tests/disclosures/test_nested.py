"""Links within links: wrappers are seen through, and each programme on the way keeps its rules."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content.body import Body
from disclosures.audit.links import review
from disclosures.ledger import Entry
from disclosures.matching import LinkEvaluator, Pattern, Rule, Rulebook

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AMAZON = "https://www.amazon.com/dp/1?tag=ours-20"


def rule(key: int, *patterns: str, **fields) -> Rule:
    return Rule(key, f"Programme {key}", tuple(map(Pattern.parse, patterns)), **fields)


NETWORK = rule(
    1,
    "go.network.example",
    ids_in=("id",),
    own_ids=("7",),
    targets_in=("url",),
    channels=frozenset({"page"}),
    nofollow=True,
    needs_wording=True,
    forbids_prices=True,
)
SHOP = rule(2, "amazon.com?tag", ids_in=("tag",), own_ids=("ours-*",), shorteners=("bit.ly",))
REDIRECT = rule(3, "/out/", targets_in=("url",), passes_on=True)
BOOK = Rulebook([NETWORK, SHOP, REDIRECT], own_hosts=["news.example"])
EVALUATE = LinkEvaluator(BOOK)


def in_network(address: str, id: str = "7") -> str:
    return f"https://go.network.example/?id={id}&url={quote(address, safe='')}"


def in_google(address: str) -> str:
    return f"https://www.google.com/url?q={quote(address, safe='')}&sa=D"


def in_redirect(address: str) -> str:
    return f"https://news.example/out/?url={quote(address, safe='')}"


def kinds(address: str, words: str = "it") -> list[str]:
    body = f'<p>{words}: <a href="{address}">here</a></p>'
    entry = Entry("body", 0, address, EVALUATE(address))
    return [found.kind for found in review([entry], BOOK, Body(body).elements, NOW)]


@given(st.lists(st.sampled_from([in_network, in_google, in_redirect]), max_size=4))
def test_whatever_is_around_it_the_shop_is_found_and_every_programme_counts(layers):
    address = AMAZON
    for layer in layers:
        address = layer(address)
    evaluation = EVALUATE(address)
    assert evaluation.reading.rule == SHOP
    assert evaluation.reading.tracking_id == "ours-20"
    assert "google.com" not in evaluation.reading.hosts
    expected = {2} | ({1} if in_network in layers else set())
    assert set(evaluation.programmes) == expected
    assert Body(f'<p><a href="{address}">x</a></p>').derive(EVALUATE).programmes == expected


def test_the_outer_programmes_channels_and_rel_hold_for_the_link():
    assert EVALUATE(in_network(AMAZON)).is_text("feed", NOW)
    assert not EVALUATE(AMAZON).is_text("feed", NOW)
    assert EVALUATE(in_network(AMAZON)).rel == ["sponsored", "nofollow"]
    body = f'<p><a href="{in_network(AMAZON)}">x</a></p>'
    assert not Body(body).derive(EVALUATE, channel="feed").earns


def test_the_outer_programmes_policies_and_ids_are_looked_at():
    assert kinds(in_network(AMAZON)) == []
    assert kinds(in_network(AMAZON), "Now 19,99 €") == ["price"]
    assert kinds(in_network(AMAZON, id="somebody")) == ["wrong id"]
    assert kinds(in_google("https://bit.ly/3xyz")) == ["shortener"]
    assert kinds(in_network("https://bit.ly/3xyz")) == ["shortener"]


def test_a_redirect_of_our_own_to_no_programme_earns_nothing():
    assert not EVALUATE(in_redirect(in_google("https://shop.example/"))).earns


@pytest.mark.parametrize("name", ["tag", "TAG", "Tag", "%74ag"])
def test_a_parameter_counts_however_its_name_is_spelled(name):
    reading = BOOK.read(f"https://amazon.com/dp/1?{name}=ours-20&x=1")
    assert (reading.rule, reading.tracking_id) == (SHOP, "ours-20")
    assert reading.normalised == "https://amazon.com/dp/1?x=1"
    wrapped = in_network(AMAZON).replace("url=", "URL=").replace("id=", "ID=")
    assert [step.tracking_id for step in BOOK.read(wrapped).steps] == ["7", "ours-20"]
    upper = Rulebook([rule(5, "shop.test?CampID=5*", ids_in=("CAMPID",))])
    assert upper.read("https://shop.test/?campid=53").tracking_id == "53"


@pytest.mark.parametrize("query", ["tag", "tag=", "tag=%20", "TAG=&tag="])
def test_an_empty_tracking_id_is_none(query):
    assert BOOK.read(f"https://amazon.com/dp/1?{query}").rule is None
    everybody = Rulebook([rule(6, "shop.test", ids_in=("tag",), own_ids=("*",))])
    found = Entry("body", 0, "", LinkEvaluator(everybody)(f"https://shop.test/?{query}"))
    assert [each.kind for each in review([found], everybody, (), NOW)] == ["wrong id"]


def test_the_first_tracking_id_that_says_something_counts():
    assert BOOK.read("https://amazon.com/dp/1?tag=&tag=ours-20").tracking_id == "ours-20"


def test_a_flag_that_is_no_tracking_id_may_be_empty():
    book = Rulebook([rule(7, "shop.test?partner&tag", ids_in=("tag",))])
    assert book.read("https://shop.test/?partner&tag=1").rule


def test_an_editors_mark_stays_with_a_link_that_came_out_of_its_wrapper():
    shop = "https://shop.example/1"
    for marked, written in ((in_google(shop), shop), (shop, in_google(shop))):
        assert LinkEvaluator(BOOK, frozenset({marked}))(written).paid
