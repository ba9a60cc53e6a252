"""Guards: PostgreSQL refuses every statement on the tables of the record, to every role."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from articles import publishing
from articles.evidence import seals
from articles.models import DraftVersion, EvidenceKey, Front, InterestScope, Notice, Timestamp
from articles.models.containers import Container, as_json
from articles.publishing import NewNotice, fronts
from authors.models import Interest, NameChange
from disclosures.models import Deal, SiteChange, Wording, put_site_on_record
from newsroom import guards
from newsroom.guards import BY_TABLE, GUARDS
from staff.models import SignIn
from tests.factories import (
    LONG_AGO,
    make_article,
    make_author,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

APP = "newsroom_app_of_test"
# Another value of a column, by its type.
OTHER = {
    "bool": "NOT {0}",
    "bytea": "coalesce({0}, '') || '\\x00'",
    "date": "{0} - 1",
    "inet": "'127.0.0.9'::inet",
    "int2": "coalesce({0}, 0) + 1",
    "int4": "coalesce({0}, 0) + 1",
    "int8": "coalesce({0}, 0) + 1",
    "jsonb": """'["changed"]'""",
    "text": "coalesce({0}, '') || 'x'",
    "timestamptz": "coalesce({0}, clock_timestamp()) - interval '1 day'",
    "varchar": "left(coalesce({0}, '') || 'x', 1)",
    "_varchar": "ARRAY['changed']",
    "_int8": "ARRAY[99]::bigint[]",
    "_timestamptz": "ARRAY[now()]",
}
# What another row of the table needs, not to be in the way of the first.
ANOTHER = {
    "articles_edition": {"number": 99, "path": "desk/other", "live_until": str(LONG_AGO)},
    "articles_dayseal": {"day": "2001-01-01"},
    "articles_frontedition": {
        "number": 99,
        "live_from": str(LONG_AGO),
        "live_until": str(LONG_AGO),
    },
    "articles_evidencekey": {"name": "other"},
    "disclosures_wording": {"jurisdiction": "UK"},
    "disclosures_link": {"position": 99},
}
ANOTHER["articles_edition"]["live_from"] = str(LONG_AGO)


def test_the_guards_in_force_are_the_declared_ones(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgtype, tgenabled FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE 'guard%'"
        )
        in_force = set(cursor.fetchall())
    declared = {
        (guard.table, name, kind, "O")
        for guard in GUARDS
        for name, kind in (("guard", 31), ("guard_truncate", 34))
    }
    assert in_force == declared
    assert guards.missing(connection) == []


def test_all_that_evidence_reads_is_guarded(db):
    """Every table with a date that nobody may choose, and every part of an edition."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    record = {
        name for name in tables if name.endswith("change") or name.startswith("articles_edition")
    }
    # Searches read the words; evidence reads the text.
    record.remove("articles_editionwords")
    record |= {"articles_notice", "articles_event", "disclosures_wording", "disclosures_deal"}
    record |= {"authors_interest", "articles_dayseal", "articles_timestamp", "articles_evidencekey"}
    assert record <= BY_TABLE.keys()


