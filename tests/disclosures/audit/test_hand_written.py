"""A disclosure that somebody wrote is distinguished from a story about money.

The corpus is notices.toml. Taking reporting for a notice would remove words from a page, so of what is
certain nothing may be wrong; of the notices nine in ten must at least be pointed out.
"""

import tomllib
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.audit.hand_written import is_disclosure, mentions_one

SITE = "The Afterglow"
CORPUS = tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))


def texts(part: str, kind: str) -> list[str]:
    return [text.replace("{site}", SITE) for text in CORPUS[part][kind]]


def certain(found: list[str]) -> list[str]:
    return [text for text in found if is_disclosure(text, SITE)]


def pointed_out(found: list[str]) -> list[str]:
    return [text for text in found if is_disclosure(text, SITE) or mentions_one(text, SITE)]


PARTS = ["seen", "held_out"]


def test_the_corpus_is_large_enough_to_mean_something():
    for kind in ("notices", "reporting"):
        assert len(set(CORPUS["seen"][kind] + CORPUS["held_out"][kind])) >= 100


@pytest.mark.parametrize("part", PARTS)
def test_no_reporting_is_ever_taken_for_a_notice(part):
    assert certain(texts(part, "reporting")) == []


@pytest.mark.parametrize("part", PARTS)
def test_nine_in_ten_notices_are_found_and_most_are_certain(part):
    notices = texts(part, "notices")
    missed = sorted(set(notices) - set(pointed_out(notices)))
    assert len(missed) <= len(notices) / 10, missed
    uncertain = sorted(set(notices) - set(certain(notices)))
    assert len(uncertain) <= len(notices) * 0.4, uncertain


@pytest.mark.parametrize("part", PARTS)
def test_most_reporting_is_not_pointed_out_either(part):
    found = pointed_out(texts(part, "reporting"))
    assert len(found) <= len(CORPUS[part]["reporting"]) / 3, found


REPORTING = [text for part in PARTS for text in texts(part, "reporting")]
NOTICES = [text for part in PARTS for text in certain(texts(part, "notices"))]


@given(st.sampled_from(REPORTING), st.sampled_from(NOTICES), st.booleans())
def test_a_paragraph_with_a_sentence_of_reporting_stays_and_is_pointed_out(
    reporting, notice, first
):
    if not reporting.endswith((".", "?")):
        reporting += "."
    both = f"{reporting} {notice}" if first else f"{notice} {reporting}"
    assert not is_disclosure(both, SITE)
    assert mentions_one(both, SITE)


@pytest.mark.parametrize(
    "end", ["Learn more", "Please read more", "See our affiliate policy", "Find out more here"]
)
def test_a_sentence_after_a_link_without_a_full_stop_is_read_by_itself(end):
    notice = f"We may earn a commission from links on this page. {end}"
    assert is_disclosure(notice, SITE)
    assert is_disclosure(f"{notice} We may earn a commission from links.", SITE)
    assert not is_disclosure(f"{notice} Most links on Google are paid links.", SITE)


@given(st.sampled_from(NOTICES), st.sampled_from(["console", "lamp", "film", "festival", "2026"]))
def test_one_word_that_no_notice_has_keeps_it(notice, word):
    assert not is_disclosure(notice.replace(" we ", f" {word} we ", 1) + f" {word}", SITE)


@pytest.mark.parametrize("words", NOTICES)
def test_spaces_and_kinds_of_apostrophes_dont_matter(words):
    assert is_disclosure(f"  {words.replace(' ', chr(160), 1)}\n", SITE)
    assert is_disclosure(words.replace("’", "'"), SITE)


def test_the_name_of_another_publisher_is_not_ours():
    words = "If you buy something through a link, Wirecutter may earn a commission."
    assert is_disclosure(words, "Wirecutter")
    assert not is_disclosure(words, SITE)


@pytest.mark.parametrize("site", ["Money", "The Links", "Us", "", "日本", "A"])
def test_a_site_that_is_named_by_a_common_word_changes_nothing(site):
    assert not any(is_disclosure(text, site) for text in REPORTING)


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    assert is_disclosure(text) in (True, False)
    assert mentions_one(text) in (True, False)


@pytest.mark.parametrize(
    "start",
    [
        "when you buy ",
        "some links ",
        "we commission ",
        "we earn ",
        "no cost ",
        "but and ",
        "we, ",
        "a.b ",
    ],
)
def test_long_words_are_read_in_a_moment(start):
    begun = monotonic()
    assert not is_disclosure((start * 60)[:699], SITE)
    assert not is_disclosure(start * 10_000, SITE)
    assert mentions_one(start * 10_000, SITE) in (True, False)
    assert monotonic() - begun < 2
