"""Bounds of HTML: refused before a parser spends time on it, and nothing honest is refused."""

import re
import time

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import html_limits
from newsroom.html import clean
from newsroom.html_limits import DEEPEST, LONGEST, TooMuchHtml, bounded
from tests.payloads import TOO_MUCH


@pytest.mark.parametrize("html", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_refused_in_no_time_and_says_what_to_do(html):
    begun = time.process_time()

    with pytest.raises(TooMuchHtml, match=r"^This text .* (paste it as plain text)\.$"):
        clean(html)

    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "a" * (LONGEST - 7) + "</p>",
        "<blockquote>" * (DEEPEST - 1) + "<p>a</p>" + "</blockquote>" * (DEEPEST - 1),
        "<p>a" * 10_000,
        "<ul>" + "<li>a" * 10_000 + "</ul>",
        "<table>" + "<tr><td>a<td>b" * 5_000 + "</table>",
        "<p><b>a</b><i>b</i><o:p></o:p></p>" * 5_000,
        "<div><span>a</span></div>" * 5_000,
        "<svg><path d='m0 0'/><g/></svg>" * 5_000,
        "<!-- <ul><ul><ul> -->" * 5_000,
        "<img src=x><br>" * 5_000,
    ],
)
def test_what_is_long_or_careless_but_honest_is_accepted(html):
    begun = time.process_time()

    once = clean(html)

    assert clean(once) == once
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("a<!-- b -->c", "ac"),
        ("<<svg>b>a", "< b>a"),
        ("<sv<svg>g>a", "g>a"),
        ("<p>a<style>b</style>c</p>", "<p>ac</p>"),
        ("<p title='<ul>'>a</p>", "<p title='<ul>'>a</p>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_what_a_parser_reads_by_context_is_taken_out(html, kept):
    assert bounded(html) == kept


def depth(html: str) -> int:
    """The nesting of HTML in which every element has its end tag."""
    now = deepest = 0
    for end, name in re.findall(r"<(/?)([a-z0-9]+)", html):
        if name not in html_limits._VOID:
            now += -1 if end else 1
            deepest = max(deepest, now)
    return deepest


NAMES = sorted(html_limits._KNOWN) + ["svg", "title", "form", "option", "select", "body", "x"]
OFTEN = ["a", "b", "p", "li", "ul", "td", "tr", "table", "span", "div", "dd", "h2", "font"]
pieces = st.one_of(
    st.sampled_from(OFTEN).map("<{}>".format),
    st.sampled_from(OFTEN).map("</{}>".format),
    st.sampled_from(NAMES).map("<{}>".format),
    st.sampled_from(NAMES).map("</{}>".format),
    st.sampled_from(["x", "<!-- ", "<b title=1>", "<style>", "</style>"]),
)


@given(st.lists(pieces, max_size=3), st.lists(pieces, min_size=1, max_size=6))
def test_a_parser_finds_no_deeper_nesting_than_was_counted(before, repeated):
    """Held against the cleaner's parser, which reads as browsers do."""
    html = "".join(before) + "".join(repeated) * 400
    try:
        read = bounded(html)
    except TooMuchHtml:
        return

    parsed = nh3.clean(read, tags=html_limits._KNOWN, attributes={"*": {"title"}}, link_rel=None)

    # A parser adds to a table the parts that nobody wrote, such as <tbody>.
    assert depth(parsed) <= 2 * DEEPEST
