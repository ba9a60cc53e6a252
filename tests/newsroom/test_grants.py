"""The application's own database role: the newsroom runs as it, and it can unmake nothing."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import evidence
from articles.models import DaySeal, Edition, Section
from authors.models import Author
from disclosures.linkcheck import Health, runs
from disclosures.models import Click, Deal, Link, LinkCheck, Programme, Scan, Wording
from newsroom.guards import GUARDS
from tests.desk import change_url, form_of
from tests.factories import picture_bytes

ROLE = "newsroom_app_of_grants"


@contextmanager
def session_of(role):
    """Act as a role from here on, as if it had signed in."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
        try:
            yield
        finally:
            cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.fixture
def app_role(db):
    """A plain role with the grants of the command."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_app_role", ROLE, verbosity=0)
    return ROLE


@pytest.fixture
def as_app(newsroom, app_role):
    """The demo's magazine, run as the application's role."""
    with session_of(app_role):
        yield newsroom


def test_readers_get_every_page(as_app):
    client = Client()
    rows = [*Edition.objects.live(), *Section.objects.all(), *Author.objects.all()]
    paths = {row.get_absolute_url() for row in rows}
    fixed = [
        "/",
        "/about/",
        "/corrections/",
        "/disclosures/",
        "/feed.xml",
        "/atom.xml",
        "/feed.json",
    ]
    fixed += ["/sitemap.xml", "/robots.txt", "/.well-known/newsroom-evidence.json"]
    for path in [*fixed, *sorted(paths)]:
        assert client.get(path).status_code == 200, path
    link = Link.objects.shown().commercial().first()
    client.post("/clicks/", json.dumps({"edition": link.edition_id}), "application/json")


def test_the_desk_does_its_work(as_app):
    editor = as_app.client("Editor")
    story = Edition.objects.live().first().article
    saved = editor.post(
        change_url(story), form_of(story, headline="As the application", _publish="")
    )
    assert saved.status_code == 302
    assert story.editions.live().get().headline == "As the application"
    story.refresh_from_db()
    editor.post(change_url(story), form_of(story, _withdraw="", reason="A test."))
    for name in ("articles_article", "articles_edition", "images_image", "authors_author"):
        assert editor.get(reverse(f"admin:{name}_changelist")).status_code == 200
    upload = {"file": ("p.png", picture_bytes("PNG"))}
    assert editor.post(reverse("admin:images_image_add"), upload).status_code == 200
    staff = as_app.client("Disclosure staff")
    assert staff.get(reverse("admin:disclosures_audit")).status_code == 200


def test_rules_wordings_and_deals_are_kept(as_app):
    programme = Programme.objects.first()
    programme.own_ids = "new-20"
    programme.save()
    Deal.objects.create(address="https://shop.example/1", ends_at=timezone.now())
    wording = Wording.objects.general().in_force().get()
    Wording.objects.create(
        **{name: getattr(wording, name) for name in (*Wording.SLOT, "mark")}, text="Other words."
    )
    assert Scan.objects.exists()


def test_the_workers_do_their_work(as_app):
    # Two seals are enough: the magazine has hundreds of days.
    day = timezone.now().date() - timedelta(days=3)
    last = DaySeal.objects.create(day=day, leaves=b"", root="", head="")
    call_command("seal_day", verbosity=0)
    assert DaySeal.objects.exclude(pk=last.pk).exists()
    edition = Edition.objects.live().first()
    assert evidence.make_evidence(edition.path, timezone.now()).page
    LinkCheck.objects.all().delete()
    outcome = runs.Outcome(Health.OK, "It works.", 200)
    run = runs.LinkCheckRun([])
    run._record(runs.Due("https://shop.example/1", "https://shop.example/1"), outcome)
    Click.objects.all().delete()


FORBIDDEN = [
    "TRUNCATE {}",
    "TRUNCATE {} CASCADE",
    "DROP TABLE {} CASCADE",
    "ALTER TABLE {} DISABLE TRIGGER USER",
    "ALTER TABLE {} DISABLE TRIGGER guard",
    "ALTER TABLE {} ADD COLUMN more text",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "DROP TRIGGER guard ON {}",
    "CREATE TRIGGER more BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION guard_truncate()",
    "CREATE RULE more AS ON INSERT TO {} DO INSTEAD NOTHING",
    "SELECT setval(pg_get_serial_sequence('{}', 'id'), 1)",
]
ANYWHERE = [
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', true)",
    "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION guard_truncate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "DROP FUNCTION guard_truncate() CASCADE",
    "ALTER FUNCTION guard_articles_edition() SET search_path = pg_temp",
    "CREATE TABLE more (id int)",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP SCHEMA public CASCADE",
    "SET ROLE postgres",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    "INSERT INTO articles_evidencekey (name, public, since) VALUES ('mine', '-', now())",
]


def test_it_can_unmake_nothing(app_role):
    statements = [form.format(guard.table) for guard in GUARDS for form in FORBIDDEN]
    with session_of(app_role):
        # PostgreSQL warns, and grants nothing.
        connection.cursor().execute("GRANT ALL ON articles_event TO CURRENT_USER")
        for sql in [*statements, *ANYWHERE]:
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                connection.cursor().execute(sql)
            words = str(refused.value)
            assert any(
                s in words for s in ("permission denied", "must be owner", "must be able")
            ), sql


def test_what_it_was_granted_besides_is_taken_away(app_role):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON articles_event TO {ROLE}")
    call_command("grant_app_role", ROLE, verbosity=0)
    with session_of(app_role), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        connection.cursor().execute("DELETE FROM articles_event")


@pytest.mark.parametrize("power", ["SUPERUSER", "REPLICATION", "CREATEROLE"])
def test_a_role_that_could_undo_the_guards_is_refused(app_role, power):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {ROLE} {power}")
    with pytest.raises(CommandError, match="could undo"):
        call_command("grant_app_role", ROLE)


def test_a_role_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="There is no role nobody"):
        call_command("grant_app_role", "nobody")


def test_only_the_owner_can_grant(app_role):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE newsroom_second LOGIN")
    with session_of(app_role), pytest.raises(CommandError, match="doesn't own the tables"):
        call_command("grant_app_role", "newsroom_second")
