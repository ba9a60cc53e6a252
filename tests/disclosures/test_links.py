import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from disclosures.links import Rule, normalise_host, programme_of, sponsored
from disclosures.models import Programme, validate_hosts

RULES = [
    Rule("Amazon", ("amazon.com", "amzn.to")),
    Rule("eBay", ("ebay.com",), "campid"),
    Rule("Bücher", ("xn--bcher-kva.example",)),
]


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
        ("https://evil.test/?u=https://amazon.com/", None),
        ("mailto:orders@amazon.com", None),
        ("/amazon.com/", None),
        ("#amazon.com", None),
        ("", None),
        ("http://[", None),
        ("https://" + "a" * 300 + ".com/", None),
    ],
)
def test_which_programme_a_link_belongs_to(address, programme):
    assert programme_of(address, RULES) == programme


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text):
    assert programme_of(text, RULES) in {None, "Amazon", "eBay", "Bücher"}
    assert normalise_host(text) is None or normalise_host(text).isascii()


@pytest.mark.parametrize(
    ("rel", "expected"),
    [
        ("", "sponsored"),
        ("nofollow", "nofollow sponsored"),
        ("sponsored ugc", "sponsored ugc"),
        (" a  a ", "a sponsored"),
    ],
)
def test_sponsored_joins_what_is_there(rel, expected):
    assert sponsored(rel) == expected
    assert sponsored(expected) == expected


@pytest.mark.parametrize(
    "hosts", ["https://amazon.com", "amazon.com/dp", "amazon", "a b.c d", "a.test|b.test"]
)
def test_a_host_that_is_none_is_refused_with_what_to_write(hosts):
    with pytest.raises(ValidationError, match="without https://"):
        validate_hosts(hosts)
    validate_hosts("amazon.com\nAMZN.to\nbücher.example")


def test_hosts_may_have_commas_between_them():
    programme = Programme(name="Shop", hosts="shop.example, SHOP.test;b.example\nc.example")
    assert programme.rule.hosts == ("shop.example", "shop.test", "b.example", "c.example")
