"""Site maps list all live stories and no others, in small files."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles import publishing
from articles.models import Article
from articles.publishing import NewNotice
from articles.site import sitemaps
from tests.factories import make_article, make_edition, make_user, touch

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def fresh_keys(db):
    """Stories' keys from 1 on, however many other tests used up: files of the site map go by them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article ALTER COLUMN id RESTART WITH 1")


def locations(path: str) -> list[str]:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    found = etree.fromstring(response.content).findall(".//s:loc", NAMES)
    return [place.text.removeprefix("http://testserver") for place in found]


def all_locations() -> list[str]:
    return [story for file in locations("/sitemap.xml") for story in locations(file)]


def test_robots_txt_names_the_sitemap():
    response = Client().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml\n" in response.content.decode()
    assert "Disallow: /admin/\n" in response.content.decode()


def test_every_live_story_is_there_once_and_nothing_else():
    assert all_locations() == []
    editor = make_user("Editor")
    live, gone = make_edition(), make_edition()
    make_article()
    make_edition(live.article)
    Article.objects.update(slug="drafts-own")
    publishing.withdraw(gone.article, by=editor, reason="Wrong")
    assert all_locations() == [live.get_absolute_url()]


def test_files_hold_ranges_of_stories_and_together_all(monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 2)
    stories = [make_edition() for _ in range(5)]
    publishing.withdraw(stories[2].article, by=make_user("Editor"), reason="Wrong")
    files = locations("/sitemap.xml")
    assert len(files) >= 3
    assert all(len(locations(file)) <= 2 for file in files)
    expected = {story.get_absolute_url() for story in stories} - {stories[2].get_absolute_url()}
    assert sorted(all_locations()) == sorted(expected)


@pytest.mark.parametrize("page", ["0", "99999", "-1", "x", "1e3", "9" * 40])
def test_a_file_that_is_not_there_is_not_found(page):
    make_edition()
    assert Client().get("/sitemap-stories.xml", {"p": page}).status_code == 404
    assert Client().get("/sitemap-secrets.xml").status_code == 404
    assert Client().post("/sitemap.xml").status_code == 405


def test_one_query_for_a_file_however_many_stories():
    for _ in range(3):
        make_edition()
    for path, most in (("/sitemap.xml", 1), ("/sitemap-stories.xml", 2)):
        with CaptureQueriesContext(connection) as captured:
            locations(path)
        assert len(captured) <= most


def test_a_withdrawal_is_noticed_by_whoever_asks_again():
    edition = make_edition()
    first = Client().get("/sitemap-stories.xml")
    assert "Last-Modified" not in first.headers
    again = Client().get("/sitemap-stories.xml", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Wrong")
    again = Client().get("/sitemap-stories.xml", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200


def test_lastmod_is_the_date_that_readers_see():
    editor, edition = make_user("Editor"), make_edition()
    for update in ({}, {"minor": True}, {"notice": NewNotice("correction", "So.")}):
        live = publishing.publish(touch(edition.article), by=editor, **update)
        file = etree.fromstring(Client().get("/sitemap-stories.xml").content)
        modified = datetime.fromisoformat(file.findtext(".//s:lastmod", namespaces=NAMES))
        assert modified == (live.updated_at or live.published_at)
