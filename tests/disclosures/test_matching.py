import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from disclosures.addresses import normalise_host
from disclosures.matching import LinkEvaluator, Pattern, Rule, Rulebook, sponsored
from disclosures.models import validate_hosts
from disclosures.models.programme import validate_patterns


def rule(name: str, *patterns: str, **fields) -> Rule:
    return Rule(len(name), name, tuple(map(Pattern.parse, patterns)), **fields)


BOOK = Rulebook(
    [
        rule("Amazon", "amazon.com", "amzn.to", "/go/amazon/", ids_in=("tag",)),
        rule("eBay", "ebay.com?campid", ids_in=("campid",)),
        rule("Bücher", "bücher.example"),
        rule("Bookshop", "bookshop.org/a/", ids_in=("/a/",)),
        rule("Etsy UTM", "etsy.com?utm_source=affiliate*"),
        rule("Network", "go.network.example", ids_in=("id",), targets_in=("url", "/to:")),
        rule("Ours", "/out/", targets_in=("url",), passes_on=True),
        rule("Retired", "gone.example", active=False),
    ],
    own_hosts=["news.example"],
)


def programme_of(address: str) -> str | None:
    found = BOOK.read(address).rule
    return found.name if found else None


@pytest.mark.parametrize(
    ("address", "programme"),
    [
        ("https://amazon.com/dp/1?tag=a-20", "Amazon"),
        ("http://www.amazon.com/", "Amazon"),
        ("//smile.amazon.com/x", "Amazon"),
        ("HTTPS://WWW.AMAZON.COM/", "Amazon"),
        ("https://amazon.com:443/", "Amazon"),
        ("https://amazon.com./", "Amazon"),
        ("https://user:pass@amazon.com/", "Amazon"),
        # As browsers read them.
        ("https:\\\\amazon.com\\x", "Amazon"),
        ("/\\amazon.com", "Amazon"),
        ("///amazon.com", "Amazon"),
        ("https:///amazon.com", "Amazon"),
        ("http:amazon.com", "Amazon"),
        ("https://amazon.com\\@evil.test/", "Amazon"),
        ("https://%61mazon.com/", "Amazon"),
        ("https://amazon。com/", "Amazon"),
        ("https://a_b.amazon.com/", "Amazon"),
        ("https://ama\nzon.com/", "Amazon"),
        ("  https://amzn.to/3xyz", "Amazon"),
        ("https://ebay.com/itm/1?campid=5338", "eBay"),
        ("https://bücher.example/", "Bücher"),
        ("https://xn--bcher-kva.example/", "Bücher"),
        ("https://ebay.com/itm/1", None),
        ("https://ebay.com/itm/1#campid=5", None),
        ("https://notamazon.com/", None),
        ("https://amazon.com.evil.test/", None),
        ("https://amazon.com@evil.test/", None),
        ("https://evil.test/amazon.com/", None),
        ("https://evil.test/?url=https://amazon.com/", None),
        ("https://bookshop.org/a/123/978", "Bookshop"),
        ("https://bookshop.org/p/books/978", None),
        ("https://etsy.com/x?utm_source=affiliate_1", "Etsy UTM"),
        ("https://etsy.com/x?utm_source=mail", None),
        # Networks, and redirects of our own, lead to where the last address is.
        ("https://go.network.example/?id=7&url=https%3A%2F%2Fshop.example%2F", "Network"),
        ("https://go.network.example/to:https%3A%2F%2Famazon.com%2F1", "Amazon"),
        ("/out/?url=https%3A%2F%2Famazon.com%2F1", "Amazon"),
        ("https://www.news.example/out/?url=amazon.com/1", "Amazon"),
        ("/out/?url=https%3A%2F%2Fshop.example%2F", None),
        ("/out/?url=%2Fout%2F%3Furl%3Dhttps%253A%252F%252Famazon.com%252F", "Amazon"),
        ("/go/amazon/lamp/", "Amazon"),
        ("https://news.example/go/amazon/lamp/", "Amazon"),
        ("https://elsewhere.example/go/amazon/lamp/", None),
        ("https://gone.example/", None),
        ("mailto:orders@amazon.com", None),
        ("/amazon.com/", None),
        ("#amazon.com", None),
        ("", None),
        ("http://[", None),
        ("https://" + "a" * 300 + ".com/", None),
    ],
)
def test_which_programme_a_link_belongs_to(address, programme):
    assert programme_of(address) == programme


