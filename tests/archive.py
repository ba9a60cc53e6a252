"""A large archive, made by PostgreSQL itself: for query plans and benchmarks."""

from django.db import connection

from articles.models import Section
from authors.models import Author
from tests.factories import make_author, make_image, make_section, make_user

COPY = """
INSERT INTO articles_article
    (headline, standfirst, slug, genre, body, videos, connection, connection_with, paid_links, stage,
     version, created_at, saved_at, section_id)
SELECT 'Story ' || n, 'Standfirst', 'story-' || n, '', '<p>Body</p>', '[]', '', '', '[]', 'writing', 0, now(), now(),
    %(first_section)s + n %% 6
FROM generate_series(1, %(count)s) n;

INSERT INTO articles_edition
    (headline, standfirst, slug, genre, body, videos, connection, connection_with, paid_links, section_id, article_id, number, path,
     live_from, live_until, withdrawal_reason, published_at, note, printed_at, printed_by_id)
SELECT a.headline, a.standfirst, a.slug, '', a.body, '[]', '', '', '[]', a.section_id, a.id, 1,
    'desk/' || a.slug, at, CASE WHEN a.slug LIKE '%%0' THEN at + interval '1 hour' END, '', at, '',
    at, %(user)s
FROM articles_article a, LATERAL (SELECT now() - a.id * interval '1 hour') AS t (at)
WHERE a.slug ~ '^story-[0-9]+$';

INSERT INTO articles_editionbyline (content_object_id, author_id, role, position, published_at)
SELECT id, %(first_author)s + substring(slug FROM 7)::int %% 50, '', 0, published_at
FROM articles_edition;

INSERT INTO articles_tag (name, slug) SELECT 'Tag ' || n, 'tag-' || n FROM generate_series(1, 400) n;

INSERT INTO articles_editiontag (content_object_id, tag_id, published_at)
SELECT e.id, t.id, e.published_at FROM articles_edition e JOIN articles_tag t
    ON t.slug IN ('tag-1', 'tag-' || 2 + substring(e.slug FROM 7)::int %% 399);

INSERT INTO articles_editionrelated (content_object_id, story_id, position)
SELECT id, article_id, 0 FROM articles_edition WHERE substring(slug FROM 7)::int %% 3 = 0;

INSERT INTO articles_editionpicture (edition_id, image_id)
SELECT id, %(image)s FROM articles_edition WHERE substring(slug FROM 7)::int %% 4 = 0;

INSERT INTO articles_correction (article_id, edition_id, kind, text, place, live_from, at, by_id)
SELECT article_id, id, CASE WHEN slug LIKE '%%00' THEN 'retraction' ELSE 'correction' END, 'Wrong.',
    CASE WHEN slug LIKE '%%00' THEN 'top' ELSE 'end' END, live_from, live_from, %(user)s
FROM articles_edition WHERE substring(slug FROM 7)::int %% 5 = 0;

ANALYZE;
"""


def fill(count: int) -> tuple[list[Section], list[Author]]:
    """Print `count` stories an hour apart, in six sections, by fifty authors; return both.

    A tenth is withdrawn, a fifth corrected, a third has a related story, a quarter a picture in the
    body. Every story has the tag `tag-1` and one of 399 others.
    """
    sections = [make_section() for _ in range(6)]
    authors = [make_author() for _ in range(50)]
    values = {
        "count": count,
        "user": make_user().pk,
        "image": make_image().pk,
        "first_section": sections[0].pk,
        "first_author": authors[0].pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(COPY, values)
    return sections, authors
