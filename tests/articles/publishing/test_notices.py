"""Updates that readers see: minor edits, notices, and dates."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Edition, Notice
from articles.publishing import NewNotice, Refused
from tests.factories import make_article, make_edition, make_user, touch

pytestmark = pytest.mark.django_db

NOTICE = NewNotice("correction", "The film was made in 1988, not in 1989.")


def refusal(action, *arguments, **options) -> str:
    with pytest.raises(Refused) as refused:
        action(*arguments, **options)
    return str(refused.value)


def test_an_ordinary_update_moves_the_date_a_minor_edit_leaves_it(editor):
    first = make_edition()
    minor = publishing.publish(touch(first.article), by=editor, minor=True)
    assert (minor.updated_at, minor.is_minor) == (None, True)

    update = publishing.publish(touch(first.article), by=editor)
    assert (update.updated_at, update.is_minor) == (update.live_from, False)

    again = publishing.publish(touch(first.article), by=editor, minor=True)
    assert (again.updated_at, again.is_minor) == (update.updated_at, True)
    assert {first.published_at} == {e.published_at for e in (minor, update, again)}


def test_a_correction_comes_with_its_edition_and_moves_the_date(editor):
    article = make_edition().article
    edition = publishing.publish(article, by=editor, notice=NOTICE)
    correction = Notice.objects.visible().get()
    assert edition.updated_at == edition.live_from == correction.live_from
    assert (correction.article, correction.edition, correction.by) == (article, edition, editor)
    assert (correction.kind, correction.text, correction.place) == (
        "correction",
        NOTICE.text,
        "end",
    )


def test_a_scheduled_correction_is_visible_from_its_time_on(editor):
    article = make_edition().article
    at = timezone.now() + timedelta(days=1)
    publishing.schedule(article, by=editor, at=at, notice=NOTICE)
    correction = Notice.objects.get()
    for instant, visible in ((at - timedelta(microseconds=1), False), (at, True)):
        assert Notice.objects.visible(instant).exists() == visible
        assert correction.is_visible(instant) == visible

    publishing.cancel_plans(article, by=editor)

    correction = Notice.objects.get()
    assert not Notice.objects.visible(at).exists()
    assert not correction.is_visible(at)


def test_corrections_stay_when_the_story_is_withdrawn_and_published_again(editor):
    article = make_edition().article
    publishing.publish(article, by=editor, notice=NOTICE)
    publishing.withdraw(article, by=editor, reason="Wrong")
    assert Notice.objects.visible().exists()
    former = article.editions.first()
    again = publishing.publish(article, by=editor, minor=True)
    assert again.updated_at == former.updated_at
    assert article.notices.visible().exists()


def test_a_retraction_always_stands_at_the_top(editor):
    article = make_edition().article
    publishing.publish(article, by=editor, notice=NewNotice("retraction", "Untrue.", "end"))
    assert Notice.objects.get().place == "top"


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        ({"minor": True, "notice": NOTICE}, "Choose one of the two"),
        ({"notice": NewNotice("correction", " \x00\n ")}, "Write what is corrected"),
        ({"notice": NewNotice("correction", "x" * 1001)}, "below 1000 characters; it has 1001"),
        ({"notice": NewNotice("rumour", "x")}, "what kind of notice"),
        ({"notice": NewNotice("update", "x", "left")}, "a place for the notice"),
    ],
)
@pytest.mark.parametrize("at", [None, timedelta(hours=1)])
def test_what_is_wrong_is_said_and_nothing_is_written(editor, update, sentence, at):
    article = make_edition().article
    before = Edition.objects.values_list().get()
    action, when = publishing.publish, {}
    if at:
        action, when = publishing.schedule, {"at": timezone.now() + at}
    assert sentence in refusal(action, article, by=editor, **when, **update)
    assert Edition.objects.values_list().get() == before
    assert not Notice.objects.exists()


@pytest.mark.parametrize("update", [{"minor": True}, {"notice": NOTICE}])
def test_there_is_nothing_to_correct_in_what_nobody_saw(editor, update):
    article = make_article()
    assert "have not seen this story" in refusal(publishing.publish, article, by=editor, **update)
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(days=1))
    assert "have not seen this story" in refusal(publishing.publish, article, by=editor, **update)


def test_corrections_ask_for_a_permission_of_their_own():
    article = make_edition().article
    Group.objects.get(name="Editor").permissions.remove(
        Permission.objects.get(codename="correct_article")
    )
    by = make_user("Editor")
    assert "permission to publish corrections" in refusal(
        publishing.publish, article, by=by, notice=NOTICE
    )
    assert publishing.publish(touch(article), by=by, minor=True).is_minor


def test_a_scheduled_notice_is_not_lost_to_the_edition_that_takes_its_place(editor):
    article = make_edition().article
    soon, later = (timezone.now() + timedelta(hours=hours) for hours in (1, 2))
    publishing.schedule(touch(article), by=editor, at=soon, notice=NOTICE)
    for update in ({}, {"minor": True}):
        assert "brings a notice" in refusal(publishing.publish, touch(article), by=editor, **update)

    publishing.schedule(touch(article), by=editor, at=later, notice=NOTICE)

    assert Notice.objects.visible(later).count() == 1
    publishing.cancel_plans(article, by=editor)
    assert publishing.publish(touch(article), by=editor).updated_at


def test_an_update_that_waits_is_not_slipped_out_as_a_minor_edit(editor):
    article = make_edition().article
    at = timezone.now() + timedelta(hours=1)
    publishing.schedule(touch(article), by=editor, at=at)
    assert "is no minor edit" in refusal(publishing.publish, touch(article), by=editor, minor=True)
    publishing.cancel_plans(article, by=editor)
    publishing.schedule(touch(article), by=editor, at=at, minor=True)
    assert publishing.publish(touch(article), by=editor, minor=True).updated_at is None


@pytest.mark.parametrize("change", ["update", "delete"])
def test_postgresql_refuses_to_change_a_correction(editor, change):
    publishing.publish(make_edition().article, by=editor, notice=NOTICE)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        if change == "update":
            Notice.objects.update(text="Never mind")
        else:
            Notice.objects.all().delete()


def test_the_log_says_how_it_was_published(editor):
    article = make_edition().article
    publishing.publish(touch(article), by=editor, notice=NOTICE)
    publishing.publish(touch(article), by=editor, minor=True)
    at = timezone.now() + timedelta(days=1)
    publishing.schedule(touch(article), by=editor, at=at, notice=NewNotice("editors-note", "So."))
    publishing.cancel_plans(article, by=editor)
    assert [event.summary for event in article.events.all()] == [
        "Plans cancelled",
        "Scheduled, with an editor’s note",
        "Published, as a minor edit",
        "Published, with a correction",
        "Published",
    ]