@given(st.text(max_size=60))
@example("A:")
def test_any_text_has_an_answer(text):
    reading = BOOK.read(text)
    assert reading.rule is None or reading.rule in BOOK.rules
    # What leads nowhere, such as "a:", has no target; and the empty address is our own page.
    assert not reading.steps or BOOK.read(reading.target).normalised == reading.normalised
    assert normalise_host(text) is None or normalise_host(text).isascii()


@pytest.mark.parametrize(
    ("rel", "expected"),
    [
        ("", "sponsored"),
        ("nofollow", "nofollow sponsored"),
        ("sponsored ugc", "sponsored ugc"),
        ("nofollow,ugc", "nofollow ugc sponsored"),
        (" a  a ", "a sponsored"),
    ],
)
def test_sponsored_joins_what_is_there(rel, expected):
    assert sponsored(rel, ["sponsored"]) == expected
    assert sponsored(expected, ["sponsored"]) == expected


@pytest.mark.parametrize(
    "hosts", ["https://amazon.com", "amazon.com/dp", "amazon", "a b.c d", "a.test|b.test"]
)
def test_a_host_that_is_none_is_refused_with_what_to_write(hosts):
    with pytest.raises(ValidationError, match="without https://"):
        validate_hosts(hosts)
    validate_hosts("amazon.com\nAMZN.to\nbücher.example")


@pytest.mark.parametrize(
    "line", ["https://amazon.com", "amazon", "?tag", "a.test|b.test", "a@b.example", "*"]
)
def test_a_pattern_that_is_none_is_refused_with_what_to_write(line):
    with pytest.raises(ValidationError, match="One a line|one a line"):
        validate_patterns(line)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("AMZN.to", "amzn.to"),
        ("*.sjv.example", "sjv.example"),
        ("ebay.com?campid&x=1*", "ebay.com?campid=*&x=1*"),
        ("/go/", "/go/"),
        ("bookshop.org/a/", "bookshop.org/a/"),
    ],
)
def test_a_pattern_reads_like_an_address(line, read):
    assert str(Pattern.parse(line)) == read
    assert Pattern.parse(read) == Pattern.parse(line)


def test_a_reading_has_the_id_where_it_leads_and_the_hosts_on_the_way():
    way = "https://go.network.example/?id=7&url="
    reading = BOOK.read(way + "https%3A%2F%2Fwww.amazon.com%2Fdp%2F1%3Ftag%3Da-20%26x%3D1%23top")
    assert reading.tracking_id == "a-20"
    assert reading.target == "https://www.amazon.com/dp/1?tag=a-20&x=1#top"
    assert reading.normalised == "https://www.amazon.com/dp/1?x=1"
    assert {"go.network.example", "network.example", "amazon.com"} <= set(reading.hosts)
    assert BOOK.read("https://bookshop.org/a/12/978").tracking_id == "12"
    assert BOOK.read("https://bookshop.org/a/12/978").normalised == "https://bookshop.org/a//978"


@pytest.mark.parametrize("order", [1, -1])
def test_the_pattern_that_asks_for_more_is_the_one_meant(order):
    rules = [
        rule("Network", "go.example", ids_in=("id",)),
        rule("Shop at it", "go.example?shop=6220", ids_in=("id",)),
        rule("Its deep links", "go.example/deep/"),
    ]
    book = Rulebook(rules[::order])

    assert book.read("https://go.example/x?shop=6220&id=1").rule.name == "Shop at it"
    assert book.read("https://go.example/deep/?shop=6220&id=1").rule.name == "Shop at it"
    assert book.read("https://go.example/deep/x").rule.name == "Its deep links"
    assert book.read("https://go.example/x?shop=1").rule.name == "Network"


def test_a_hyphen_ends_an_id_only_where_one_begins_it():
    book = Rulebook([rule("CJ", "go.example", ids_in=("/click-", "/shop/"))])

    assert book.read("https://go.example/click-75-157?sid=1").tracking_id == "75"
    assert book.read("https://go.example/shop/the-gazette?ref=x").tracking_id == "the-gazette"
    assert book.read("https://go.example/shop/the-gazette#top").normalised == (
        "https://go.example/shop/"
    )


