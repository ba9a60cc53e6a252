"""A page in memory equals a fresh one, whatever was changed, by plain SQL, and whatever page it is."""

from contextlib import closing

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import resolve, reverse

from articles.models import DaySeal, Edition, EvidenceKey, InterestScope, Section, Series, SitePage
from articles.site import feeds
from authors.models import Author, Interest
from disclosures.models import Wording
from newsroom import pagination
from newsroom.cache.tables import TABLES
from newsroom.guards import GUARDS
from tests.newsroom.cache.process import Answer, Process
from tests.test_reader_walk import PUBLIC

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]

# The newest, which are on the first page of every list.
LIVE = (
    "SELECT id FROM (SELECT id FROM articles_edition WHERE live_from <= now()"
    " AND live_until IS NULL ORDER BY published_at DESC LIMIT 4) newest"
)
OF_LIVE = f"content_object_id IN ({LIVE})"
OF_NEWEST = f"story_id IN (SELECT article_id FROM articles_edition WHERE id IN ({LIVE}))"
# Statements of an editor's, a script's or psql's, each on one row {id} that meets the condition.
CHANGES = {
    # First, while the pages of the newest stories are where they were.
    "disclosures_rulechange": [
        ("INSERT INTO {table} (programme_id, at, values) SELECT programme_id, now(),"
         " jsonb_set(values, '{{active}}', 'false') FROM {table} WHERE id = {id}",
         "programme_id IN (SELECT programme_id FROM disclosures_link"
         f" WHERE last_seen IS NULL AND edition_id IN ({LIVE}))"),
    ],
    "disclosures_deal": [
        ("INSERT INTO {table} (address, ends_at, unlink, entered_at) SELECT address, now(), true,"
         " now() FROM disclosures_link WHERE last_seen IS NULL AND programme_id IS NOT NULL"
         f" AND edition_id IN ({LIVE}) LIMIT 1", ""),
    ],
    "articles_similarstory": [
        ("DELETE FROM {table} WHERE id = {id}", OF_NEWEST),
        ("UPDATE {table} SET score = score * 1000 WHERE id = {id}", OF_NEWEST),
    ],
    "articles_edition": [
        ("UPDATE {table} SET headline = headline || ' changed' WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET live_until = now() WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET live_until = live_from WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET withdrawal_reason = 'Because.' WHERE id = {id}",
         "live_until < now() AND withdrawal_reason <> ''"),
        ("UPDATE {table} SET live_until = NULL, withdrawal_reason = ''"
         " WHERE id = {id}", "live_until < now() AND withdrawal_reason <> ''"),
        ("UPDATE {table} SET path = path || '-moved' WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET published_at = published_at - interval '2 years' WHERE id = {id}",
         f"id IN ({LIVE})"),
        ("UPDATE {table} SET series_part = 77 WHERE id = {id}", "series_id IS NOT NULL"),
        ("UPDATE {table} SET series_id = (SELECT max(id) FROM articles_series) WHERE id = {id}",
         f"id IN ({LIVE}) AND series_id IS NULL"),
        ("UPDATE {table} SET section_id = (SELECT max(id) FROM articles_section) WHERE id = {id}",
         f"id IN ({LIVE})"),
    ],
    "articles_editionbyline": [
        ("UPDATE {table} SET role = 'editor' WHERE id = {id}", OF_LIVE),
        ("DELETE FROM {table} WHERE id = {id}", OF_LIVE),
        ("UPDATE {table} SET author_id = (SELECT max(id) FROM authors_author WHERE id NOT IN"
         " (SELECT author_id FROM {table} b WHERE b.content_object_id = {table}.content_object_id))"
         " WHERE id = {id}", OF_LIVE),
    ],
    "articles_editiontag": [("DELETE FROM {table} WHERE id = {id}", OF_LIVE)],
    "articles_editionrelated": [("DELETE FROM {table} WHERE id = {id}", OF_LIVE)],
    "articles_editionpicture": [
        ("UPDATE {table} SET image_id = (SELECT max(id) FROM images_image) WHERE id = {id}",
         f"edition_id IN ({LIVE})"),
    ],
    "articles_notice": [("UPDATE {table} SET text = text || ' changed' WHERE id = {id}", "true"),
                        ("DELETE FROM {table} WHERE id = {id}", "true")],
    "articles_frontedition": [
        ("INSERT INTO {table} (section_id, number, containers, pin_ends, live_from, note,"
         " printed_at, printed_by_id) SELECT (SELECT max(id) FROM articles_section), 9,"
         """ '[{{"layout": "grid", "source": "newest", "count": 1}}]', '{{}}', now(), '', now(),"""
         " min(id) FROM staff_user", ""),
        ("UPDATE {table} SET live_until = now() WHERE id = {id}",
         "live_from <= now() AND live_until > now()"),
    ],
    "articles_section": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "true"),
                         ("UPDATE {table} SET public_history = NOT public_history"
                          " WHERE id = {id}", "true")],
    "articles_tag": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}",
                      f"id IN (SELECT tag_id FROM articles_editiontag WHERE {OF_LIVE})")],
    "articles_series": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "true"),
                        ("UPDATE {table} SET is_finished = true WHERE id = {id}", "true")],
    "articles_policy": [("UPDATE {table} SET title = title || ' x' WHERE id = {id}", "true"),
                        ("DELETE FROM {table} WHERE id = {id}", "true")],
    "articles_mostread": [("UPDATE {table} SET position = position + 100 WHERE id = {id}", "position < 9"),
                          ("DELETE FROM {table} WHERE id = {id}", "position < 9")],
    "authors_author": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "true"),
                       ("UPDATE {table} SET portrait_id = NULL WHERE id = {id}", "true")],
    "authors_link": [("UPDATE {table} SET label = label || ' x' WHERE id = {id}",
                      "author_id IN (SELECT author_id FROM authors_interest)")],
    "articles_interestscope": [
        ("DELETE FROM {table} WHERE interest_id = (SELECT max(id) FROM authors_interest)"
         " AND {id} > 0", "true"),
    ],
    "authors_interest": [("UPDATE {table} SET text = text || ' x' WHERE id = {id}", "true"),
                         ("UPDATE {table} SET until = now() WHERE id = {id}", "until IS NULL")],
    "images_image": [
        ("UPDATE {table} SET alt = alt || ' x', credit = credit || ' x' WHERE id = {id}", "true")
    ],
    "disclosures_wording": [("UPDATE {table} SET text = text || ' x' WHERE id = {id}",
                             "valid_from <= now() AND (valid_to IS NULL OR valid_to > now())")],
    "disclosures_programme": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "active")],
    "disclosures_link": [
        ("UPDATE {table} SET plain = true WHERE edition_id ="
         " (SELECT edition_id FROM {table} WHERE id = {id})",
         "programme_id IS NOT NULL AND NOT plain AND last_seen IS NULL"),
    ],
    "articles_evidencekey": [("UPDATE {table} SET name = 'changed' WHERE id = {id}", "true")],
    "articles_dayseal": [("UPDATE {table} SET head = 'changed' WHERE id = {id}", "true")],
}  # fmt: skip
# Each statement is tried on different rows until a page shows it.
MOST_ROWS = 8


