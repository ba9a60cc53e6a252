"""At 20,000 editions every public query finds its rows by an index: PostgreSQL's own plans say so."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from articles.audit import coverage
from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries, Kind
from articles.ledger import scanning
from articles.models import HOME, Edition, Genre, Section, Tag
from articles.models.containers import Container, Pin, Source
from articles.site.fronts import read_front
from authors.models import Author
from disclosures.models import Scan
from newsroom import clock
from newsroom.cache import tables
from newsroom.pagination import CappedPaginator
from tests import archive, populated
from tests.factories import make_programme, make_wording
from tests.populated import current

EDITIONS = 20_000
# Tables that grow with the archive; sections, say, may well be read whole.
LARGE = re.compile(r"articles_(edition|article|notice)")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def archive_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of a database with 20,000 stories and their links, and an address of each kind.

    It is filled once for all tests of this file, which takes most of their time.
    """
    with django_db_blocker.unblock(), populated.copied(current(), f"{current()}_archive") as name:
        with populated.connected(name):
            sections, authors = archive.fill(EDITIONS)
            programme = make_programme()
            with connection.cursor() as cursor:
                # Don't check 400,000 foreign keys.
                cursor.execute("SET session_replication_role = replica")
            archive.link(programme.pk)
            addresses = addresses_of(sections, authors)
        yield name, addresses


@pytest.fixture
def chosen_database(
    request: pytest.FixtureRequest,
    archive_database: tuple[str, dict[str, str]],
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Connect to the archive, unless the test is marked `empty_database`."""
    if request.node.get_closest_marker("empty_database"):
        yield
        return
    with django_db_blocker.unblock(), populated.connected(archive_database[0]):
        yield


@pytest.fixture
def paths(archive_database: tuple[str, dict[str, str]]) -> dict[str, str]:
    return archive_database[1]


def addresses_of(sections: list[Section], authors: list[Author]) -> dict[str, str]:
    return {
        "home": "/",
        "section": sections[0].get_absolute_url(),
        "author": authors[7].get_absolute_url(),
        "common tag": "/tags/tag-1/",
        "rare tag": "/tags/tag-77/",
        "story": "/desk/story-4321/",
        "former address": "/desk/story-4320/",
        "no story": "/desk/nothing/",
        "corrections": "/corrections/",
        "feed of corrections": "/corrections/feed.xml",
        "site map": "/sitemap.xml",
        "stories of the site map": "/sitemap-stories.xml",
        "feed": "/feed.xml",
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


def test_no_public_query_reads_a_large_table_from_end_to_end(paths, monkeypatch):
    # A file of the site map is a small part of an archive; of this one it would be half.
    monkeypatch.setattr("articles.site.sitemaps.SIZE", 500)
    client, found = Client(), {}
    for kind, path in paths.items():
        for address in (path, f"{path}?page=3"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            for sql in (query["sql"] for query in queries.captured_queries):
                if sql.startswith(("SELECT", "WITH")) and (tables := scans(sql)):
                    found[f"{kind}: {sql}"] = tables
    assert not found


def test_no_source_of_a_front_reads_a_large_table_from_end_to_end():
    section, tag = Section.objects.all()[0], Tag.objects.all()[0]
    pins = tuple(map(Pin, Edition.objects.live().values_list("article", flat=True)[:3]))
    front = [
        Container(pins=pins),
        Container(source=Source.SECTION, section=section.pk),
        Container(source=Source.TAG, tag=tag.pk),
        Container(source=Source.GENRE, genre=Genre.REVIEW),
    ]
    sections = list(Section.objects.public())
    for page in (HOME, section.pk):
        shown = []
        assert not read_whole(lambda: shown.extend(read_front(page, sections, clock.now(), front)))  # noqa: B023  (called at once)
        assert len(shown) >= 3


def test_the_check_would_see_a_sequential_scan():
    assert scans("SELECT * FROM articles_edition WHERE standfirst = 'x'") == ["articles_edition"]


@pytest.mark.empty_database(reason="compares archives of two other sizes")
def test_the_query_counts_are_the_same_at_ten_stories_and_at_a_thousand():
    counts = []
    for size in (10, 1_000):
        with transaction.atomic():
            sections, authors = archive.fill(size)
            pages = {
                "/": 6,
                sections[1].get_absolute_url(): 6,
                authors[9].get_absolute_url(): 6,
                "/tags/tag-1/": 6,
                "/desk/story-3/": 4,
            }
            counts.append([queries_of(path, most) for path, most in pages.items()])
            transaction.set_rollback(True)
    assert counts[0] == counts[1]


def queries_of(path: str, most: int) -> int:
    Client().get(path)  # The rules of links stay in memory afterwards.
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200, path
    assert len(queries) <= most, path
    return len(queries)


def read_whole(work: Callable[[], object]) -> set[str]:
    """The large tables that some query of `work` reads from end to end."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return {
        table
        for query in queries.captured_queries
        if query["sql"].startswith(("SELECT", "WITH"))
        for table in scans(query["sql"])
    }


