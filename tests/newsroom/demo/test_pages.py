"""The list of page types: complete, and each page answers as it should."""

import pytest
from django.test import Client
from django.urls import resolve

from newsroom.demo.pages import PAGES, UNLISTED
from newsroom.demo.preparing import TAGLINE
from tests.test_reader_walk import PUBLIC

# Files, feeds and what scripts ask for: no pages.
NO_PAGES = {
    *("evidence-keys", "evidence-verifier", "robots", "sitemap", "sitemap-of"),
    *("feed", "atom", "json-feed", "section-feed", "tag-feed", "author-feed", "corrections-feed"),
    "series-feed",
    *("image", "read", "search-suggestions"),
}


def test_every_address_that_sends_a_page_is_listed():
    listed = {resolve(path.partition("?")[0]).url_name for path in PAGES.values()}
    assert {pattern.name for pattern in PUBLIC} - NO_PAGES == listed - {None}


@pytest.fixture(autouse=True)
def tagline(settings):
    """The demo has a tagline, which describes the front page."""
    settings.SITE_TAGLINE = TAGLINE


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_found_described_and_listed(newsroom, name):
    response = Client().get(PAGES[name])
    assert response.status_code == (404 if name == "not-found" else 200)
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert page.count("<title>") == 1
    is_unlisted = '<meta name="robots" content="noindex">' in page
    assert is_unlisted or name not in UNLISTED - {"not-found"}
    if name not in UNLISTED:
        assert not is_unlisted
        assert page.count('<meta name="description" content="') == 1


def test_no_two_pages_have_the_same_title_or_description(newsroom):
    seen: dict[str, str] = {}
    for name in PAGES.keys() - UNLISTED:
        page = Client().get(PAGES[name]).content.decode()
        for begin, end in (("<title>", "</title>"), ('<meta name="description" content="', '"')):
            words = page.partition(begin)[2].partition(end)[0]
            assert words, f"{name}: {begin}"
            assert seen.setdefault(words, name) == name, f"{name} and {seen[words]}"
