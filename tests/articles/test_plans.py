"""At 20,000 editions every public query finds its rows by an index: PostgreSQL's own plans say so."""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_author, make_image, make_section, make_user

EDITIONS = 20_000
# Tables that grow with the archive; sections, say, may well be read whole.
LARGE = re.compile(r"articles_(edition|article)")
COPY = """
INSERT INTO articles_article
    (headline, standfirst, slug, body, videos, stage, version, created_at, saved_at, section_id)
SELECT 'Story ' || n, 'Standfirst', 'story-' || n, '<p>Body</p>', '[]', 'writing', 0, now(), now(),
    %(first_section)s + n %% 6
FROM generate_series(1, %(count)s) n;

INSERT INTO articles_edition
    (headline, standfirst, slug, body, videos, blocks, section_id, article_id, number, path,
     live_from, live_until, withdrawal_reason, published_at, note, printed_at, printed_by_id)
SELECT a.headline, a.standfirst, a.slug, a.body, '[]', '[]', a.section_id, a.id, 1,
    'desk/' || a.slug, at, CASE WHEN a.id %% 10 = 0 THEN at + interval '1 hour' END, '', at, '',
    at, %(user)s
FROM articles_article a, LATERAL (SELECT now() - a.id * interval '1 hour') AS t (at)
WHERE a.slug ~ '^story-[0-9]+$';

INSERT INTO articles_editionbyline (content_object_id, author_id, role, position, published_at)
SELECT id, %(first_author)s + id %% 50, '', 0, published_at FROM articles_edition;

INSERT INTO articles_tag (name, slug) SELECT 'Tag ' || n, 'tag-' || n FROM generate_series(1, 400) n;

INSERT INTO articles_editiontag (content_object_id, tag_id, published_at)
SELECT e.id, t.id, e.published_at FROM articles_edition e JOIN articles_tag t
    ON t.slug IN ('tag-1', 'tag-' || 2 + e.id %% 399);

INSERT INTO articles_editionrelated (content_object_id, story_id, position)
SELECT id, article_id, 0 FROM articles_edition WHERE id %% 3 = 0;

INSERT INTO articles_editionpicture (edition_id, image_id)
SELECT id, %(image)s FROM articles_edition WHERE id %% 4 = 0;

ANALYZE;
"""


@pytest.fixture
def archive(db) -> dict[str, str]:
    """20,000 stories; a tenth withdrawn, a tag on each, 399 on few. Returns paths by kind."""
    sections = [make_section() for _ in range(6)]
    authors = [make_author() for _ in range(50)]
    values = {
        "count": EDITIONS,
        "user": make_user().pk,
        "image": make_image().pk,
        "first_section": sections[0].pk,
        "first_author": authors[0].pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(COPY, values)
    return {
        "home": "/",
        "section": sections[0].get_absolute_url(),
        "author": authors[7].get_absolute_url(),
        "common tag": "/tags/tag-1/",
        "rare tag": "/tags/tag-77/",
        "story": "/desk/story-4321/",
        "former address": "/desk/story-4320/",
        "no story": "/desk/nothing/",
    }


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def scans(sql: str) -> list[str]:
    """The large tables that PostgreSQL would read from end to end for a query."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return [
        node["Relation Name"]
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and LARGE.match(node["Relation Name"])
    ]


def test_no_public_query_reads_a_large_table_from_end_to_end(archive):
    client, found = Client(), {}
    for kind, path in archive.items():
        for address in (path, f"{path}?page=3"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            for sql in (query["sql"] for query in queries.captured_queries):
                if sql.startswith("SELECT") and (tables := scans(sql)):
                    found[f"{kind}: {sql}"] = tables
    assert not found


def test_the_check_would_see_a_sequential_scan(archive):
    assert scans("SELECT * FROM articles_edition WHERE standfirst = 'x'") == ["articles_edition"]


def test_a_long_archive_takes_no_more_queries_than_a_short_one(archive):
    client = Client()
    for kind, most in {"home": 6, "section": 6, "author": 6, "common tag": 6, "story": 4}.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(archive[kind]).status_code == 200
        assert len(queries) <= most, kind
