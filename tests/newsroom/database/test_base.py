"""Prepared statements of the database backend: planned once, and replaced after a migration."""

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from newsroom.compiled import compiled
from tests.factories import make_section

pytestmark = pytest.mark.django_db


@compiled
def named(name):
    return Section.objects.filter(name=name)


def forget_statements():
    # What psycopg does after a rollback.
    connection.connection._prepared.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def prepared():
    """Return the texts of the connection's prepared statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_once_for_each_connection():
    forget_statements()
    section = make_section(name="Anime")
    for name, found in (("Anime", section), ("Books", None), ("100%", None), ("'; --", None)):
        assert named(name).first() == found
    assert len(prepared()) == 1
    assert 'FROM "articles_section" WHERE "articles_section"."name" = $1' in prepared()[0]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_prepared_behind_a_transaction_pooler(monkeypatch):
    forget_statements()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    section = make_section(name="Anime")
    assert named("Anime").first() == section
    assert prepared() == []


@pytest.mark.django_db(transaction=True)
def test_no_other_statement_is_kept_in_memory():
    """Not even their texts, which may have a draft's body."""
    named("Anime").first()
    for number in range(3):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", [f"{number} words"])
    manager = connection.connection._prepared
    kept = b" ".join(text for text, _ in [*manager._counts, *manager._names])
    assert b"articles_section" in kept and b"words" not in kept


@pytest.mark.django_db(transaction=True)
def test_a_statement_survives_a_migration_of_its_table():
    section = make_section(name="Anime")
    assert named("Anime").first() == section
    migration = connection.copy()
    try:
        with migration.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_section ALTER name TYPE varchar(61)")
        # In a transaction, as when an editor saves, the statement can't be repeated.
        with transaction.atomic():
            assert named("Anime").first() == section
        assert named("Anime").first() == section
    finally:
        with migration.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_section ALTER name TYPE varchar(60)")
        migration.close()
    assert named("Anime").first() == section


@pytest.mark.django_db(transaction=True)
def test_a_prepared_statement_is_logged_with_its_values():
    with CaptureQueriesContext(connection) as queries:
        named("Anime").first()
    assert "\"name\" = 'Anime'" in queries.captured_queries[-1]["sql"]


def backend() -> int:
    """Return the id of the connection's PostgreSQL process, by a query of Django's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(process: int) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_just_answered_is_not_checked(monkeypatch):
    named("Anime").first()
    ours, checks = connections["default"], []
    with monkeypatch.context() as patch:
        patch.setattr(ours, "close_if_health_check_failed", lambda: checks.append(1))
        named("Anime").first()
        assert not checks
        ours.answered -= 2
        named("Anime").first()
        assert len(checks) == 1
        ours.errors_occurred = True
        named("Anime").first()
        assert len(checks) == 2
        ours.errors_occurred = False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_noticed", [True, False])
def test_a_connection_that_postgresql_has_just_ended_costs_no_page(monkeypatch, is_noticed):
    named("Anime").first()
    end(former := backend())
    # What Django does when the next request begins.
    connections["default"].health_check_done = False
    if not is_noticed:
        monkeypatch.setattr("newsroom.database.base._has_input", lambda connection: False)
    assert named("Anime").first() is None
    assert backend() != former


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_ends_in_a_transaction_is_an_error():
    with pytest.raises(OperationalError), transaction.atomic():
        named("Anime").first()
        end(backend())
        named("Anime").first()
