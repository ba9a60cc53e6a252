"""Bulk actions on the story list: confirmed, each story by itself, and what happened is said."""

import re
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, BulkRun, DraftVersion, Edition
from newsroom.demo.logins import LOGINS
from staff.models import User
from tests.articles.admin.test_list_filters import LIST, found
from tests.desk import change_url, form_of, messages, post, signed_in, text_of
from tests.factories import make_article, make_edition, make_section, make_user, touch

pytestmark = pytest.mark.usefixtures("newsroom")
BULK = "/admin/articles/article/bulk/"


def choose(client: Client, action: str, *stories: Article, query: str = ""):
    """Press an action's button on the list, with these stories ticked."""
    data = {"action": action, "index": 0, "_selected_action": [story.pk for story in stories]}
    return client.post(LIST + query, data)


def confirmed(response, **fields):
    """Return what the confirmation's form posts."""
    page = text_of(response)
    hidden = dict(re.findall(r'type="hidden" name="(action|key|back)" value="([^"]*)"', page))
    assert hidden["action"]
    return {**hidden, "story": re.findall(r'name="story" value="([^"]+)"', page), **fields}


def bulk(client: Client, action: str, *stories: Article, **fields):
    """Choose, confirm, and return the page with the results."""
    data = confirmed(choose(client, action, *stories), **fields)
    response = client.post(BULK, data, follow=True)
    assert response.redirect_chain, text_of(response)
    return response


def test_stories_are_published_together_and_one_that_cannot_is_named_with_its_problems(newsroom):
    ready, changed = make_article(), make_edition().article
    touch(changed)
    lacking = make_article(headline="Half a story", body="", section=None)
    editor = signed_in("Editor")

    response = bulk(editor, "publish", ready, changed, lacking)

    page = text_of(response)
    assert "Published: 2 of 3 stories" in page
    assert "Write the body." in page
    assert "Choose a section." in page
    assert f'href="{change_url(lacking)}"' in page
    assert [result["pk"] for result in response.context["refused"]] == [lacking.pk]
    assert ready.editions.live().count() == 1
    assert changed.editions.live().get().number == 2
    assert not lacking.editions.exists()


def test_nothing_is_done_before_it_is_confirmed(newsroom):
    story = make_article()
    response = choose(signed_in("Editor"), "publish", story, query="?status=draft")
    page = text_of(response)
    assert "Publish 1 story" in page
    assert f'href="{LIST}?status=draft"' in page
    assert not story.editions.exists()


def test_a_confirmation_that_is_sent_twice_is_carried_out_once(newsroom):
    story, editor = make_article(), signed_in("Editor")
    data = confirmed(choose(editor, "publish", story))

    first, second = (editor.post(BULK, data, follow=True) for _ in range(2))

    assert "Published: 1 of 1 story" in text_of(first)
    assert text_of(first).partition("<main")[2] == text_of(second).partition("<main")[2]
    assert story.editions.count() == 1


def test_a_story_that_was_saved_meanwhile_is_left_alone(newsroom):
    story, other = make_article(headline="Read by nobody yet"), make_article()
    editor = signed_in("Editor")
    data = confirmed(choose(editor, "publish", story, other))
    post(signed_in("Writer"), story, headline="Changed while the page was open")

    response = editor.post(BULK, data, follow=True)

    assert "It was saved after you chose it." in text_of(response)
    assert not story.editions.exists()
    assert other.editions.live().exists()


def test_a_story_that_was_deleted_meanwhile_is_named(newsroom):
    story, editor = make_article(), signed_in("Editor")
    data = confirmed(choose(editor, "publish", story))
    story.delete()
    response = editor.post(BULK, data, follow=True)
    assert "It was deleted after you chose it." in text_of(response)


