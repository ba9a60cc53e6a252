"""UpdateOptions a disclosure that somebody wrote from a story that speaks of commissions."""

import pytest

from disclosures.audit.hand_written import is_disclosure, mentions_one

NOTICES = [
    "We may earn a commission if you buy through our links. Learn more.",
    "We earn a commission when you buy through our links.",
    "When you purchase through links on our site, we may earn an affiliate commission. Here’s how it works.",
    "As an Amazon Associate I earn from qualifying purchases.",
    "Contains affiliate links.",
    "This post contains affiliate links. It costs you nothing.",
    "Disclosure: some links are affiliate links.",
    "We may receive compensation when you click on links.",
    "We may get a small cut if you buy something.",
]
REPORTING = [
    "In this article we explain how affiliate marketing changed the way people shop.",
    "“We take a 30 per cent commission on every purchase,” the company said.",
    "Our reporter found that Valve earns from every purchase that players make.",
    "The console launches in June. We may earn a commission if you buy through our links. Pre-orders open in April.",
    "We get a cut of the film when we order it.",
    "We may earn a commission in the marines; buy me a drink.",
    "Some links in the chain are affiliate links of the crown.",
    "",
]


@pytest.mark.parametrize("words", NOTICES)
def test_a_notice_is_one(words):
    assert is_disclosure(words)
    assert is_disclosure(f"  {words.replace(' ', chr(160), 1)}\n")


@pytest.mark.parametrize("words", REPORTING)
def test_reporting_is_none(words):
    assert not is_disclosure(words)


def test_a_notice_among_other_words_is_for_people_to_look_at():
    assert mentions_one(REPORTING[3])
    assert not mentions_one("A story of links and orders.")


@pytest.mark.parametrize("start", ["when you buy ", "some links ", "we commission "])
def test_long_words_are_read_in_a_moment(start):
    assert not is_disclosure((start * 60)[:599])
    assert not is_disclosure(start * 10_000)