def pages() -> list[str]:
    """Return an address of every kind of page, and of some more stories."""
    # The page cache keeps no search.
    stored = [each for each in PUBLIC if "search" not in str(each.name)]
    live = Edition.objects.live().latest_first()
    first = live.filter(tags__isnull=False).exclude(bylines=None)[0]
    addresses = [
        *(reverse(str(each.name)) for each in stored if not each.pattern.regex.groups),
        *(edition.get_absolute_url() for edition in live[:4]),
        *(f"{edition.get_absolute_url()}history/" for edition in live.filter(number__gt=1)),
        *(f"/{edition.path}/" for edition in Edition.objects.exclude(withdrawal_reason="")),
        *(policy.get_absolute_url() for policy in SitePage.objects.all()[:2]),
        "/sitemap-stories.xml",
        "/latest/?page=2",
        "/archive/2023/",
        "/archive/2023/12/",
    ]
    addresses += [
        author.get_absolute_url() for author in Author.objects.exclude(interests=None).distinct()
    ]
    # Another statement moves stories to the last section.
    addresses += [Section.objects.latest("pk").get_absolute_url()]
    series = Series.objects.public()[0]
    addresses += [series.get_absolute_url(), f"{series.get_absolute_url()}feed.xml"]
    for thing in (first.section, first.tags.all()[0], first.bylines.all()[0].author):
        addresses += [thing.get_absolute_url(), f"{thing.get_absolute_url()}feed.xml"]
    kinds = {resolve(address.partition("?")[0]).url_name for address in addresses}
    assert kinds == {each.name for each in stored} - {"image"}
    return [*dict.fromkeys(addresses)]


def fresh(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, b"".join(response).decode()


def of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body


def rows(table: str, condition: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE {condition} ORDER BY md5(id::text)")
        return [key for (key,) in cursor.fetchall()][:MOST_ROWS]


def execute(statement: str) -> None:
    """Execute it on a connection that Django's threads know nothing of, as psql does."""
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def without_guards(newsroom, transactional_db) -> None:
    with connection.cursor() as cursor:
        for guard in GUARDS:
            cursor.execute(f"ALTER TABLE {guard.table} DISABLE TRIGGER guard")


def try_change(process: Process, statement: str, before: dict[str, tuple[int, str]]) -> bool:
    """Execute a statement, compare every page in memory with a fresh one; return whether one changed."""
    execute(statement)
    process.hear()
    changed = False
    for address, former in before.items():
        answer = process.get(address)
        # Any other answer was rendered after the statement.
        if answer.mark == "hit":
            assert of(answer) == fresh(address), f"{address} is out of date after {statement}"
        before[address] = of(answer)
        changed |= of(answer) != former
    return changed


def test_every_page_shows_every_change_to_every_row(process, without_guards, monkeypatch):
    # Shorter pages are rendered faster, and show as many kinds of rows.
    monkeypatch.setattr(feeds, "IN_FEED", 4)
    monkeypatch.setattr(pagination.page_of, "__defaults__", (7, pagination.LAST_PAGE))
    Wording.objects.update(label="Label")
    EvidenceKey.objects.create(name="a", public="b")
    DaySeal.objects.create(day="2020-01-01", leaves=b"", root="a", head="b")
    newest = Edition.objects.live().latest_first().exclude(bylines=None)[0]
    interest = Interest.objects.create(
        author=newest.bylines.all()[0].author, text="Shares in it.", all_stories=False
    )
    for edition in Edition.objects.live():
        InterestScope.objects.create(interest=interest, story=edition.article)
    process.hear()
    before = {address: of(process.get(address)) for address in pages()}
    assert before == {address: fresh(address) for address in before}
    unstored = {
        address
        for address, (status, _) in before.items()
        if process.get(address).mark != "hit" and status != 404
    }
    assert not unstored
    assert CHANGES.keys() == {table.name for table in TABLES}

    unseen = []
    for table, statements in CHANGES.items():
        for template, condition in statements:
            keys = rows(table, condition) if condition else [0]
            tried = (
                try_change(process, template.format(table=table, id=key), before) for key in keys
            )
            if not any(tried):
                unseen.append((table, template))
    assert not unseen
