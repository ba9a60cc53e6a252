"""Saving twice makes one story; publishing twice makes one edition."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article
from tests.desk import change_url, chosen, form_of, messages, post, signed_in
from tests.factories import make_author, make_edition, make_section, make_user, touch

ADD = "/admin/articles/article/add/"


pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def made(form: dict) -> Article:
    """Return the one story that came of this form."""
    return Article.objects.get(form_key=form["form_key"], headline__in=["First", "Mine", "Theirs"])


def opened(client: Client, **typed: object) -> dict:
    """Open a new story's form and fill it in."""
    (key,) = re.findall(r'name="form_key" value="([^"]+)"', client.get(ADD).text)
    return form_of(form_key=key, _continue="1", **typed)


def test_back_and_save_again_goes_to_the_same_story(editor):
    form = opened(editor, headline="First", body="<p>One.</p>")
    editor.post(ADD, form)

    response = editor.post(ADD, form | {"body": "<p>One. Two.</p>"}, follow=True)

    article = made(form)
    assert response.redirect_chain[-1][0] == change_url(article)
    assert "still the same one" in messages(response)
    assert article.body == "<p>One. Two.</p>"
    assert made(form).former_drafts.get().copy["body"] == "<p>One.</p>"


def test_back_and_save_after_somebody_went_on_is_a_conflict(editor):
    form = opened(editor, headline="First")
    editor.post(ADD, form)
    post(signed_in("Editor"), made(form), headline="Theirs")

    answer = editor.post(ADD, form | {"headline": "Mine"})

    article = made(form)
    assert article.headline == "Theirs"
    assert "saved this story at" in answer.text
    assert "Mine" in answer.text
    assert f'action="{change_url(article)}"' in answer.text
    editor.post(change_url(article), form | {"headline": "Mine", "version": 1} | chosen(answer))
    assert made(form).headline == "Mine"
    assert made(form).former_drafts.first().copy["headline"] == "Theirs"


def test_publish_from_the_new_storys_form_twice_prints_once(editor):
    form = opened(editor, headline="First", body="<p>One.</p>", section=make_section().pk)
    form |= {"bylines-TOTAL_FORMS": 1, "bylines-0-author": make_author().pk, "_publish": "1"}
    assert "Published" in messages(editor.post(ADD, form, follow=True))
    again = messages(editor.post(ADD, form, follow=True))
    assert "Nothing has changed since edition 1" in again
    assert made(form).editions.count() == 1


def test_a_form_that_comes_back_to_be_mended_keeps_its_key(editor):
    form = opened(editor, headline="First")
    wrong = editor.post(ADD, form | {"videos": "nonsense"})
    assert str(form["form_key"]) in wrong.text


@pytest.mark.parametrize("key", ["", "x", "\x00", None])
def test_without_a_proper_key_a_story_is_saved_all_the_same(editor, key):
    form = form_of(headline="Saved") | ({} if key is None else {"form_key": key})
    assert editor.post(ADD, form).status_code == 302
    assert Article.objects.get(headline="Saved").form_key is None


def test_somebody_who_may_not_change_the_story_gets_nothing_by_its_key(editor):
    form = opened(editor, headline="First")
    editor.post(ADD, form)
    assert signed_in("Disclosure staff").post(ADD, form).status_code == 403
    assert made(form).headline == "First"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_story():
    client = signed_in("Editor")
    form = opened(client, headline="First")
    answers: list[int] = []

    def click() -> None:
        copy = Client()
        copy.cookies = client.cookies
        answers.append(copy.post(ADD, form).status_code)
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert answers == [302, 302]
    assert Article.objects.filter(headline="First").count() == 1


def test_a_live_story_that_did_not_change_is_not_published_again(editor):
    edition = make_edition()
    page = editor.get(change_url(edition.article)).text
    assert "Nothing has changed since edition 1, so there is nothing to publish." in page
    assert "data-unchanged" in page
    for action in ({"_publish": "1"}, {"_schedule": "1", "publish_at": "2090-01-01T00:00"}):
        for update in ("", "minor"):
            edition.article.refresh_from_db()
            message = messages(post(editor, edition.article, update=update, **action))
            assert "Nothing has changed since edition 1, which readers see." in message
    assert edition.article.editions.get().updated_at is None

    edition.article.refresh_from_db()
    notice = {"update": "notice", "notice_kind": "correction", "notice_text": "It was Tuesday."}
    post(editor, edition.article, notice_place="end", _publish="1", **notice)
    assert edition.article.editions.count() == 2


@pytest.mark.parametrize("change", ["words", "authors", "tags", "section"])
def test_anything_that_readers_see_is_a_change(editor, change):
    article = make_edition(tags=["One"]).article
    section = make_section()
    form = {
        "words": {"body": "<p>Other.</p>"},
        "authors": {"bylines-0-author": make_author().pk},
        "tags": {"tags": "One, Two"},
        "section": {"section": section.pk},
    }[change]
    assert "Published" in messages(post(editor, article, _publish="1", **form))


def test_a_withdrawn_story_and_a_scheduled_change_are_published_as_they_are():
    by = make_user("Editor")
    article = make_edition().article
    publishing.withdraw(article, by=by, reason="Wrong")
    assert publishing.publish(article, by=by).number == 2

    publishing.schedule(touch(article), by=by, at=timezone.now() + timedelta(days=1))
    assert publishing.publish(article, by=by).number == 4


def test_the_kinds_of_update_are_in_the_sheet_of_a_published_story(editor):
    page = editor.get(change_url(make_edition().article)).text
    assert re.findall(r'name="update" value="(\w*)"', page) == ["", "minor", "notice"]
    draft = editor.get(reverse("admin:articles_article_add")).text
    assert 'name="update"' not in draft
