"""A date on every surface: a typing mistake moves none of them, a correction all, the first none ever."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from lxml import etree

from articles import publishing
from articles.models import Article
from articles.publishing import NewNotice
from tests.factories import make_article, make_user, touch

START = datetime(2040, 1, 1, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"


@pytest.fixture(autouse=True)
def fresh_keys(db):
    """Stories' keys from 1 on, however many other tests used up: files of the site map go by them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article ALTER COLUMN id RESTART WITH 1")


@dataclass(frozen=True)
class Shown:
    """The dates of one story as they are shown: to readers, to machines, to search engines."""

    published: tuple[str, ...]
    updated: tuple[str | None, ...]


def shown(path: str) -> Shown:
    page = Client().get(path).content.decode()
    meta = page[
        page.index('class="story-meta"') : page.index("</header>", page.index("story-meta"))
    ]
    times = re.findall(r'<time datetime="([^"]+)"', meta)
    data = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])
    stories = etree.fromstring(Client().get("/sitemap-stories.xml").content)
    item = etree.fromstring(Client().get("/feed.xml").content).find("channel/item")
    entry = etree.fromstring(Client().get("/atom.xml").content).find(f"{ATOM}entry")
    return Shown(
        published=(
            times[0],
            data["datePublished"],
            item.findtext("pubDate"),
            entry.findtext(f"{ATOM}published"),
        ),
        updated=(
            times[1] if len(times) > 1 else None,
            data["dateModified"],
            stories.find(f".//{SITEMAP}").text,
            item.findtext(f"{ATOM}updated"),
            entry.findtext(f"{ATOM}updated"),
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("updated_before", [False, True])
def test_a_minor_edit_moves_no_date_a_correction_moves_each(updated_before):
    with time_machine.travel(START, tick=False) as clock:
        editor, article = make_user("Editor"), make_article()
        path = publishing.publish(article, by=editor).get_absolute_url()
        if updated_before:
            clock.shift(timedelta(hours=1))
            publishing.publish(touch(article), by=editor)
        before = shown(path)

        clock.shift(timedelta(hours=1))
        Article.objects.update(headline="Without the typing mistake")
        publishing.publish(article, by=editor, minor=True)
        assert "Without the typing mistake" in Client().get(path).content.decode()
        assert shown(path) == before

        clock.shift(timedelta(hours=1))
        publishing.publish(article, by=editor, notice=NewNotice("correction", "It was so."))
        after = shown(path)
        assert after.published == before.published
        assert not set(after.updated) & set(before.updated)
