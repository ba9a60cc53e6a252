"""A page in memory equals a fresh one, whatever was changed, by plain SQL, and whatever page it is."""

from collections import defaultdict
from contextlib import closing

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import URLPattern, resolve, reverse

from articles.models import Section
from newsroom.cache.tables import TABLES
from newsroom.guards import GUARDS
from newsroom.urls import urlpatterns
from tests.newsroom.cache.process import Answer, Process
from tests.walk import addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newsroom")]

LIVE = "SELECT id FROM articles_edition WHERE live_from <= now() AND live_until IS NULL"
OF_LIVE = f"content_object_id IN ({LIVE})"
# Statements of an editor's, a script's or psql's, each on one row {id} that meets the condition.
CHANGES = {
    "articles_edition": [
        ("UPDATE {table} SET headline = headline || ' changed' WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET live_until = now() WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET live_until = live_from WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET live_until = NULL, withdrawal_reason = ''"
         " WHERE id = {id}", "live_until < now() AND withdrawal_reason <> ''"),
        ("UPDATE {table} SET withdrawal_reason = 'Because.' WHERE id = {id}",
         "live_until < now() AND withdrawal_reason <> ''"),
        ("UPDATE {table} SET path = path || '-moved' WHERE id = {id}", f"id IN ({LIVE})"),
        ("UPDATE {table} SET published_at = published_at - interval '2 years' WHERE id = {id}",
         f"id IN ({LIVE})"),
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
    "articles_section": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "true"),
                         ("UPDATE {table} SET public_history = NOT public_history"
                          " WHERE id = {id}", "true")],
    "articles_tag": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}",
                      f"id IN (SELECT tag_id FROM articles_editiontag WHERE {OF_LIVE})")],
    "articles_policy": [("UPDATE {table} SET title = title || ' x' WHERE id = {id}", "true"),
                        ("DELETE FROM {table} WHERE id = {id}", "true")],
    "authors_author": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "true"),
                       ("UPDATE {table} SET portrait_id = NULL WHERE id = {id}", "true")],
    "authors_link": [("UPDATE {table} SET label = label || ' x' WHERE id = {id}", "true")],
    "authors_interest": [("UPDATE {table} SET text = text || ' x' WHERE id = {id}", "true"),
                         ("UPDATE {table} SET until = now() WHERE id = {id}", "until IS NULL")],
    "articles_interestscope": [("DELETE FROM {table} WHERE id = {id}", "true")],
    "images_image": [
        ("UPDATE {table} SET alt = alt || ' x', credit = credit || ' x' WHERE id = {id}", "true")
    ],
    "disclosures_wording": [("UPDATE {table} SET text = text || ' x', label = 'Label' WHERE id = {id}",
                             "valid_from <= now() AND (valid_to IS NULL OR valid_to > now())")],
    "disclosures_programme": [("UPDATE {table} SET name = name || ' x' WHERE id = {id}", "active")],
    "disclosures_rulechange": [
        ("INSERT INTO {table} (programme_id, at, values) SELECT programme_id, now(),"
         " jsonb_set(values, '{{active}}', 'false') FROM {table} WHERE id = {id}", "true"),
    ],
    "disclosures_deal": [
        ("INSERT INTO {table} (address, ends_at, unlink, entered_at) SELECT address, now(), true,"
         " now() FROM disclosures_link WHERE last_seen IS NULL AND programme_id IS NOT NULL"
         f" AND edition_id IN ({LIVE}) LIMIT 1", ""),
    ],
    "disclosures_link": [("UPDATE {table} SET plain = true WHERE id = {id}",
                          f"programme_id IS NOT NULL AND edition_id IN ({LIVE})")],
    "articles_evidencekey": [("UPDATE {table} SET name = 'changed' WHERE id = {id}", "true")],
    "articles_dayseal": [("UPDATE {table} SET head = 'changed' WHERE id = {id}", "true")],
}  # fmt: skip
# Each statement is tried on different rows until a page shows it.
MOST_ROWS = 6
# Pages of each kind. All are rendered after each statement.
EACH = 2
# Links change what cards of advertising say, and the demo has none of these.
NEVER_SHOWN: set[str] = set()


def pages() -> list[str]:
    """Return some addresses of every kind of page, found by following links."""
    client, found, seen = Client(), defaultdict[str, list[str]](list), set[str]()
    fixed = [p for p in urlpatterns if isinstance(p, URLPattern) and not p.pattern.regex.groups]
    waiting = [reverse(str(p.name)) for p in fixed if p.name not in ("click", "account_login")]
    waiting += [f"/{section.slug}/feed.xml" for section in Section.objects.all()]
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        if address in seen or path.startswith(("/admin/", "/static/", "/images/")):
            continue
        seen.add(address)
        name = str(resolve(path).url_name)
        if len(found[name]) < EACH:
            found[name].append(address)
            response = client.get(address)
            waiting += addresses(response, address)
    return [address for each in found.values() for address in each]


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
    """Execute a statement, compare every page with a fresh one, and return whether one changed."""
    execute(statement)
    process.hear()
    changed = False
    for address, former in before.items():
        expected = fresh(address)
        assert of(process.get(address)) == expected, f"{address} is out of date after {statement}"
        assert of(process.get(address)) == expected
        changed |= expected != former
        before[address] = expected
    return changed


def test_every_page_shows_every_change_to_every_row(process, without_guards):
    before = {address: of(process.get(address)) for address in pages()}
    stored = {address for address in before if process.get(address).mark == "hit"}
    assert before.keys() - stored == set()
    assert CHANGES.keys() == {table.name for table in TABLES}
    unseen = []
    for table, statements in CHANGES.items():
        for template, condition in statements:
            keys = rows(table, condition) if condition else [0]
            tried = (
                try_change(process, template.format(table=table, id=key), before) for key in keys
            )
            if not any(tried):
                unseen.append(template)
    assert set(unseen) == NEVER_SHOWN
