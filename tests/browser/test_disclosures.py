"""Disclosures as they are seen: before the first commercial link, as large and as dark as the story,
with nothing to open first (16 CFR 255.0(f); FTC, “.com Disclosures”)."""

import pytest
from playwright.sync_api import Locator, Page, expect

from articles import publishing
from articles.models import SitePage
from authors.models import Interest
from tests.browser.looks import PHONE, WIDE, in_both_looks, violations
from tests.factories import (
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.empty_database(reason="needs no programme or wording but its own")

PAGES = [
    "/",
    "/books/",
    "/books/story/",
    "/books/retracted/",
    "/books/retracted/history/",
    "/authors/ana-ruiz/",
    "/about/",
    "/about/disclosure/",
    "/corrections/",
    "/disclosures/",
]
BODY = """
<p>The first words.</p>
<table><tbody><tr><th><p>What</p></th><th><p>Where</p></th></tr>
<tr><td><p>A lamp</p></td><td><p><a href="https://amazon.com/dp/1">A lamp</a></p></td></tr></tbody></table>
<h2>Below a subhead</h2>
<p>Words before <a href="https://amazon.com/dp/2">a book</a> and after it.</p>
"""
SEEN = """element => {
    const style = getComputedStyle(element);
    return [parseFloat(style.fontSize), style.color, style.opacity, style.fontStyle]
}"""
COMES_BEFORE = """([one, other]) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)"""
HIDING = "details, footer, nav, dialog, [hidden], [aria-hidden=true], [role=tooltip]"


@pytest.fixture
def story(live_server):
    """A gifted story with links in a table and below a subhead, by an author with an interest."""
    amazon = make_programme()
    make_wording(label="Ad")
    make_wording(programme=amazon, text="As an Amazon Associate I earn.", learn_more="")
    make_wording(kind="gifted", text="{partner} gave us the lamp.", label="Gift from {partner}")
    make_wording(kind="interest", text="{author} has declared an interest. {interest}")
    SitePage.objects.create(slug="disclosure", title="What we disclose", body="<p>All.</p>")
    author = make_author(name="Ana Ruiz", slug="ana-ruiz")
    Interest.objects.create(author=author, text="Ana Ruiz owns shares in a maker of lamps.")
    section = make_section(name="Books", slug="books", public_history=True)
    copy = {"section": section, "authors": [author], "picture": make_image()}
    wrong = make_edition(slug="retracted", **copy)
    notice = publishing.NewNotice("retraction", "None of it was true.")
    publishing.publish(wrong.article, by=make_user("Editor"), notice=notice)
    return make_edition(
        slug="story",
        body=BODY,
        genre="guide",
        connection="gifted",
        connection_with="Ottoline Lamps",
        **copy,
    )


def open_story(visit, viewport, **options) -> Page:
    return visit("/books/story/", viewport=viewport, **options)


def disclosures_on(page: Page) -> list[Locator]:
    """The story's disclosures: what stands at its top, and what stands before its links."""
    found = page.locator(".disclosure").all()
    assert len(found) == 2
    return found


@in_both_looks
def test_a_disclosure_is_as_large_and_as_dark_as_the_storys_words(visit, story, viewport, scheme):
    page = open_story(visit, viewport, color_scheme=scheme)
    words = page.locator(".body > p", has_text="The first words.").evaluate(SEEN)
    for disclosure in disclosures_on(page):
        assert disclosure.evaluate(SEEN) == words
        for sentence in disclosure.locator("span").all():
            assert sentence.evaluate(SEEN) == words


@pytest.mark.parametrize("viewport", [PHONE, WIDE])
def test_it_is_seen_before_the_first_paid_link_with_nothing_to_open(visit, story, viewport):
    page = open_story(visit, viewport)
    link = page.locator("a[rel~=sponsored]").first
    for disclosure in disclosures_on(page):
        expect(disclosure).to_be_visible()
        assert not disclosure.evaluate(f"element => Boolean(element.closest('{HIDING}'))")
        assert page.evaluate(COMES_BEFORE, [disclosure.element_handle(), link.element_handle()])
        box = disclosure.bounding_box()
        assert box["y"] + box["height"] <= link.bounding_box()["y"]
        assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]


@pytest.mark.parametrize("viewport", [PHONE, WIDE])
def test_a_mark_beside_a_link_looks_like_the_words_around_it(visit, story, viewport):
    page = open_story(visit, viewport)
    marks = page.locator(".paid")
    expect(marks).to_have_text(["(paid link)", "(paid link)"])
    for mark in marks.all():
        assert mark.evaluate(SEEN) == mark.locator("xpath=..").evaluate(SEEN)


@pytest.mark.parametrize("path", ["/", "/books/", "/books/story/"])
def test_a_label_stands_with_the_headline_before_anybody_clicks(visit, story, path):
    page = visit(path, viewport=PHONE)
    label = page.locator(".label", has_text="Gift from Ottoline Lamps")
    expect(label).to_be_visible()
    assert label.bounding_box()["height"] < 40, "it is broken into lines"
    headline = page.get_by_role("heading", name=story.headline)
    assert label.bounding_box()["y"] < headline.bounding_box()["y"]


def test_a_printed_page_keeps_disclosures_marks_and_labels(visit, story):
    page = open_story(visit, WIDE)
    page.emulate_media(media="print")
    words = page.locator(".body > p", has_text="The first words.").evaluate(SEEN)
    for disclosure in disclosures_on(page):
        expect(disclosure).to_be_visible()
        assert disclosure.evaluate(SEEN) == words
    for mark in (*page.locator(".paid").all(), *page.locator(".label").all()):
        expect(mark).to_be_visible()


@in_both_looks
def test_axe_finds_nothing_on_what_tells_of_money_and_mistakes(visit, story, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
