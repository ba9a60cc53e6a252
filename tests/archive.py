"""A large archive, made by PostgreSQL itself: for query plans and benchmarks."""

from datetime import timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from articles.models import Section
from authors.models import Author
from tests.factories import make_author, make_image, make_section, make_user

COPY = """
INSERT INTO articles_article
    (headline, standfirst, slug, genre, body, videos, connection, connection_with, paid_links, extra, stage,
     version, created_at, saved_at, section_id)
SELECT 'Story ' || n, 'Standfirst', 'story-' || n, '', '<p>Body</p>', '[]', '', '', '[]', '{}', 'writing', 0, now(), now(),
    %(first_section)s + n %% 6
FROM generate_series(1, %(count)s) n;

INSERT INTO articles_edition
    (headline, standfirst, slug, genre, body, videos, connection, connection_with, paid_links, extra, section_id,
     article_id, number, path,
     live_from, live_until, withdrawal_reason, published_at, note, printed_at, printed_by_id)
SELECT a.headline, a.standfirst, a.slug, '', a.body, '[]', '', '', '[]', '{}', a.section_id, a.id, 1,
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

INSERT INTO articles_notice (article_id, edition_id, kind, text, place, live_from, at, by_id)
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


LEDGER = """
INSERT INTO disclosures_link
    (edition_id, field, position, address, target, normalised, hosts, via, programme_id, tracking_id, paid, plain,
     first_seen)
SELECT e.id, 'body', n, address, address, address, ARRAY[host], ARRAY[]::bigint[], CASE WHEN n = 0 AND e.id %% 5 < 2 THEN %(programme)s END,
    '', false, false, e.printed_at
FROM articles_edition e, generate_series(0, 9) n,
    LATERAL (SELECT CASE WHEN n = 0 AND e.id %% 100 = 0 THEN 'rare.example' ELSE 'site' || n || '.example' END) h (host),
    LATERAL (SELECT 'https://' || host || '/' || e.id) a (address);

INSERT INTO disclosures_finding (edition_id, kind, detail, programme_id, found_at, source)
SELECT id, CASE id %% 4 WHEN 0 THEN 'late' ELSE 'wrong id' END, 'x', %(programme)s, printed_at, 'scan'
FROM articles_edition WHERE id %% 50 < 4;

ANALYZE;
"""


def link(programme: int) -> None:
    """Put ten links of each edition into the ledger: in two of five stories the first is the programme's.

    In one of a hundred the first leads to rare.example.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, {"programme": programme})


# Hosts of the links in `print_bodies`, and how often each stands among ten: the rest is nobody's.
SHOPS = ("amazon.com", "bookshop.org", "walmart.com", "ebay.com")
EDITION = """
COPY articles_edition
    (id, headline, standfirst, slug, genre, body, videos, connection, connection_with, paid_links, extra, section_id,
     article_id, number, path, live_from, withdrawal_reason, published_at, note, printed_at, printed_by_id)
FROM STDIN
"""


def print_bodies(count: int) -> None:
    """Print `count` live stories of 800 to 1,200 words, some an hour apart, with up to 12 links.

    Two fifths link to a shop of SHOPS, each of the last three to a tenth or so. The ledger stays
    empty: to fill it is a scan's work.
    """
    chance = Random(1)
    sections, user = [make_section() for _ in range(8)], make_user()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_article (id, headline, standfirst, slug, genre, body, videos, connection,"
            " connection_with, paid_links, extra, stage, version, created_at, saved_at, section_id)"
            " SELECT n, 'Story ' || n, '', 'story-' || n, '', '<p>Body</p>', '[]', '', '', '[]', '{}', 'writing',"
            " 0, now(), now(), %s FROM generate_series(1, %s) n",
            [sections[0].pk, count],
        )
        now = timezone.now()
        with cursor.copy(EDITION) as copy:
            for key in range(1, count + 1):
                at = now - timedelta(hours=key / 2)
                connection_of = "gifted" if chance.random() < 0.02 else ""
                section = chance.choice(sections)
                copy.write_row(
                    [
                        *(key, f"Story {key}", "Standfirst", f"story-{key}", "", body_of(chance)),
                        *(
                            "[]",
                            connection_of,
                            "A maker" if connection_of else "",
                            "[]",
                            "{}",
                            section.pk,
                        ),
                        *(key, 1, f"{section.slug}/story-{key}", at, "", at, "", at, user.pk),
                    ]
                )
        for table in ("articles_article", "articles_edition"):
            cursor.execute(f"SELECT setval('{table}_id_seq', %s)", [count])
        cursor.execute("ANALYZE")


WORDS = "the a of in and to story game film book year hand light city night one two last".split()  # noqa: SIM905  (thirty quotation marks)


def body_of(chance: Random) -> str:
    """A body: paragraphs with subheads, lists and a quotation between, and links in some."""
    earns, links = chance.random() < 0.4, chance.randint(0, 9)
    shops = chance.choices(SHOPS, (6, 1, 1, 1), k=chance.randint(1, 3)) if earns else []
    addresses = [f"https://{shop}/dp/{chance.randint(1, 9**9)}?tag=ours-20" for shop in shops]
    addresses += [f"https://site{chance.randint(1, 999)}.example/p/{n}" for n in range(links)]
    chance.shuffle(addresses)
    parts = []
    for number in range(chance.randint(16, 24)):
        words = chance.choices(WORDS, k=50)
        if addresses and chance.random() < 0.6:
            words[20] = f'<a href="{addresses.pop()}">{words[20]}</a>'
        words[30] = f"<em>{words[30]}</em>"
        tag = "blockquote><p" if number == 9 else "p"
        end = "p></blockquote" if number == 9 else "p"
        parts.append(f"<{tag}>{' '.join(words)}.</{end}>")
        if number % 6 == 5:
            parts.append(f"<h2>{' '.join(words[:4])}</h2>")
    parts += [f'<p><a href="{address}">More</a></p>' for address in addresses]
    return "".join(parts)