def test_the_audit_reads_only_live_editions_whole_and_its_lists_nothing():
    make_wording()
    queries = ComplianceQueries()

    assert read_whole(coverage.audit) <= {"articles_edition", "disclosures_finding"}
    for kind in (Kind.LATE, Kind.MISSING):
        wanted = FindingFilter(kind)
        assert not read_whole(lambda: list(rows(queries, wanted, 0, 25)))  # noqa: B023  (called at once)


def test_a_scan_of_some_hosts_asks_only_for_stories_that_link_there():
    scan = Scan.objects.create(reason="x", hosts=["rare.example"])

    assert read_whole(lambda: scanning.scan(scan)) <= {"articles_edition"}
    linking = Edition.objects.not_ended().filter(links__hosts__contains=["rare.example"])
    assert scan.total == scan.done == linking.count() < EDITIONS / 50


DESK = {
    "first page": "/admin/",
    "stories": "/admin/articles/article/?p=3",
    "drafts": "/admin/articles/article/?status=draft",
    "scheduled": "/admin/articles/article/?status=scheduled",
    "live": "/admin/articles/article/?status=live",
    "withdrawn": "/admin/articles/article/?status=withdrawn",
    "in review": "/admin/articles/article/?stage__exact=review",
    "by headline": "/admin/articles/article/?o=1",
    "by headline, from the end": "/admin/articles/article/?o=-1",
    "search": "/admin/articles/article/?q=xylophone",
    "mine": "/admin/articles/article/?mine=1",
    "saved today": "/admin/articles/article/?saved=today",
    "palette": "/admin/search/",
    "palette, search": "/admin/search/?q=xylophone",
    "editions": "/admin/articles/edition/?p=3",
    "search for editions": "/admin/articles/edition/?q=xylophone",
    "stories to link to": "/admin/articles/article/stories/?q=xylophone",
    "the newest to link to": "/admin/articles/article/stories/?q=a",
    "choosing a story": (
        "/admin/autocomplete/?app_label=articles&model_name=articlerelated&field_name=story&term=xylophone"
    ),
}


def test_no_list_of_the_desk_reads_a_large_table_from_end_to_end(client, django_user_model):
    for kind in ("affiliate", "sponsored", "gifted", "partner"):
        # Without a wording, every story of its kind would lack a disclosure.
        make_wording(kind=kind, mark="")
    with connection.cursor() as cursor:
        # The desk's front page counts what the audit found, and for that reads every live edition.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE disclosures_link, disclosures_finding CASCADE")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE disclosures_link, disclosures_finding")
        # As a vacuum does: PostgreSQL appends new rows to a list first, and sorts them in later.
        for index in ("article_words", "edition_words"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])
    client.force_login(django_user_model.objects.create_superuser("kim"))
    found = {}
    for name, address in DESK.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, name
        for sql in (query["sql"] for query in queries.captured_queries):
            # These stop after the first rows that they find.
            stops = sql.endswith(("LIMIT 1", f"LIMIT {CappedPaginator.MOST}) subquery"))
            # The archive's drafts have no bylines and tags, so those tables are empty.
            tables = {"articles_article", "articles_edition"}
            if sql.startswith("SELECT") and not stops and tables & set(scans(sql)):
                found[name] = sql
    assert not found


def test_the_schedule_of_the_page_cache_asks_only_for_what_is_ahead():
    assert not read_whole(lambda: tables.upcoming(connection, clock.now()))
