"""The actions, one at a time. test_timeline.py tests what holds in any order."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, ArticleRelated, Edition, Event, Series
from articles.publishing.candidate import Candidate
from articles.publishing.validation import validate
from tests.articles.publishing.refusals import SOON, problems_of
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_user,
    make_wording,
    touch,
)

pytestmark = pytest.mark.django_db


def test_publish_prints_the_whole_copy(editor):
    authors = [make_author(), make_author()]
    article = make_article(
        authors=authors, tags=["Mecha", "Bones"], picture=make_image(), standfirst="Why to read on"
    )
    other = make_article()
    ArticleRelated.objects.create(content_object=article, story=other)

    edition = publishing.publish(article, by=editor, note="first")

    assert edition.copy() == article.copy()
    assert [byline.author for byline in edition.bylines.all()] == authors
    assert list(edition.tags.names()) == ["Mecha", "Bones"]
    assert (edition.number, edition.printed_by, edition.note) == (1, editor, "first")
    assert edition.is_live()
    assert edition.updated_at is None


def test_every_copy_field_and_part_of_a_draft_has_its_twin_on_the_edition():
    from articles.models import Copy
    from articles.models.copy import Part

    own = {"id", "stage", "embargo_until", "version", "form_key", "is_printed"}
    own |= {"created_at", "saved_at", "saved_by_id"}
    assert {field.attname for field in Article._meta.concrete_fields} - own == set(
        Copy.copy_fields()
    )
    for model in (Article, Edition):
        parts = {
            relation.related_name
            for relation in model._meta.related_objects
            if issubclass(relation.related_model, Part) and relation.field.name == "content_object"
        }
        assert parts == set(Copy.PARTS)
    for part in Copy.PARTS:
        draft, printed = (getattr(model, part).rel.related_model for model in (Article, Edition))
        assert draft.part_fields() == printed.part_fields()


def test_readers_keep_the_edition_until_the_next_is_published(editor):
    article = make_article(headline="First")
    first = publishing.publish(article, by=editor)
    article.headline = "Second"
    article.save()
    assert Edition.objects.live().get(article=article).headline == "First"
    assert article.status == Article.Status.CHANGED

    second = publishing.publish(article, by=editor)

    first.refresh_from_db()
    assert first.live_until == second.live_from
    assert Edition.objects.live().get(article=article) == second
    assert second.published_at == first.published_at
    assert second.updated_at == second.live_from
    assert Article.objects.get(pk=article.pk).status == Article.Status.LIVE


@pytest.mark.parametrize("action", ["publish", "schedule", "withdraw", "cancel_plans"])
def test_a_writer_may_do_none_of_it(action):
    article = make_edition().article
    arguments = {
        "schedule": {"at": timezone.now() + SOON},
        "withdraw": {"reason": "Because"},
    }.get(action, {})

    problems = problems_of(
        getattr(publishing, action), article, by=make_user("Writer"), **arguments
    )

    assert any("permission" in message for _, message in problems)
    assert Edition.objects.live().filter(article=article).count() == 1


def test_scheduled_appears_at_its_instant_without_a_worker(editor):
    article = make_article()
    at = timezone.now() + SOON

    edition = publishing.schedule(article, by=editor, at=at)

    assert article.status == Article.Status.SCHEDULED
    assert not Edition.objects.live(at - timedelta(microseconds=1)).exists()
    assert Edition.objects.live(at).get() == edition


def test_a_scheduled_update_leaves_the_live_edition_until_then(editor):
    first = make_edition()
    at = timezone.now() + SOON

    second = publishing.schedule(touch(first.article), by=editor, at=at)

    assert Edition.objects.live().get() == first
    assert Edition.objects.live(at).get() == second
    assert first.article.status == Article.Status.UPDATING


def test_the_desk_tells_each_status_as_the_story_itself_does(editor):
    stories = [make_article(), make_edition().article, make_edition().article, make_article()]
    changed, updating, withdrawn = (make_edition().article for _ in range(3))
    at = timezone.now() + SOON
    publishing.publish(touch(stories[1]), by=editor)
    publishing.schedule(touch(stories[3]), by=editor, at=at)
    publishing.cancel_plans(stories[3], by=editor)
    publishing.schedule(touch(updating), by=editor, at=at)
    publishing.withdraw(withdrawn, by=editor, reason="Wrong")
    Article.objects.filter(pk=changed.pk).update(headline="Changed")
    scheduled = make_article()
    publishing.schedule(touch(scheduled), by=editor, at=at)

    statuses = {article.pk: article.status for article in Article.objects.for_desk()}

    assert statuses == {article.pk: article.status for article in Article.objects.all()}
    assert [statuses[story.pk] for story in stories] == ["draft", "live", "live", "draft"]
    assert [statuses[a.pk] for a in (changed, updating, withdrawn, scheduled)] == [
        "changed",
        "updating",
        "withdrawn",
        "scheduled",
    ]


def test_publishing_now_calls_off_what_waits(editor):
    article = make_edition().article
    waiting = publishing.schedule(touch(article), by=editor, at=timezone.now() + SOON)

    now = publishing.publish(touch(article), by=editor)

    waiting.refresh_from_db()
    assert waiting.is_cancelled
    assert Edition.objects.live(timezone.now() + 2 * SOON).get() == now


def test_withdrawing_at_the_instant_an_update_was_to_begin(editor):
    first = make_edition()
    at = timezone.now() + SOON
    update = publishing.schedule(touch(first.article), by=editor, at=at)

    publishing.withdraw(first.article, by=editor, reason="Legal", at=at)

    first.refresh_from_db()
    update.refresh_from_db()
    assert (first.live_until, first.withdrawal_reason) == (at, "Legal")
    assert update.is_cancelled

    publishing.cancel_plans(first.article, by=editor)
    again = publishing.publish(touch(first.article), by=editor)
    assert (again.live_until, again.withdrawal_reason) == (None, "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"videos": [{"title": "a", "url": "https://example.com/"}]}, "videos"),
        ({"slug": "a b/ö"}, "slug"),
        ({"headline": "x" * 201}, "headline"),
    ],
)
def test_what_no_form_has_seen_is_checked_all_the_same(editor, fields, field):
    article = make_article()
    for name, value in fields.items():
        setattr(article, name, value)
    now = timezone.now()
    problems = validate(Candidate(article, now, now), by=editor)
    found = {problem.field for problem in problems if problem.is_error}
    assert found == {field}


def test_putting_an_edition_back_never_loses_words_unasked(editor):
    first = make_edition(headline="Printed")
    article = first.article
    Article.objects.filter(pk=article.pk).update(headline="In no edition")

    assert "would be lost" in problems_of(publishing.restore, first, by=editor)[0][1]
    assert Article.objects.get().headline == "In no edition"

    publishing.restore(first, by=editor, discard=True)
    assert Article.objects.get().headline == "Printed"
    assert article.events.first().action == Event.Action.RESTORED


def test_an_import_needs_the_wording_that_readers_see_not_one_of_then(editor):
    make_wording(valid_from=timezone.now() - SOON)
    make_programme()
    article = make_article(body='<p><a href="https://amazon.com/1">Buy</a></p>')
    then = timezone.now() - timedelta(days=4000)
    assert (
        publishing.publish(article, by=editor, live_from=then).links.current().commercial().exists()
    )


def test_cancelling_plans_keeps_what_readers_see(editor):
    first = make_edition()
    publishing.schedule(touch(first.article), by=editor, at=timezone.now() + SOON)

    publishing.cancel_plans(first.article, by=editor)

    first.refresh_from_db()
    assert first.live_until is None
    assert not Edition.objects.waiting().exists()
    assert problems_of(publishing.cancel_plans, first.article, by=editor) == [
        ("", "Nothing is planned for this story.")
    ]


def test_withdrawing_ends_the_story_with_a_reason(editor):
    edition = make_edition()

    publishing.withdraw(edition.article, by=editor, reason=" Unverified claims. ")

    edition.refresh_from_db()
    assert not Edition.objects.live().exists()
    assert edition.withdrawal_reason == "Unverified claims."
    assert edition.article.status == Article.Status.WITHDRAWN


def test_withdrawing_needs_a_reason_and_something_live(editor):
    problems = problems_of(publishing.withdraw, make_article(), by=editor, reason=" ")

    assert [field for field, _ in problems] == ["reason", ""]


def test_a_planned_withdrawal_survives_an_update_but_not_one_set_after_it(editor):
    article = make_edition().article
    end = timezone.now() + SOON
    publishing.withdraw(article, by=editor, reason="Licence ends", at=end)
    assert Edition.objects.live().exists()

    update = publishing.publish(touch(article), by=editor)

    assert (update.live_until, update.withdrawal_reason) == (end, "Licence ends")
    problems = problems_of(publishing.schedule, touch(article), by=editor, at=end)
    assert "to be withdrawn before" in problems[0][1]


@pytest.mark.parametrize("action", ["schedule", "withdraw"])
def test_a_time_that_has_passed_is_refused(editor, action):
    article = make_edition().article
    arguments = {"at": timezone.now() - SOON} | ({"reason": "x"} if action == "withdraw" else {})

    problems = problems_of(getattr(publishing, action), article, by=editor, **arguments)

    assert ("at", "That time has passed. Choose a later one.") in problems


def test_only_a_first_edition_can_be_dated_back(editor):
    then = timezone.now() - timedelta(days=400)
    edition = publishing.publish(article := make_article(), by=editor, live_from=then)
    assert edition.published_at == then < edition.printed_at

    problems = problems_of(publishing.publish, touch(article), by=editor, live_from=then)

    assert problems == [("", "Only a story's first edition can be dated back.")]


def test_an_earlier_edition_can_be_printed_again(editor):
    article = make_article(headline="Right", tags=["One"])
    first = publishing.publish(article, by=editor)
    article.headline = "Wrong"
    article.save()
    article.tags.set(["Two"])
    publishing.publish(article, by=editor)

    publishing.restore(first, by=editor)
    third = publishing.publish(article, by=editor)

    assert third.copy() == first.copy()
    assert third.number == 3


def test_each_action_is_logged_with_who_and_when(editor):
    article = make_article()
    publishing.publish(touch(article), by=editor, note="first")
    at = timezone.now() + SOON
    publishing.schedule(touch(article), by=editor, at=at)
    publishing.cancel_plans(article, by=editor)
    publishing.withdraw(article, by=editor, reason="Wrong")

    events = list(article.events.order_by("id"))

    assert [event.action for event in events] == [
        "published",
        "scheduled",
        "plans cancelled",
        "withdrawn",
    ]
    assert {event.by for event in events} == {editor}
    assert events[1].effective == at
    assert (events[0].note, events[3].note) == ("first", "Wrong")


def refused_by_the_database(statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        statement()


def test_an_edition_is_never_changed_or_deleted_whoever_asks():
    series = Series.objects.create(name="Lights", slug="lights")
    edition = make_edition(tags=["Mecha"], picture=make_image(), series=series)
    row = Edition.objects.filter(pk=edition.pk)
    for name in [*Edition.copy_fields(), "path", "number", "live_from", "published_at"]:
        field = Edition._meta.get_field(name.removesuffix("_id"))
        value = {
            "IntegerField": 7,
            "PositiveIntegerField": 7,
            "PositiveSmallIntegerField": 7,
            "DateTimeField": timezone.now(),
            "JSONField": [1],
            "ForeignKey": None,
        }.get(field.get_internal_type(), "changed")
        refused_by_the_database(lambda name=name, value=value: row.update(**{name: value}))
    refused_by_the_database(row.delete)
    refused_by_the_database(lambda: row._raw_delete("default"))
    for part in Edition.PARTS:
        refused_by_the_database(getattr(edition, part).all().delete) if getattr(
            edition, part
        ).exists() else None
    refused_by_the_database(edition.article.events.all().delete)
    refused_by_the_database(lambda: edition.article.events.update(note="rewritten"))


def test_when_an_edition_ended_is_history(editor):
    edition = make_edition()
    publishing.withdraw(edition.article, by=editor, reason="Wrong")

    refused_by_the_database(lambda: Edition.objects.filter(pk=edition.pk).update(live_until=None))
    refused_by_the_database(
        lambda: Edition.objects.filter(pk=edition.pk).update(withdrawal_reason="Other")
    )


def test_the_database_refuses_two_live_editions_of_a_story_or_an_address():
    edition = make_edition()
    fields = {
        name: getattr(edition, name)
        for name in [*Edition.copy_fields(), "path", "live_from", "published_at", "printed_by_id"]
    }
    with pytest.raises(IntegrityError, match="edition_one_live_per_article"), transaction.atomic():
        Edition.objects.create(**fields | {"path": "else/where"}, article=edition.article, number=2)
    with pytest.raises(IntegrityError, match="edition_one_live_per_path"), transaction.atomic():
        Edition.objects.create(**fields, article=make_article(), number=1)
