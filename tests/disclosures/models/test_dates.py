"""Dates of what enters the record: PostgreSQL sees to it that nobody chooses an earlier one."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Edition, Notice
from authors.models import Interest, NameChange
from disclosures.models import Deal, RuleChange, SiteChange, Wording, put_site_on_record
from disclosures.rules.rulebook import rulebook, rulebook_at
from tests.factories import (
    LONG_AGO,
    make_author,
    make_edition,
    make_programme,
    make_section,
    make_wording,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2040, 1, 1, tzinfo=UTC)
SHOP = "https://other.example/1"


def entered() -> datetime:
    """When PostgreSQL began to look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_nothing_enters_with_an_earlier_date_by_any_way():
    programme, author, edition, section = (
        make_programme(),
        make_author(),
        make_edition(),
        make_section(),
    )
    begin = entered()
    Wording.objects.bulk_create([Wording(text="x", valid_from=LONG_AGO, entered_at=LONG_AGO)])
    RuleChange.objects.create(programme=programme, values=programme.values(), at=LONG_AGO)
    Deal.objects.bulk_create([Deal(address=SHOP, ends_at=LONG_AGO, entered_at=LONG_AGO)])
    SiteChange.objects.create(name="x", hosts=[], at=LONG_AGO)
    Interest.objects.create(author=author, text="x", since=LONG_AGO, entered_at=LONG_AGO)
    author.names.create(name="x", at=LONG_AGO)
    section.jurisdictions.create(jurisdiction="UK", at=LONG_AGO)
    notice = {"kind": "correction", "text": "x", "place": "top", "by": edition.printed_by}
    Notice.objects.create(edition=edition, at=LONG_AGO, **notice)

    assert Wording.objects.get().entered_at >= begin
    assert Deal.objects.get().entered_at >= begin
    assert Interest.objects.get().entered_at >= begin
    assert Notice.objects.get().at >= begin
    for rows in (RuleChange.objects, SiteChange.objects, author.names, section.jurisdictions):
        assert rows.order_by("-id").first().at >= begin


def test_an_edition_is_printed_when_postgresql_says():
    edition = make_edition()
    begin = entered()
    copy = {
        field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields
    }
    copy |= {"id": None, "number": 2, "live_from": LONG_AGO, "live_until": LONG_AGO}
    assert Edition.objects.create(**copy | {"printed_at": LONG_AGO}).pk
    assert Edition.objects.get(number=2).printed_at >= begin


def test_an_edition_that_readers_saw_cant_be_said_to_have_ended():
    edition = make_edition(days_ago=3)
    for end in (edition.live_from, timezone.now() - timedelta(hours=1)):
        with pytest.raises(IntegrityError, match="has passed"), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(live_until=end)


def test_dates_of_rules_follow_their_numbers_whatever_the_clocks_say():
    with time_machine.travel(LATER, tick=False):
        programme = make_programme(patterns="other.example")
    with time_machine.travel(LATER - timedelta(seconds=5), tick=False):
        programme.patterns = "none.example"
        programme.save()
        Deal.objects.create(address=SHOP, ends_at=LONG_AGO)
        Deal.objects.create(address=SHOP, ends_at=LATER)
    then = rulebook_at(LATER + timedelta(seconds=1))
    assert rulebook().read(SHOP).rule is then.read(SHOP).rule is None
    assert list(rulebook().deals) == list(then.deals)
    dates = list(RuleChange.objects.order_by("id").values_list("at", flat=True))
    assert dates == [LATER, LATER + timedelta(microseconds=1)]


def test_words_in_force_are_fixed_from_the_first_instant():
    wording = make_wording(valid_from=timezone.now() - timedelta(seconds=1))
    wording.text = "Rewritten without a trace."
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        wording.save()
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        wording.delete()


def test_words_that_are_changed_while_they_wait_count_from_the_change():
    wording = make_wording(valid_from=timezone.now() + timedelta(days=1))
    begin = entered()
    Wording.objects.update(text="Other words", valid_from=LONG_AGO, entered_at=LONG_AGO)
    wording.refresh_from_db()
    assert wording.entered_at >= begin


def test_the_site_is_put_on_record_when_it_changes(settings):
    put_site_on_record()
    put_site_on_record()
    settings.SITE_NAME = "Renamed"
    put_site_on_record()
    assert list(SiteChange.objects.values_list("name", flat=True)) == ["Renamed", "Newsroom"]


@pytest.mark.parametrize("change", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_the_sites_record_is_only_added_to(change):
    put_site_on_record()
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(change.format("disclosures_sitechange"))


def test_names_are_on_record_and_never_rewritten():
    author = make_author(name="Ana")
    author.save()
    author.name = "Beatrice"
    author.save()
    assert [row.name for row in author.names.all()] == ["Beatrice", "Ana"]
    assert author.name_at(LONG_AGO) == "Ana"
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        NameChange.objects.update(name="x")
    author.delete()
    assert not NameChange.objects.exists()
