"""A withdrawal that is planned together with a publication."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from articles import publishing
from articles.models import Edition, Event
from articles.publishing import Expiry
from tests.articles.publishing.refusals import SOON, problems_of
from tests.factories import make_article, make_edition, make_user, touch

pytestmark = pytest.mark.django_db


def expiry(after: timedelta, reason: str = "The licence ends.") -> Expiry:
    return Expiry(timezone.now() + after, reason)


def test_an_edition_is_published_until_its_expiry(editor):
    planned = expiry(SOON, "  The licence ends. ")

    edition = publishing.publish(make_article(), by=editor, expiry=planned)

    assert (edition.live_until, edition.withdrawal_reason) == (planned.at, "The licence ends.")
    assert Edition.objects.live(planned.at - timedelta(microseconds=1)).get() == edition
    assert not Edition.objects.live(planned.at).exists()
    actions = Event.objects.filter(article=edition.article).order_by("pk")
    assert [(event.action, event.effective) for event in actions] == [
        (Event.Action.PUBLISHED, edition.live_from),
        (Event.Action.WITHDRAWN, planned.at),
    ]


def test_a_scheduled_update_ends_with_its_expiry_and_the_live_edition_with_the_update(editor):
    first = make_edition()
    publishing.withdraw(first.article, by=editor, reason="Old plan", at=timezone.now() + SOON / 2)
    planned = expiry(SOON * 3)

    second = publishing.schedule(
        touch(first.article), by=editor, at=timezone.now() + SOON * 2, expiry=planned
    )

    first.refresh_from_db()
    assert (first.live_until, first.withdrawal_reason) == (second.live_from, "")
    assert second.live_until == planned.at


def test_a_later_edition_keeps_the_expiry_unless_it_has_its_own(editor):
    planned, other = expiry(SOON), expiry(SOON * 2, "Later")
    article = publishing.publish(make_article(), by=editor, expiry=planned).article

    assert publishing.publish(touch(article), by=editor).live_until == planned.at
    third = publishing.publish(touch(article), by=editor, expiry=other)

    assert (third.live_until, third.withdrawal_reason) == (other.at, "Later")


@pytest.mark.parametrize(
    ("after", "reason", "field", "sentence"),
    [
        (-SOON, "Reason", "expire_at", "before it goes live"),
        (SOON / 2, "Reason", "expire_at", "before it goes live"),
        (SOON * 2, " ", "expire_reason", "Give the reason"),
        (SOON * 2, "x" * 301, "expire_reason", "below 300 characters"),
    ],
)
def test_an_expiry_is_refused_and_nothing_is_written(editor, after, reason, field, sentence):
    article = make_article()
    begin = timezone.now() + SOON

    problems = problems_of(
        publishing.schedule, article, by=editor, at=begin, expiry=expiry(after, reason)
    )

    assert [name for name, message in problems if sentence in message] == [field]
    assert not article.editions.exists() and not Event.objects.filter(article=article).exists()


def test_it_needs_the_permission_to_withdraw():
    Group.objects.get(name="Editor").permissions.remove(
        Permission.objects.get(codename="withdraw_article")
    )
    problems = problems_of(
        publishing.publish, make_article(), by=make_user("Editor"), expiry=expiry(SOON)
    )
    assert any("permission to withdraw" in message for _, message in problems)
