import re
from collections import Counter
from string import Formatter

import pytest

from disclosures import jurisdictions
from disclosures.models import Wording
from disclosures.wordings.suggestions import suggestion, suggestions

KINDS = {
    "affiliate": {"site"},
    "sponsored": {"site", "partner"},
    "gifted": {"site", "partner"},
    "partner": {"site", "partner"},
    "interest": {"author", "interest"},
}
JURISDICTIONS = ["", *jurisdictions.codes()]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_there_is_a_wording_for_every_kind_everywhere(kind, jurisdiction):
    found = suggestion(kind, jurisdiction)

    assert found.kind == kind
    assert found.jurisdiction in {jurisdiction, ""}
    assert found.why


def test_a_kind_that_isnt_there_is_a_key_error():
    with pytest.raises(KeyError):
        suggestion("horoscope", "UK")


def test_each_is_there_once_and_for_a_kind_and_a_place_that_there_are():
    counts = Counter((each.kind, each.jurisdiction, each.language) for each in suggestions())

    assert set(counts.values()) == {1}
    assert {kind for kind, _, _ in counts} == set(KINDS) == set(Wording.Kind.values)
    assert {place for _, place, _ in counts} == set(JURISDICTIONS)


@pytest.mark.parametrize("found", suggestions(), ids=lambda s: f"{s.kind} {s.jurisdiction}")
class TestEachSuggestion:
    def test_has_the_placeholders_of_its_kind(self, found):
        assert placeholders(found.text) <= KINDS[found.kind]
        assert placeholders(found.text) >= KINDS[found.kind] - {"site"}
        assert placeholders(found.label + found.mark) <= KINDS[found.kind] & {"partner", "site"}

    def test_is_complete_by_itself(self, found):
        filled = found.text.format(
            site="The Gazette", partner="Acme", author="Ada Park", interest="She owns Acme."
        )

        assert filled[0].isupper() and filled.endswith(".")
        assert "learn more" not in filled.casefold()
        assert len(filled) <= 600

    def test_uses_plain_words_that_promise_nothing_less(self, found):
        """FTC: readers don't know the trade's words. ASA: “may” is unlikely to be acceptable."""
        said = " ".join([found.text, found.mark, found.label]).casefold()

        assert "affiliate" not in said
        assert not re.search(r"\b(may|might|could|can)\b", said)

    @pytest.mark.django_db
    def test_is_a_wording_that_the_desk_takes(self, found):
        names = ("kind", "jurisdiction", "language", "text", "mark", "marks", "label")
        Wording(**{name: getattr(found, name) for name in names}).full_clean()

    def test_says_whose_money_it_is(self, found):
        words = r"\b(earns?|pays?|paid|gave|interest)\b"
        assert re.search(words, found.text)


def test_the_uk_labels_what_earns_on_cards_and_in_feeds():
    """ASA: the label belongs where people decide to click, in titles and teasers."""
    british = [suggestion(kind, "UK") for kind in KINDS if kind != "interest"]

    assert all(found.label for found in british)
    assert suggestion("affiliate", "UK").label == "Ad"
    assert suggestion("affiliate", "UK").mark == "ad"
    assert "“ad”" in suggestion("affiliate", "UK").text


def test_the_eu_names_on_whose_behalf_it_is():
    """Directive 2000/31/EC, art. 6(b)."""
    for kind in ("sponsored", "gifted", "partner"):
        assert "{partner}" in suggestion(kind, "EU").label