def test_stories_are_withdrawn_with_the_reason_that_readers_see(newsroom, client):
    edition, draft = make_edition(), make_article()
    response = bulk(
        signed_in("Editor"), "withdraw", edition.article, draft, reason="The studio asked."
    )
    assert "Withdrawn: 1 of 2 stories" in text_of(response)
    assert "not live then" in text_of(response)
    answer = client.get(edition.get_absolute_url())
    assert answer.status_code == 410
    assert "The studio asked." in text_of(answer)


@pytest.mark.parametrize(
    ("action", "fields", "error"),
    [
        ("withdraw", {"reason": " "}, "Give the reason"),
        ("withdraw", {"reason": "x" * 301}, "at most 300"),
        ("stage", {"stage": "nonsense"}, "not one of the available choices"),
        ("tags", {"tags": " , "}, "Name at least one tag"),
        ("tags", {"tags": "x" * 101}, "too long for a tag"),
        ("section", {"section": ""}, "Choose a section"),
        ("section", {"section": "999999999999999999999"}, "not one of the available choices"),
    ],
)
def test_a_missing_field_is_asked_for_again_and_nothing_is_lost(newsroom, action, fields, error):
    story, editor = make_edition().article, signed_in("Editor")
    data = confirmed(choose(editor, action, story), **fields)

    response = editor.post(BULK, data)

    page = text_of(response)
    assert error in page
    again = confirmed(response)
    assert again["key"] == data["key"]
    assert again["story"] == data["story"]
    assert Article.objects.get(pk=story.pk).version == story.version
    assert story.editions.live().exists()


def test_drafts_get_a_workflow_state_tags_and_a_section_and_readers_notice_nothing(newsroom):
    story, section, writer = (
        make_edition(tags=["Mecha"]).article,
        make_section(),
        make_user("Writer"),
    )
    client = Client()
    client.force_login(writer)

    bulk(client, "stage", story, stage="review")
    bulk(client, "tags", Article.objects.get(pk=story.pk), tags="mecha, Robots")
    response = bulk(client, "section", Article.objects.get(pk=story.pk), section=section.pk)

    assert f"The draft is in {section} now." in text_of(response)
    story.refresh_from_db()
    assert (story.stage, story.section, story.saved_by) == ("review", section, writer)
    assert sorted(story.tags.names()) == ["Mecha", "Robots"]
    live = story.editions.live().get()
    assert live.section != section
    assert list(live.tags.names()) == ["Mecha"]
    kept = DraftVersion.objects.filter(article=story)
    assert kept.count() == 2, "the drafts before the tag and before the section"


def test_an_open_form_is_merged_with_a_bulk_action(newsroom):
    story, editor = make_article(tags=["Mecha"]), signed_in("Editor")
    form = form_of(story)
    bulk(editor, "tags", story, tags="Robots")
    editor.post(change_url(story), form | {"headline": "Mine"})
    saved = Article.objects.get(pk=story.pk)
    assert saved.headline == "Mine"
    assert set(saved.tags.names()) == {"Mecha", "Robots"}


def test_what_a_story_has_already_is_said_and_saves_nothing(newsroom):
    story, editor = make_article(tags=["Mecha"]), signed_in("Editor")
    response = bulk(editor, "tags", story, tags="MECHA")
    assert "It had these tags already." in text_of(response)
    response = bulk(editor, "stage", story, stage="writing")
    assert "It was “Being written” already." in text_of(response)
    response = bulk(editor, "section", story, section=story.section_id)
    assert f"It was in {story.section} already." in text_of(response)
    assert Article.objects.get(pk=story.pk).version == story.version


def test_a_story_can_not_get_too_many_tags(newsroom):
    story = make_article(tags=[f"tag {number}" for number in range(99)])
    response = bulk(signed_in("Editor"), "tags", story, tags="one, two")
    assert "at most 100 tags" in text_of(response)
    assert story.tags.count() == 99


ALLOWED = {
    "Writer": {"stage", "tags", "section"},
    "Editor": {"publish", "withdraw", "stage", "tags", "section"},
    "Administrator": {"publish", "withdraw", "stage", "tags", "section"},
    "Disclosure staff": set[str](),
}


