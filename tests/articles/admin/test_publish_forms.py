"""Updates and their notices on the desk: the fields for them, and that nothing typed is lost."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.admin import publish_forms
from articles.publishing import NewNotice
from tests.desk import change_url, messages, post, signed_in
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.usefixtures("newsroom")

NOTICE = {
    "update": "notice",
    "notice_kind": "clarification",
    "notice_place": "top",
    "notice_text": "It was <b>not</b> so.",
}


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def test_an_editor_publishes_a_notice_and_finds_it_beside_the_story(editor):
    article = make_edition().article
    response = post(editor, article, _publish="1", **NOTICE)
    assert "Published" in messages(response)
    notice = article.notices.visible().get()
    assert (notice.kind, notice.place) == ("clarification", "top")
    page = response.content.decode()
    assert "Published, with a clarification" in page
    assert "It was &lt;b&gt;not&lt;/b&gt; so." in page


def test_an_editor_publishes_a_minor_edit(editor):
    article = make_edition().article
    response = post(editor, article, headline="A typo less", update="minor", _publish="1")
    assert article.editions.live().get().updated_at is None
    assert "Published, as a minor edit" in response.content.decode()


def test_the_kind_of_a_scheduled_update_is_in_the_form_until_it_is_live(editor):
    article = make_edition().article
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = post(editor, article, publish_at=at, _schedule="1", **NOTICE)
    assert response.context["update_form"].initial == NOTICE
    assert "Scheduled, with a clarification" in response.content.decode()
    article.refresh_from_db()
    post(editor, article, _publish="1", **NOTICE)
    assert editor.get(change_url(article)).context["update_form"].initial == {}


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"notice_text": " "}, "Write what is corrected"),
        ({"notice_text": "long " * 300}, "below 1000 characters; it has 1499"),
        ({"notice_text": "a\x00b"}, "Null characters are not allowed"),
        ({"notice_kind": "rumour"}, "what kind of notice"),
        ({"notice_place": "left"}, "a place for the notice"),
        ({"update": "loudly"}, "Choose one of the three"),
    ],
)
def test_a_notice_that_is_refused_stays_in_the_form(editor, button, typed, sentence):
    article = make_edition().article
    at = "2090-01-01T00:00" if button == "_schedule" else ""
    sent = NOTICE | {"publish_at": at} | typed
    response = post(editor, article, headline="Kept", **sent, **{button: "1"})
    assert sentence in messages(response)
    assert not article.notices.exists()
    article.refresh_from_db()
    assert article.headline == "Kept"
    assert response.context["update_form"].initial == {n: sent[n] for n in NOTICE}
    assert response.context["schedule_form"].initial["publish_at"] == at
    assert f'value="{at}"' in response.content.decode()
    assert editor.get(change_url(article)).context["update_form"].initial == {}


def test_what_was_typed_beside_a_button_outlives_a_mistake_in_the_draft(editor):
    article = make_edition().article
    response = post(editor, article, videos="no address", _publish="1", **NOTICE)
    assert response.context["adminform"].form.errors["videos"]
    assert response.context["update_form"].initial == NOTICE
    assert "It was &lt;b&gt;not&lt;/b&gt; so." in response.content.decode()


def test_a_reason_for_withdrawing_is_kept_when_the_time_is_wrong(editor):
    article = make_edition().article
    typed = {"withdraw_reason": "A long reason", "withdraw_at": "2001-01-01T00:00"}
    response = post(editor, article, _withdraw="1", **typed)
    assert response.context["withdraw_form"].initial == typed
    assert "A long reason" in response.content.decode()


def test_what_was_typed_for_one_story_is_not_offered_in_another(editor):
    article, other = make_edition().article, make_edition().article
    editor.post(change_url(article), {"update": "notice", "_publish": "1"})
    assert editor.get(change_url(other)).context["update_form"].initial == {}


def test_a_story_that_nobody_saw_has_no_kind_of_update(editor):
    article = make_article()
    assert 'name="update"' not in editor.get(change_url(article)).content.decode()
    assert "have not seen" in messages(post(editor, article, _publish="1", update="minor"))


def test_without_the_permission_no_notice_is_offered_nor_taken():
    article = make_edition().article
    Group.objects.get(name="Editor").permissions.remove(
        Permission.objects.get(codename="correct_article")
    )
    editor = signed_in("Editor")
    page = editor.get(change_url(article)).content.decode()
    assert 'value="minor"' in page
    assert "notice_text" not in page
    response = post(editor, article, _publish="1", **NOTICE)
    assert "permission to publish corrections" in messages(response)


def test_a_writer_is_refused_and_sees_the_corrections(editor):
    article = make_edition().article
    publishing.publish(
        article, by=make_user("Editor"), notice=NewNotice("retraction", "All untrue.")
    )
    writer = signed_in("Writer")
    page = writer.get(change_url(article)).content.decode()
    assert 'name="update"' not in page
    assert "All untrue." in page
    assert "permission" in messages(post(writer, article, _publish="1", **NOTICE))
    assert article.notices.count() == 1


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-18T10:30", ["This evening, 18:00", "Tomorrow, 09:00", "Monday, 09:00"]),
        ("2026-11-18T18:00", ["Tomorrow, 09:00", "Monday, 09:00"]),
        ("2026-11-22T09:00", ["This evening, 18:00", "Tomorrow, 09:00"]),  # a Sunday
        (
            "2026-11-23T08:00",  # a Monday
            ["This morning, 09:00", "This evening, 18:00", "Tomorrow, 09:00", "Next Monday, 09:00"],
        ),
    ],
)
def test_usual_times_are_ahead_and_not_twice_the_same(now, offered):
    at = timezone.make_aware(datetime.fromisoformat(now))
    assert [label for _, label in publish_forms.usual_times(at)] == offered


def test_a_button_schedules_for_a_usual_time(editor):
    article = make_article()
    page = editor.get(change_url(article))
    value, label = page.context["usual_times"][-1]
    assert f'value="{value}"' in page.content.decode()

    response = post(editor, article, _schedule=value)

    assert "Scheduled" in messages(response)
    waiting = article.editions.waiting().get()
    assert timezone.localtime(waiting.live_from).strftime("%Y-%m-%dT%H:%M") == value


def test_a_button_of_yesterday_is_refused(editor):
    article = make_article()
    response = post(editor, article, headline="Kept", _schedule="2020-01-01T09:00")
    assert "That was not done" in messages(response)
    article.refresh_from_db()
    assert article.headline == "Kept" and not article.editions.exists()
