"""The part of a story that a search shows: the words marked, everything else escaped."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.site.snippets import plain, snippet


def shown(body: str, *stems: str, standfirst: str = "A standfirst.") -> str:
    return snippet(SimpleNamespace(body=body, standfirst=standfirst), list(stems))


def test_words_are_marked_in_any_form_and_accents():
    assert shown("<p>Happy Robots ran to Zoë’s café.</p>", "happi", "robot", "zoe", "cafe") == (
        "<mark>Happy</mark> <mark>Robots</mark> ran to <mark>Zoë</mark>’s <mark>café</mark>."
    )


@pytest.mark.parametrize("word", ["carpet", "scar", "cartoon"])
def test_other_words_with_the_same_letters_are_not(word):
    assert shown(f"<p>A car and a {word}.</p>", "car") == f"A <mark>car</mark> and a {word}."


def test_the_part_with_most_of_the_words_is_shown():
    body = "<p>robot " + "filler " * 100 + "a red robot from mars " + "filler " * 100 + "</p>"
    part = shown(body, "robot", "mar")
    assert "<mark>robot</mark> from <mark>mars</mark>" in part
    assert part.startswith("… ") and part.endswith(" …")
    assert len(part) < 300


def test_the_standfirst_stands_in_for_a_body_without_the_words():
    assert shown("<p>Words</p>", "robot", standfirst="A robot & you") == (
        "A <mark>robot</mark> &amp; you"
    )


def test_tags_inside_a_line_leave_no_gaps():
    assert plain("<p>A <em>robot</em>, <a href='/x/'>here</a>.</p>") == "A robot, here."


def test_a_heading_and_an_item_are_parted_from_what_follows():
    body = "<h2>Why robots</h2><p>They ask.</p><ul><li>One</li>\n<li>Two!</li><li></li><li>Three</li></ul>"
    assert plain(body) == "Why robots · They ask. One · Two! Three"
    assert shown("<h2>Why</h2>" + body, "robot").startswith("Why · Why <mark>robots</mark> · They")


@given(st.text(), st.lists(st.text(min_size=1, max_size=9), max_size=4))
def test_no_text_becomes_markup(text, stems):
    part = shown(f"<p>{text}</p>", *stems, standfirst=text)
    bare = part.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare
