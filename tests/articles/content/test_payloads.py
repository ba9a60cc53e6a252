"""No clean body raises anywhere, and nothing reaches readers that the cleaner would have taken out."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content import diff
from articles.content.blocks import Html, Picture
from articles.content.body import Body
from articles.content.disclosures import DisclosedBody
from articles.content.plain_html import plain_page
from disclosures.audit.links import review
from disclosures.audit.page import faults
from disclosures.ledger import Entry
from disclosures.matching import LinkEvaluator
from newsroom.html import clean, for_xml
from newsroom.html_limits import TooMuchHtml
from tests.articles.content.test_blocks import BOOK, EVALUATE, markup_of
from tests.payloads import PAYLOADS

NOW = datetime(2026, 6, 1, tzinfo=UTC)

# What the editor can make, and what blocks add: an id, a mark, a table's frame.
TAGS = {
    *(
        "a",
        "blockquote",
        "br",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "hr",
        "img",
        "li",
        "ol",
        "p",
    ),
    *("s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "b", "i"),
    *("div", "span", "del", "strike", "tfoot", "colgroup", "col", "u"),
}
ATTRIBUTES = {
    *("href", "title", "src", "alt", "class", "data-file", "width", "height", "colspan", "rowspan"),
    *("start", "type", "data-type", "id", "rel", "data-link", "scope", "role", "aria-label"),
    *("tabindex", "data-story"),
}
TAG = re.compile(r"<(/?)([a-zA-Z!?][^\s/>]*)((?:\s+[^\s=>]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*)\s*>")
ATTRIBUTE = r"\s([^\s=>]+)(?:=([\"'])(.*?)\2)?"


def is_harmless(html: str) -> bool:
    """Read anew, without the code that is measured: our tags, our attributes, addresses that only lead."""
    for _, name, rest in TAG.findall(html):
        assert name in TAGS, name
        for attribute, _, value in re.findall(ATTRIBUTE, rest, re.DOTALL):
            assert attribute in ATTRIBUTES, attribute
            if attribute in ("href", "src"):
                address = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\ufeff]", "", unescape(value)).lower()
                assert not re.match(r"(java|vb)script:|data:|blob:|view-source:|feed:", address)
    # Nothing else in it begins a tag.
    assert not re.search(r"<[a-zA-Z!/?]", TAG.sub("", html))
    return True


def go_through_everything(body: str) -> None:
    """Give a clean body to every function that reads one."""
    assert clean(body) == body
    assert for_xml(body) == body
    parsed = Body(body)
    assert None not in (parsed.links, parsed.pictures, parsed.words, parsed.hand_written)
    list(parsed.problems(parsed.pictures))
    for channel in ("page", "feed", "email"):
        derived = parsed.derive(EVALUATE, channel=channel, mark="ad", has_videos=True)
        page = plain_page(DisclosedBody(derived.blocks, [], [], derived.earns))
        assert is_harmless(page)
        for block in derived.blocks:
            assert is_harmless(markup_of(block))
        list(faults(page, lambda address: EVALUATE(address).earns, ["We earn.", ""]))
    entries = [Entry("body", n, a, EVALUATE(a)) for n, a in enumerate(parsed.links)]
    list(review(entries, BOOK, parsed.elements, NOW))
    diff.bodies(body, body + "<p>More.</p>")


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_payload_gets_through_or_raises(payload):
    try:
        body = clean(payload)
    except TooMuchHtml:
        return
    go_through_everything(body)


names = st.sampled_from(
    ["p", "a", "em", "strong", "ul", "ol", "li", "table", "tr", "td", "th", "figure", "figcaption"]
    + ["h2", "h3", "blockquote", "div", "svg", "math", "script", "style", "template", "body"]
)
addresses = st.sampled_from(
    [
        "https://amazon.com/1",
        "https://amazon.com/over",
        "https://page.example/",
        "/x",
        "javascript:x",
    ]
) | st.text(max_size=8)
words = st.text(max_size=8) | st.sampled_from(
    ["&#8;", "&lt;p&gt;", "<", "-->", "\ud800", "We earn."]
)
voids = st.sampled_from(["<br>", "<hr>", "<img data-file=1>", "<img src=x>", "<!-- a -->"])


def _element(name: str, address: str, within: list[str]) -> str:
    # An address as somebody types it: with what quotes it left alone.
    return f'<{name} href="{address}" title="{address}">{"".join(within)}</{name}>'


trees = st.recursive(
    words | voids,
    lambda inner: st.builds(_element, names, addresses, st.lists(inner, max_size=4)),
    max_leaves=15,
)


@given(st.lists(trees, max_size=4).map("".join))
def test_no_tree_raises(html):
    go_through_everything(clean(html))


@given(st.lists(st.sampled_from(PAYLOADS[:-11]) | words, max_size=4).map("".join))
def test_no_mixture_of_payloads_raises(html):
    go_through_everything(clean(html))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<a href="https://amazon.com/over">Words</a>', "<p>Words</p>"),
        ("a <em>b</em> c<p>d</p>e", "<p>a <em>b</em> c</p>\n<p>d</p>\n<p>e</p>"),
    ],
)
def test_no_word_outside_a_paragraph_is_lost(body, html):
    assert Body(body).derive(EVALUATE).blocks == [Html(html)]


def test_a_linked_picture_outside_a_paragraph_is_shown_without_its_link():
    body = '<a href="https://amazon.com/1"><img data-file="7"></a>'
    derived = Body(body).derive(EVALUATE)
    assert derived.blocks == [Picture(7)]
    assert not derived.earns
    assert Body(body).has_linked_pictures
    assert not Body(body).has_lost_pictures


def test_a_bare_link_has_its_mark_beside_it():
    body = Body('<h2>a</h2><a href="https://amazon.com/1">b</a> c')
    derived = body.derive(LinkEvaluator(BOOK), mark="ad")
    assert '</a> <span class="paid">(ad)</span> c</p>' in markup_of(derived.blocks[-1])
