"""The rule packs: every example is read as it says, under a rulebook of all packs together."""

import re
import shutil
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.addresses import normalise_host
from disclosures.matching import Pattern, Rulebook
from disclosures.models import Programme
from disclosures.rules.packs import FOLDER, Pack, pack, packs

NUMBERS = {pack.slug: number for number, pack in enumerate(packs(), start=1)}
RULEBOOK = Rulebook([pack.rule(NUMBERS[pack.slug]) for pack in packs()])
EXAMPLES = [(pack, example) for pack in packs() for example in pack.examples]
PATTERNS = [(pack, Pattern.parse(line)) for pack in packs() for line in pack.patterns]
LABEL = st.text(string.ascii_lowercase, min_size=1, max_size=10)


def programme(address: str) -> int | None:
    rule = RULEBOOK.read(address).rule
    return rule.programme if rule else None


def address_at(host: str, pattern: Pattern) -> str:
    """An address that the pattern means, but for its host."""
    query = "&".join(f"{name}={value}" for name, value in pattern.parameters)
    return f"https://{host}{pattern.path}?{query}".replace("*", "1")


def test_there_is_a_pack_for_each_programme_that_publishers_use():
    assert set(NUMBERS) == {
        *("amazon", "apple", "awin", "bookshop", "cj", "ebay", "etsy", "impact", "partnerize"),
        *("rakuten", "shareasale", "skimlinks", "target", "walmart"),
    }


@pytest.mark.parametrize(
    ("pack", "example"), EXAMPLES, ids=[f"{pack.slug} {e.address}" for pack, e in EXAMPLES]
)
def test_an_example_is_read_as_its_pack_says(pack, example):
    reading = RULEBOOK.read(example.address)

    assert (reading.rule is not None) == example.earns
    if reading.rule:
        assert reading.rule.programme == NUMBERS[example.by or pack.slug]
        assert reading.tracking_id == example.tracking_id
        assert reading.normalised == example.leads_to


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.slug)
def test_a_pack_is_complete_and_has_examples_of_every_sort(pack):
    addresses = {example.address for example in pack.examples}
    earning = {example.address for example in pack.examples if example.earns}

    assert len(addresses) >= 5
    assert pack.note and pack.sources
    # Look-alikes, upper case, and links that pay nobody.
    assert any(".evil.test/" in address for address in addresses - earning)
    assert any(re.match("[A-Za-z]+://[A-Z0-9.]+[/?]", address) for address in earning)
    assert len(addresses - earning) >= 3


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.slug)
def test_a_pack_names_channels_and_hosts_that_there_are(pack):
    rule = pack.rule(1, own_ids=("ours",))

    assert rule.channels <= {"page", "feed", "api", "email"}
    assert "page" in rule.channels
    assert all(normalise_host(host) == host for host in pack.shorteners)
    assert len(set(rule.patterns)) == len(pack.patterns)
    assert all(Pattern.parse(str(pattern)) == pattern for pattern in rule.patterns)
    assert rule.own_ids == ("ours",)


@pytest.mark.django_db
@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.slug)
def test_a_pack_makes_a_programme_that_the_desk_takes(pack):
    lists = ("patterns", "ids_in", "targets_in", "shorteners")
    programme = Programme(
        name=pack.name,
        channels=list(pack.channels),
        nofollow=pack.nofollow,
        needs_wording=pack.needs_wording,
        forbids_prices=pack.forbids_prices,
        **{name: "\n".join(getattr(pack, name)) for name in lists},
    )

    programme.full_clean()
    assert programme.rule == pack.rule(programme.pk)


@given(st.sampled_from(PATTERNS), st.sampled_from(string.ascii_lowercase), LABEL)
def test_a_host_that_only_looks_like_one_never_earns(found, letter, domain):
    pack, pattern = found
    assert programme(address_at(pattern.host, pattern)) is not None

    assert programme(address_at(letter + pattern.host, pattern)) is None
    assert programme(address_at(f"{pattern.host}.{domain}.test", pattern)) is None
    assert programme(address_at(f"{domain}-{pattern.host}", pattern)) is None


@given(st.sampled_from(PATTERNS), LABEL)
def test_what_stands_below_a_host_or_is_written_in_capitals_earns_the_same(found, label):
    pack, pattern = found
    expected = programme(address_at(pattern.host, pattern))

    assert programme(address_at(pattern.host.upper(), pattern)) == expected
    assert programme(address_at(f"www.{pattern.host}", pattern)) == expected


def test_amazon_has_its_sentence_and_keeps_out_of_email():
    amazon = pack("amazon")

    assert amazon.wording == "As an Amazon Associate I earn from qualifying purchases."
    assert amazon.needs_wording and amazon.forbids_prices
    assert "email" not in amazon.channels
    assert {rule.name for rule in RULEBOOK.shorteners["bit.ly"]} >= {
        "Amazon Associates",
        "eBay Partner Network",
    }


def test_a_pack_needs_no_code(tmp_path):
    shutil.copy(FOLDER / "target.toml", tmp_path / "another.toml")

    (found,) = packs(tmp_path)

    assert isinstance(found, Pack)
    assert (found.slug, found.name) == ("another", "Target")
    assert found.rule(7).programme == 7


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name = ", "name = ["),
        ("name = ", "nmae = "),
        ("note = ", "# note = "),
        ('["goto.target.com"]', '["https://goto.target.com"]'),
        ('["goto.target.com"]', '"goto.target.com"'),
    ],
)
def test_a_pack_that_cant_be_read_is_named(tmp_path, old, new):
    text = (FOLDER / "target.toml").read_text()
    assert old in text
    (tmp_path / "shop.toml").write_text(text.replace(old, new))

    with pytest.raises(ValueError, match="shop.toml"):
        packs(tmp_path)


def test_a_pack_that_isnt_there_is_a_key_error():
    with pytest.raises(KeyError):
        pack("nowhere")
