"""A machine whose clock is wrong: PostgreSQL's counts, and editors notice nothing."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client

from articles import publishing
from articles.models import Article, Edition, Event
from disclosures.models import Wording
from newsroom import clock
from tests.desk import change_url, form_of
from tests.disclosures.admin.test_wordings import add_wording
from tests.factories import make_article, make_user, make_wording

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SHIFTS = pytest.mark.parametrize("shift", [-HOUR, HOUR], ids=["behind", "ahead"])


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=30)


@pytest.fixture
def wrong_clock(shift) -> Iterator[None]:
    """Shift this machine's clock, and let it be noticed as a new connection would."""
    with time_machine.travel(datetime.now(UTC) + shift):
        clock.measure(connection)
        yield
    clock.measure(connection)


@SHIFTS
def test_now_is_postgresqls_whatever_the_machine_says(wrong_clock):
    assert near(clock.now(), database_now())


@SHIFTS
def test_stories_are_published_updated_and_withdrawn(wrong_clock):
    editor, article = make_user("Editor"), make_article()

    for number in (1, 2, 3):
        article.headline = f"Draft {number}"
        article.save()
        edition = publishing.publish(article, by=editor)
        assert edition.number == number
        assert near(edition.live_from, database_now())
        assert [each.number for each in Edition.objects.live()] == [number]
    assert Client().get(edition.get_absolute_url()).status_code == 200

    article.headline = "For later"
    article.save()
    publishing.schedule(article, by=editor, at=database_now() + timedelta(minutes=10))
    assert Edition.objects.live().get().number == 3
    with pytest.raises(publishing.Refused, match="passed"):
        publishing.schedule(article, by=editor, at=database_now() - timedelta(minutes=10))
    publishing.cancel_plans(article, by=editor)
    publishing.withdraw(article, by=editor, reason="Wrong")
    assert Client().get(edition.get_absolute_url()).status_code == 410
    publishing.restore(edition, by=editor)

    assert all(near(event.at, database_now()) for event in Event.objects.all())
    assert near(Article.objects.get().saved_at, database_now())


@SHIFTS
def test_the_desk_publishes(wrong_clock):
    client, article = Client(), make_article()
    # Its session follows the machine's clock.
    client.force_login(make_user("Editor"))

    for number in (1, 2):
        data = form_of(Article.objects.get(), headline=f"Headline {number}", _publish="1")
        assert client.post(change_url(article), data, follow=True).status_code == 200

        assert Edition.objects.live().get().number == number


@SHIFTS
def test_a_wording_takes_anothers_place_at_once(wrong_clock):
    former, client = make_wording(), Client()
    client.force_login(make_user("Disclosure staff"))

    add_wording(client, text="We earn when you buy here.")

    assert Wording.objects.in_force().get().text == "We earn when you buy here."
    former.refresh_from_db()
    assert near(former.valid_to, database_now())


def test_clocks_are_compared_when_a_connection_is_made_once_a_minute(monkeypatch):
    monkeypatch.setattr(clock, "_measured", float("-inf"))
    connection_created.connect(clock.on_connection)
    others = [connection.copy(), connection.copy()]
    try:
        with time_machine.travel(datetime.now(UTC) - HOUR):
            others[0].connect()
            assert near(clock.now(), database_now())
        measured = clock._measured
        others[1].connect()
        assert clock._measured == measured
    finally:
        connection_created.disconnect(clock.on_connection)
        for other in others:
            other.close()
        clock.measure(connection)


def test_a_wrong_clock_is_logged_once(caplog):
    caplog.set_level(logging.WARNING, "newsroom.clock")
    with time_machine.travel(datetime.now(UTC) - HOUR):
        clock.measure(connection)
        clock.measure(connection)
        assert [record.getMessage() for record in caplog.records] == [
            "This machine's clock differs from PostgreSQL's by 3600 seconds; PostgreSQL's is used."
        ]
    clock.measure(connection)


def test_a_right_clock_is_left_alone():
    clock.measure(connection)

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=0.1)