@pytest.mark.parametrize("role", [login.role for login in LOGINS])
def test_each_role_has_the_actions_of_its_permissions_and_the_server_refuses_others(newsroom, role):
    story, client = make_article(), newsroom.client(role)
    page = text_of(client.get(LIST))
    offered = set(re.findall(r'name="action" value="(\w+)"', page))
    assert offered == ALLOWED[role]
    fields = {"reason": "x", "stage": "review", "tags": "x", "section": story.section_id}
    for action in {*ALLOWED["Editor"]} - offered:
        choose(client, action, story)
        data = {"action": action, "key": uuid4(), "story": f"{story.pk}-{story.version}", **fields}
        assert client.post(BULK, data).status_code == 403
    assert not story.editions.exists()
    assert Article.objects.get(pk=story.pk).version == story.version


def test_nobody_without_a_login_gets_to_it(newsroom, client):
    story = make_article()
    data = {"action": "publish", "key": uuid4(), "story": f"{story.pk}-0"}
    for response in (client.post(BULK, data), client.get(f"{BULK}{uuid4()}/")):
        assert response.status_code == 302
        assert "login" in response["Location"]
    assert not story.editions.exists()


def test_results_belong_to_the_person_who_confirmed(newsroom):
    editor = signed_in("Editor")
    response = bulk(editor, "publish", make_article())
    address = response.redirect_chain[-1][0]
    assert editor.get(address).status_code == 200
    again = Client()
    again.force_login(response.wsgi_request.user)
    assert again.get(address).status_code == 200
    assert signed_in("Editor").get(address).status_code == 404


def test_a_run_outlasts_its_session_and_other_runs(newsroom, monkeypatch):
    first, second = make_article(), make_article()
    editor = signed_in("Editor")
    user = User.objects.get(pk=editor.session["_auth_user_id"])
    data = confirmed(choose(editor, "publish", first, second))
    publish = publishing.publish

    session = editor.session.session_key

    def sign_out(article, **options) -> Edition:
        Session.objects.filter(session_key=session).delete()
        return publish(article, **options)

    monkeypatch.setattr("articles.publishing.publish", sign_out)
    assert editor.post(BULK, data).status_code == 302
    assert Edition.objects.live().filter(article__in=[first, second]).count() == 2
    editor = Client()
    editor.force_login(user)
    bulk(editor, "publish", make_article())
    assert "Published: 2 of 2 stories" in text_of(editor.get(f"{BULK}{data['key']}/"))


def test_results_are_deleted_after_ninety_days(newsroom):
    editor = signed_in("Editor")
    bulk(editor, "publish", make_article())
    call_command("prune_drafts", stdout=StringIO())
    assert BulkRun.objects.count() == 1
    BulkRun.objects.update(begun_at=timezone.now() - timedelta(days=91))
    call_command("prune_drafts", stdout=StringIO())
    assert not BulkRun.objects.exists()


def test_a_confirmation_with_an_error_keeps_what_was_chosen(newsroom):
    story = make_edition().article
    editor = signed_in("Editor")
    data = confirmed(choose(editor, "withdraw", story), reason="")
    story.version += 1
    story.save()
    response = editor.post(BULK, data)

    assert set(confirmed(response)["story"]) == set(data["story"])
    response = editor.post(BULK, confirmed(response, reason="A mistake"), follow=True)
    assert "It was saved after you chose it." in text_of(response)
    assert story.editions.live().exists()


def test_a_deleted_story_stays_on_the_confirmation(newsroom):
    story = make_article()
    editor = signed_in("Editor")
    data = confirmed(choose(editor, "tags", story), tags="")
    story.delete()
    response = editor.post(BULK, data)

    assert confirmed(response)["story"] == data["story"]
    assert f"Story {data['story'][0].partition('-')[0]}, which was deleted" in text_of(response)


