"""Readers page through long lists, and find series, months and what is read most."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from articles.models import Edition, Series, Tag
from newsroom.pagination import PER_PAGE
from tests import archive

STORIES = 5_000
TAG = "/tags/tag-1/"


@pytest.fixture
def expected(live_server) -> list[str]:
    """The addresses of 5,000 stories with one tag, newest first; a tenth more was withdrawn."""
    archive.fill(STORIES * 10 // 9 + 1)
    tagged = Edition.objects.live().latest_tagged(Tag.objects.get(slug="tag-1"))
    paths = [f"/{path}/" for path in tagged.values_list("path", flat=True)]
    assert len(paths) >= STORIES
    return paths


def stories_on(page: Page) -> list[str]:
    links = page.locator(".card-headline a")
    return links.evaluate_all("all => all.map(link => link.getAttribute('href'))")


def of_page(expected: list[str], number: int) -> list[str]:
    return expected[(number - 1) * PER_PAGE : number * PER_PAGE]


@pytest.mark.empty_database(reason="fills an archive whose keys begin at 1")
def test_a_tag_with_5000_stories_is_paged_without_gap_or_repetition(page, expected):
    last = -(-len(expected) // PER_PAGE)
    page.goto(TAG)
    for number in range(1, 6):
        expect(page.locator(".pagination span")).to_have_text(f"Page {number}")
        assert stories_on(page) == of_page(expected, number)
        page.get_by_role("link", name="Older stories").click()
    expect(page.locator(".pagination span")).to_have_text("Page 6")
    page.get_by_role("link", name="Newer stories").click()
    expect(page.locator(".pagination span")).to_have_text("Page 5")
    assert stories_on(page) == of_page(expected, 5)

    page.goto(f"{TAG}?page={last // 2}")
    assert stories_on(page) == of_page(expected, last // 2)

    page.goto(f"{TAG}?page={last - 1}")
    page.get_by_role("link", name="Older stories").click()
    expect(page.locator(".pagination span")).to_have_text(f"Page {last}")
    assert stories_on(page) == of_page(expected, last) != []
    expect(page.get_by_role("link", name="Older stories")).to_have_count(0)
    page.go_back()
    expect(page.locator(".pagination span")).to_have_text(f"Page {last - 1}")

    queries = set()
    for number in (1, last // 2, last):
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(TAG, {"page": number}).status_code == 200
        queries.add(len(captured))
    assert len(queries) == 1 and max(queries) <= 5
    assert Client().get(TAG, {"page": last + 1}).status_code == 404


def test_a_reader_follows_a_series_from_part_to_part(page, newsroom):
    series = Series.objects.get(slug="places-we-have-played")
    parts = list(Edition.objects.live().filter(series=series).in_reading_order())
    page.goto("/series/")
    page.get_by_role("link", name=series.name).click()
    assert stories_on(page) == [part.get_absolute_url() for part in parts]
    page.get_by_role("link", name=parts[0].headline).click()
    box = page.locator("nav.series-box")
    for part in parts[1:]:
        box.get_by_role("link", name=part.headline).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(part.headline)
    expect(box.locator("[rel=next]")).to_have_count(0)
    box.get_by_role("link", name=parts[-2].headline).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(parts[-2].headline)
    box.get_by_role("link", name=series.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(series.name)
