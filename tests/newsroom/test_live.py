"""The condition `live`, held against `Edition.is_live` at every boundary and through a relation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Edition
from disclosures.models import Link
from newsroom.live import begun, live, not_ended
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
INSTANTS = [NOW + HOUR * n for n in (-3, -2, -1, 0, 1, 2, 3)]
PAID = '<p><a href="https://amazon.com/1">x</a></p>'


def printed(begin: int, end: int | None = None) -> Edition:
    """Print an edition that is live between two instants, in hours from now."""
    edition = make_edition(days_ago=-begin / 24, body=PAID)
    if end is not None:
        edition.live_until = NOW + HOUR * end
        edition.save(update_fields=["live_until"])
    return edition


@pytest.fixture
def editions():
    return [printed(-2), printed(-2, 1), printed(-2, 2), printed(-1), scheduled(), cancelled()]


def scheduled() -> Edition:
    return publishing.schedule(make_article(body=PAID), at=NOW + HOUR, by=make_user("Editor"))


def cancelled() -> Edition:
    edition = scheduled()
    edition.live_until = edition.live_from
    edition.save(update_fields=["live_until"])
    return edition


@pytest.mark.parametrize("at", INSTANTS)
def test_an_edition_is_live_as_the_method_says(editions, at):
    ours = Edition.objects.filter(pk__in=[edition.pk for edition in editions])
    expected = {edition.pk for edition in editions if edition.is_live(at)}
    assert set(ours.filter(live(at)).values_list("pk", flat=True)) == expected
    assert set(ours.filter(begun(at), not_ended(at)).values_list("pk", flat=True)) == expected
    assert not set(ours.filter(~live(at)).values_list("pk", flat=True)) & expected
    assert ours.filter(~live(at)).count() == len(editions) - len(expected)


@pytest.mark.parametrize("at", INSTANTS)
def test_a_relation_has_the_same_condition(editions, at):
    expected = {edition.pk for edition in editions if edition.is_live(at)}
    links = Link.objects.filter(edition__in=editions)
    assert links.count() == len(editions)
    assert set(links.filter(live(at, of="edition")).values_list("edition", flat=True)) == expected


def test_the_default_is_now(editions):
    ours = Edition.objects.filter(pk__in=[edition.pk for edition in editions])
    assert set(ours.filter(live())) == {edition for edition in editions if edition.is_live()}
