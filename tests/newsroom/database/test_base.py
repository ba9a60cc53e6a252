"""Prepared statements of the database backend: planned once, and replaced after a migration."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from newsroom.compiled import compiled
from tests.factories import make_section

pytestmark = pytest.mark.django_db


@compiled
def named(name):
    return Section.objects.filter(name=name)


def forget_statements():
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def prepared():
    """Return the texts of the connection's prepared statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_is_prepared_once_for_each_connection():
    forget_statements()
    section = make_section(name="Anime")
    for name, found in (("Anime", section), ("Books", None), ("100%", None), ("'; --", None)):
        assert named(name).first() == found
    assert len(prepared()) == 1
    assert 'FROM "articles_section" WHERE "articles_section"."name" = $1' in prepared()[0]


def test_nothing_is_prepared_behind_a_transaction_pooler(monkeypatch):
    forget_statements()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    section = make_section(name="Anime")
    assert named("Anime").first() == section
    assert prepared() == []


@pytest.mark.django_db(transaction=True)
def test_a_statement_survives_a_migration_of_its_table():
    section = make_section(name="Anime")
    assert named("Anime").first() == section
    migration = connection.copy()
    try:
        with migration.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_section ALTER name TYPE varchar(61)")
        assert named("Anime").first() == section
    finally:
        with migration.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_section ALTER name TYPE varchar(60)")
        migration.close()
    assert named("Anime").first() == section


def test_a_prepared_statement_is_logged_with_its_values():
    with CaptureQueriesContext(connection) as queries:
        named("Anime").first()
    assert "\"name\" = 'Anime'" in queries.captured_queries[-1]["sql"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_answered_is_not_asked_again_at_once(monkeypatch):
    named("Anime").first()
    with CaptureQueriesContext(connection) as queries:
        sent = []
        monkeypatch.setattr(connection, "_answers_now", lambda: sent.append(1) or True)
        assert connection.is_usable() and not sent
        monkeypatch.setattr(connection, "answered", connection.answered - 2)
        assert connection.is_usable() and sent
    assert not queries.captured_queries


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_postgresql_has_just_ended_is_replaced():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    named("Anime").first()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()
    # What Django does at the end and at the beginning of a request.
    connection.close_if_unusable_or_obsolete()
    connection.health_check_done = False
    assert named("Anime").first() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != backend
