"""Mistyped searches: the nearest words of live stories, and names before other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.site.search import Question, search
from articles.site.spelling import differ_by_one, exchanges
from tests.factories import make_author, make_edition

WORDS = st.text("abcdé", min_size=1, max_size=6)


def taken_for(text: str) -> str:
    """Return the search that the page answers instead, or the same."""
    return search(Question(text=text)).question.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quagag", "quagga"),
        ("qugaga", "quagga"),
        ("uqagga", "quagga"),
        ("quaga", "quagga"),
        ("roujer", "rouger"),
        ("Roujer quagag", "Rouger quagga"),
        ("ROUJER", "Rouger"),
    ],
)
def test_a_slip_of_the_fingers_is_taken_for_the_word(typed, meant):
    make_edition(headline="Quagga rouger")
    assert taken_for(typed) == meant


@pytest.mark.django_db
def test_a_word_beside_a_name_is_taken_for_the_rest_of_the_name():
    make_edition(headline="Carry on", body="<p>Kirsten.</p>", days_ago=1)
    make_edition(headline="Trains", authors=[make_author(name="Kirsten Carey")])
    assert taken_for("kirsten cary") == "kirsten carey"
    assert taken_for("Kirsten Cary") == "Kirsten Carey"
    assert taken_for("cary on") == "carry on"


@pytest.mark.django_db
def test_words_that_no_story_has_together_are_corrected_all_the_same():
    make_edition(headline="Quagga")
    assert taken_for("quagag xxqqzz") == "quagag xxqqzz"
    make_edition(headline="Zebroid")
    found = search(Question(text="quagag OR zebroidd"))
    assert found.total == 2 and found.typed


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["-anime", '-"red robot"', "- anime -b", "x" * 200, "ab " * 60])
def test_a_search_without_anything_to_find_is_no_error(text):
    make_edition(headline="Anime")
    assert not search(Question(text=text)).hits


@given(WORDS, st.data())
def test_one_mistake_is_one(word, data):
    at = data.draw(st.integers(0, len(word)))
    letter = data.draw(st.sampled_from("abcdé"))
    mistakes = [word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    mistakes += [word[:at] + word[at + 1 :], *exchanges(word)]
    for each in mistakes:
        assert differ_by_one(word, each) and differ_by_one(each, word)


@given(WORDS, WORDS)
def test_what_differs_by_more_is_found_out(one, other):
    every = {one, *exchanges(one)}
    for at in range(len(one) + 1):
        every.add(one[:at] + one[at + 1 :])
        every |= {one[:at] + letter + one[at:] for letter in "abcdé"}
        every |= {one[:at] + letter + one[at + 1 :] for letter in "abcdé"}
    assert differ_by_one(one, other) == (other in every)