def test_a_scheduled_story_is_left_to_its_time(newsroom):
    story, editor = make_article(), signed_in("Editor")
    publishing.schedule(story, by=make_user("Editor"), at=timezone.now() + timedelta(days=2))
    response = bulk(editor, "publish", story)

    assert "Published: 0 of 1 story" in text_of(response)
    assert "Open it to publish it earlier." in text_of(response)
    assert story.editions.waiting().count() == 1


@pytest.mark.parametrize("action", ["stage", "tags", "section"])
def test_a_change_is_in_the_storys_log(newsroom, action):
    story, editor = make_article(), signed_in("Editor")
    section = make_section()
    fields = {"stage": {"stage": "review"}, "tags": {"tags": "Odd"}}.get(action)
    fields = fields or {"section": section.pk}
    bulk(editor, action, story, **fields)
    entries = LogEntry.objects.filter(object_id=str(story.pk))
    assert entries.get().change_message
    bulk(editor, action, story, **fields)
    assert entries.count() == 1


def test_who_may_not_change_a_story_may_not_publish_it_in_bulk(newsroom):
    story, user = make_article(), make_user("Writer", is_staff=True)
    user.groups.clear()
    for name in ("view_article", "publish_article"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    client = Client()
    client.force_login(user)
    assert "Published: 0 of 1 story" in text_of(bulk(client, "publish", story))


def test_odd_input_is_refused_or_left_out(newsroom):
    story, editor = make_article(), signed_in("Editor")
    data = confirmed(choose(editor, "publish", story))
    assert editor.get(BULK).status_code == 405
    assert editor.post(BULK, data | {"action": "delete_selected"}).status_code == 404
    assert editor.post(BULK, data | {"key": "x"}).status_code == 404
    odd = ["", "x", "1", "-1", f"{'9' * 5000}-0", f"{story.pk}-x", "²-1"]
    response = editor.post(BULK, data | {"story": odd}, follow=True)
    assert "Published: 0 of 0 stories" in text_of(response)
    assert "Items must be selected" in messages(
        editor.post(LIST, {"action": "publish", "index": 0}, follow=True)
    )
    assert not story.editions.exists()


def test_too_many_stories_are_refused_at_once(newsroom, monkeypatch):
    monkeypatch.setattr("articles.admin.bulk.MOST", 1)
    stories = [make_article(), make_article()]
    data = {"action": "publish", "index": 0, "_selected_action": [story.pk for story in stories]}
    response = signed_in("Editor").post(LIST, data, follow=True)
    assert "Choose at most 1 stories" in messages(response)


def test_an_interrupted_run_says_how_far_it_came(newsroom, monkeypatch):
    first, second = make_article(), make_article()
    editor = signed_in("Editor")
    data = confirmed(choose(editor, "publish", first, second))
    publish, calls = publishing.publish, []

    def interrupted(article, **options) -> Edition:
        if calls:
            raise RuntimeError("The power went out.")
        calls.append(article)
        return publish(article, **options)

    monkeypatch.setattr("articles.publishing.publish", interrupted)
    with pytest.raises(RuntimeError):
        editor.post(BULK, data)

    page = text_of(editor.get(f"{BULK}{data['key']}/"))
    assert "1 story was not reached" in page
    assert Edition.objects.filter(article__in=[first, second]).count() == 1


def test_an_embargo_holds(newsroom):
    story = make_article(embargo_until=timezone.now() + timedelta(days=1))
    response = bulk(signed_in("Editor"), "publish", story)
    assert "under embargo" in text_of(response)
    assert not story.editions.exists()


def test_published_stories_leave_the_list_of_drafts(newsroom):
    story, editor = make_article(), signed_in("Editor")
    assert story in found(editor, status="draft")
    response = bulk(editor, "publish", story)
    assert story not in found(editor, status="draft")
    assert reverse("admin:articles_article_changelist") in text_of(response)