def test_a_guard_that_was_switched_off_is_missed_and_put_back(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_event DISABLE TRIGGER guard")
        cursor.execute("DROP TRIGGER guard_truncate ON articles_notice")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION guard_articles_edition() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
    missing = guards.missing(connection)
    assert len(missing) == 3
    assert guards.install(connection) == missing
    assert guards.missing(connection) == []


@pytest.fixture
def record(monkeypatch):
    """A row in each guarded table, committed, as the newsroom's own code writes it."""
    put_site_on_record()
    make_wording()
    make_programme()
    Deal.objects.create(address="https://shop.example/1", ends_at=timezone.now())
    author = make_author()
    Interest.objects.create(author=author, text="Shares.", since=LONG_AGO)
    body = '<p><a href="https://amazon.com/1">Buy</a></p><figure><img data-file="{}"></figure>'
    story = make_article(
        body=body.format(make_image().pk), authors=[author], tags=["one"], section=make_section()
    )
    story.related_links.create(story=make_article(authors=[author]))
    editor = make_user()
    editor.is_superuser = True
    editor.save()
    publishing.publish(story, by=editor, live_from=timezone.now() - timedelta(days=1))
    story.headline = "Changed"
    story.save()
    edition = publishing.publish(
        story, by=editor, notice=NewNotice(Notice.Kind.CORRECTION, "We erred.")
    )
    interest = Interest.objects.create(
        author=author, text="Of one.", since=timezone.now() + timedelta(hours=1)
    )
    InterestScope.objects.create(interest=interest, story=story)
    Interest.objects.filter(pk=interest.pk).update(since=LONG_AGO)
    now = timezone.now()
    DraftVersion.objects.create(
        article=story, version=1, copy={}, saved_at=now, replaced_at=now, replaced_by=editor
    )
    SignIn.objects.create()
    front = Front.objects.create(containers=as_json([Container()]))
    fronts.publish(front, by=editor, at=now + timedelta(days=1))
    EvidenceKey.objects.create(name="first", public="-")
    monkeypatch.setattr(seals, "MARGIN", -timedelta(days=1))
    (seal,) = seals.seal_days()
    Timestamp.objects.create(seal=seal, authority="https://tsa.example", response=b"-")
    return edition


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Act as the owner of the tables, or as the role that the application has."""
    if role == "owner":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APP} LOGIN")
        try:
            call_command("grant_app_role", APP, verbosity=0)
            cursor.execute(f"SET SESSION AUTHORIZATION {APP}")
            yield
        finally:
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute(f"DROP OWNED BY {APP}")
            cursor.execute(f"DROP ROLE {APP}")


def attempt(sql: str, *values: object) -> list[tuple[object, ...]] | None:
    """Run a statement in a transaction of its own; return its rows, or None if it was refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []
    except DatabaseError as error:
        refused = "only ever added" in str(error) or "permission denied" in str(error)
        refused |= "readers saw" in str(error) or "has ended" in str(error)
        assert refused or isinstance(error, IntegrityError), (sql, error)
        assert refused, (sql, error)
        return None


def columns_of(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("role", ["owner", "app"])
def test_every_statement_on_every_table(record, role):
    """One test, since the rows are the same and a committed fixture takes seconds."""
    with acting_as(role):
        empty = [g.table for g in GUARDS if not attempt(f"SELECT 1 FROM {g.table} LIMIT 1")]
        assert empty == []
        for guard in GUARDS:
            (key,) = attempt(f"SELECT max(id) FROM {guard.table}")[0]
            assert attempt(f"TRUNCATE {guard.table} CASCADE") is None
            if guard.deletable != "true":
                assert attempt(f"DELETE FROM {guard.table} WHERE id = %s", key) is None, guard.table
                assert attempt(f"DELETE FROM {guard.table}") is None, guard.table
            for column, kind in columns_of(guard.table).items():
                other = OTHER[kind].format(column)
                update = f"UPDATE {guard.table} SET {column} = {other} WHERE id = %s"
                done = attempt(update, key)
                # An end may be set while it is to come; none is, a day ago.
                may = column in guard.may_update and kind != "timestamptz"
                may |= guard.table == "disclosures_link" and column == "last_seen"
                assert (done is not None) == may, (guard.table, column)
            insert(guard, key, role)


def insert(guard: guards.Guard, key: object, role: str) -> None:
    """Try to add another row with a date of the past."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        begin = cursor.fetchone()[0]
    given = {"id": 1_000_000, **ANOTHER.get(guard.table, {})}
    if guard.dated:
        given[guard.dated] = str(LONG_AGO)
    if guard.table == "articles_interestscope":
        given["interest_id"] = attempt("SELECT min(id) FROM authors_interest")[0][0]
    rows = attempt(
        f"INSERT INTO {guard.table} SELECT (jsonb_populate_record(NULL::{guard.table},"
        f" to_jsonb(former) || %s::jsonb)).* FROM {guard.table} AS former WHERE id = %s"
        f" RETURNING {guard.dated or 'id'}",
        json.dumps(given),
        key,
    )
    if guard.part or (guard.owner_only and role == "app"):
        assert rows is None, guard.table
    elif guard.dated:
        assert rows[0][0] >= begin, guard.table


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("role", ["owner", "app"])
def test_parts_are_added_by_the_transaction_that_prints_and_no_other(record, role):
    with acting_as(role):
        add = (
            "INSERT INTO articles_editionbyline (content_object_id, author_id, role, position,"
            " published_at) SELECT %s, max(id), '', 9, now() FROM authors_author"
        )
        make_author()
        assert attempt(add, record.pk) is None
        # Nor by one that touched the edition, nor from a table of the same name.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_edition SET live_until = now() + interval '9 days' WHERE id = %s",
                [record.pk],
            )
            assert attempt(add, record.pk) is None
            cursor.execute(
                "CREATE TEMP TABLE articles_edition AS SELECT * FROM public.articles_edition"
            )
            cursor.execute(
                "UPDATE pg_temp.articles_edition SET printed_in = pg_current_xact_id()::text::bigint, printed_at = now() + interval '1 day'"
            )
            assert attempt(add, record.pk) is None
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_name_or_a_jurisdiction_that_nobody_printed_may_go():
    section, author = make_section(), make_author()
    section.delete()
    author.delete()
    assert not NameChange.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_rows_of_a_wording_that_waits_may_change_and_go():
    wording = make_wording(valid_from=timezone.now() + timedelta(days=1))
    before = wording.entered_at
    Wording.objects.update(text="Other words.")
    wording.refresh_from_db()
    assert wording.entered_at > before
    wording.delete()
    assert not Wording.objects.exists()
    assert not SiteChange.objects.exists()


def test_the_past_is_lifted_for_its_owner_and_back_in_force_after(db):
    with guards.lifted(connection):
        wording = make_wording(entered_at=LONG_AGO)
        wording.refresh_from_db()
        assert wording.entered_at == LONG_AGO
    assert guards.missing(connection) == []