def test_an_address_without_a_host_is_on_the_host_that_leads_to_it():
    """A network's ?url=/boots is a page of the network's, and none of ours."""
    reading = BOOK.read("https://go.network.example/?id=7&url=/go/amazon/")
    assert reading.normalised == "https://go.network.example/go/amazon/"
    assert reading.rule.name == "Network"
    assert BOOK.read("/out/?url=/go/amazon/").rule.name == "Amazon"
    assert BOOK.read("https://news.example/out/?url=/go/amazon/").rule.name == "Amazon"


def test_links_to_one_page_are_one_however_they_are_spelled():
    spelled = ["//AMAZON.com/1?b=2&a=1&tag=x", "http://amazon.com/1?tag=y&a=1&b=2#f"]
    assert len({BOOK.read(address).normalised for address in spelled}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://shop.test/x?c=1", "https://shop.test:8443/x?c=1"),
        ("https://shop.test/x?c=1", "https://shop.test/x?c=1&c=2"),
        ("https://shop.test/#/chairs", "https://shop.test/#/tables"),
        ("https://shop.test/#!chairs", "https://shop.test/"),
    ],
)
def test_links_to_two_pages_are_two(one, other):
    assert BOOK.read(one).normalised != BOOK.read(other).normalised


@pytest.mark.parametrize(
    ("place", "address", "id"),
    [
        ("/x", "https://xshop.test/foo/x123", "123"),
        ("/x", "https://xshop.test/foo/", ""),
        ("/a/", "https://xshop.test//a/7?q=/a/8", "7"),
        ("tag", "https://xshop.test/?tag=a%00b", "a\ufffdb"),
    ],
)
def test_an_id_is_found_where_the_rule_says(place, address, id):
    book = Rulebook([rule("X", "xshop.test", ids_in=(place,))])
    assert book.read(address).tracking_id == id


@pytest.mark.parametrize("path", ["größe", "gr%C3%B6%C3%9Fe", "gr%c3%b6%c3%9fe"])
def test_a_path_fits_however_its_letters_are_spelled(path):
    for pattern in ("shop.test/größe/", "shop.test/gr%C3%B6%C3%9Fe/"):
        assert Rulebook([rule("X", pattern)]).read(f"https://shop.test/{path}/1").rule


def test_an_address_carried_with_spaces_is_read():
    assert programme_of("/out/?url=%20https://amazon.com/") == "Amazon"


def test_our_own_hosts_may_be_written_in_any_case():
    book = Rulebook(BOOK.rules, own_hosts=["News.Example"])
    assert book.read("https://news.example/go/amazon/").rule


def test_a_shortener_may_be_forbidden_by_several():
    book = Rulebook([rule("A", "a.test", shorteners=("x.y",)), rule("B b", shorteners=("x.y",))])
    assert [each.name for each in book.shorteners["x.y"]] == ["A", "B b"]


def test_a_host_longer_than_a_name_may_be_is_none():
    longest = ".".join(["a" * 62] * 4) + "b"
    assert BOOK.read(f"https://{longest}./").hosts
    for count in (130, 20_000):
        assert not BOOK.read("https://" + "a." * count + "com/").steps


def test_an_ended_programme_is_remembered():
    assert BOOK.read("https://gone.example/1").retired.name == "Retired"


def test_addresses_that_lead_in_a_circle_come_to_an_end():
    circle = "/out/?url=" + "%2Fout%2F%3Furl%3D" * 50
    assert len(BOOK.read(circle).steps) <= 5


def test_an_editors_mark_and_an_advertiser_make_links_paid():
    marked = LinkEvaluator(BOOK, frozenset({"https://shop.example/1"}))
    assert marked("https://shop.example/1").earns
    assert not marked("https://shop.example/2").earns
    advertised = LinkEvaluator(BOOK, advertised=True)("https://shop.example/2")
    assert (advertised.rel, advertised.earns) == (["sponsored"], False)
    assert LinkEvaluator(BOOK, advertised=True)("/about/").rel == []
