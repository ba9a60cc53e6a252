"""Autosaves: what is typed is kept without being saved, refused with a sentence, and never lost to a later one."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin import autosaves
from articles.models import Article, DraftVersion, OpenForm
from staff.models import User
from tests.desk import change_url, form_of, post, signed_in
from tests.factories import make_article, make_author, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
ADD = reverse("admin:articles_article_add")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def person(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def address(article: Article | None) -> str:
    if article is None:
        return reverse("admin:articles_article_autosave_new")
    return reverse("admin:articles_article_autosave", args=[article.pk])


def report(client: Client, article: Article | None, kind: str = "words", **changes):
    """Send an autosave of the story's form with changes, as the desk's script does."""
    data = form_of(article) | {"autosave-key": uuid4(), "autosave-kind": kind, "autosave-sent": 1}
    return client.post(address(article), data | changes)


def test_typed_words_are_kept_and_the_story_stays_as_it_is(editor):
    article = make_article(headline="Saved")
    before = Article.objects.filter(pk=article.pk).values().get()

    answer = report(
        editor, article, headline="Half a hea", body="<p>Half <b>a</b>", picture="no key"
    )

    assert answer.json() == {"problem": "", "later": 0, "presence": [], "saved": ""}
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    kept = OpenForm.objects.get()
    assert (kept.user, kept.article) == (person(editor), article)
    assert kept.values["headline"] == ["Half a hea"]
    assert kept.values["body"] == ["<p>Half <b>a</b>"]
    assert not {"csrfmiddlewaretoken", "autosave-key"} & kept.values.keys()
    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert not DraftVersion.objects.exists()
    assert not article.events.exists()


def test_a_later_autosave_replaces_the_former_and_a_late_one_does_not(editor):
    article, key = make_article(), uuid4()
    for sent, words in ((5, "first"), (9, "last"), (7, "late")):
        report(editor, article, headline=words, **{"autosave-key": key, "autosave-sent": sent})
    assert OpenForm.objects.get().headline == "last"


def test_a_browser_whose_clock_was_set_back_hears_of_the_later_words(editor):
    article, key = make_article(), uuid4()
    report(editor, article, headline="First", **{"autosave-key": key, "autosave-sent": 900})
    answer = report(editor, article, headline="Next", **{"autosave-key": key, "autosave-sent": 300})
    assert answer.json()["later"] == 900
    report(editor, article, headline="Next", **{"autosave-key": key, "autosave-sent": 901})
    assert OpenForm.objects.get().headline == "Next"


def test_an_autosave_that_is_not_written_leaves_the_words_that_were_put_back(editor):
    article, key, own = make_article(), uuid4(), uuid4()
    report(editor, article, headline="Old", **{"autosave-key": key, "autosave-sent": 5})
    report(editor, article, "seen", **{"autosave-key": own, "autosave-sent": 1})
    OpenForm.objects.filter(key=own).update(sent=9)
    named = {"autosave-key": own, "autosave-from": f"{key}:5"}
    report(editor, article, headline="Old", **named, **{"autosave-sent": 7})
    assert OpenForm.objects.kept().get().key == key


@pytest.mark.parametrize("is_new", [True, False])
def test_an_autosave_that_arrives_after_the_save_is_ignored(editor, is_new, newsroom):
    article = None if is_new else make_article(headline="Saved")
    named = {"autosave-key": uuid4(), "autosave-kind": "words"}
    form = form_of(article, headline="Typed") | named | {"form_key": uuid4() if is_new else ""}
    editor.post(address(article), form | {"autosave-sent": 1})
    editor.post(change_url(article) if article else ADD, form | {"autosave-sent": 3})

    editor.post(address(article), form | {"autosave-sent": 2})

    story = article or newsroom.new(Article).get()
    story.refresh_from_db()
    for page in (editor.get(change_url(story)), editor.get(ADD)):
        assert page.context["kept_offers"] == []
    assert signed_in("Editor").get(change_url(story)).context["presence"] == []
    assert not OpenForm.objects.kept().exists()
    # What is typed on after the save, such as in a page that Stop kept open, counts again.
    editor.post(address(story), form | {"autosave-sent": 4, "headline": "Typed on"})
    assert OpenForm.objects.kept().get().headline == "Typed on"
    OpenForm.objects.kept().delete()
    report(editor, story, **named, headline="Typed", **{"autosave-sent": 5})
    post(editor, story, headline="More", **{"autosave-key": named["autosave-key"]})
    assert not OpenForm.objects.filter(key=named["autosave-key"]).exists()


def test_fields_that_are_not_the_storys_are_not_kept(editor):
    article = make_article(authors=[make_author()])
    others = {
        "login": "ana",
        "password": "secret",
        "_save": "1",
        "_publish": "1",
        "headline_x": 1,
    }
    more = {
        "picture_words-alt": "Alt",
        "initial-picture_words-alt": "",
        "form_key": uuid4(),
        "publish_at": "soon",
    }
    report(editor, article, headline="Typed", **others, **more, embargo_until_0="2090-01-01")
    values = OpenForm.objects.get().values
    assert not others.keys() & values.keys()
    assert {"headline", "bylines-0-author", "embargo_until_0", *more} <= values.keys()


def test_what_was_taken_back_is_no_longer_kept(editor):
    article, key = make_article(), uuid4()
    report(editor, article, headline="Typed", **{"autosave-key": key})
    report(editor, article, "seen", **{"autosave-key": key})
    assert OpenForm.objects.kept().get().headline == "Typed"
    report(editor, article, "clean", **{"autosave-key": key, "autosave-sent": 2})
    assert OpenForm.objects.get().values == {}
    report(editor, article, "closed", **{"autosave-key": key})
    assert not OpenForm.objects.exists()


def test_closing_a_form_with_unsaved_words_keeps_them(editor):
    article, key = make_article(), uuid4()
    report(editor, article, headline="Typed", **{"autosave-key": key})
    report(editor, article, "closed", **{"autosave-key": key})
    assert OpenForm.objects.get().headline == "Typed"


@pytest.mark.parametrize("role", ["Disclosure staff", None])
def test_who_may_not_save_keeps_nothing(role):
    article = make_article()
    client = signed_in(role) if role else Client()
    for story in (article, None):
        answer = report(client, story, headline="Typed")
        assert answer.status_code == (403 if role else 302)
        assert not role or "may not change this story" in answer.json()["problem"]
    assert not OpenForm.objects.exists()


def test_a_request_from_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Editor"))
    assert report(client, make_article(), headline="Typed").status_code == 403
    assert not OpenForm.objects.exists()


def test_somebody_elses_form_in_the_same_browser_keeps_nothing_under_their_name(editor):
    user = person(signed_in("Editor"))
    answer = report(editor, make_article(), headline="Typed", **{"autosave-user": user.pk})
    assert answer.status_code == 403
    assert "You are signed in as" in answer.json()["problem"]
    assert not OpenForm.objects.exists()
    mine = {"autosave-user": person(editor).pk}
    assert report(editor, make_article(), headline="Typed", **mine).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"autosave-key": "x"},
        {"autosave-key": ""},
        {"autosave-sent": "-1"},
        {"autosave-sent": "9" * 30},
        {"autosave-sent": "later"},
        {"autosave-kind": "publish"},
    ],
)
def test_what_the_script_never_sends_is_refused_with_a_sentence(editor, wrong):
    answer = report(editor, make_article(), headline="Typed", **wrong)
    assert answer.status_code == 400
    assert answer.json()["problem"] == "This form can’t be kept by itself. Save the draft."
    assert not OpenForm.objects.exists()


def test_another_content_type_and_a_get_are_refused(editor):
    article = make_article()
    odd = editor.post(address(article), b"\xff\xfe{", content_type="application/json")
    assert odd.status_code == 400
    assert (
        editor.post(address(article), b"\xff", content_type="multipart/form-data").status_code
        == 400
    )
    assert editor.get(address(article)).status_code == 405


def test_a_form_that_is_too_long_is_refused_and_what_was_kept_stays(editor):
    article, key = make_article(), uuid4()
    report(editor, article, headline="Typed", **{"autosave-key": key})
    answer = report(
        editor, article, body="é" * 600_000, **{"autosave-key": key, "autosave-sent": 2}
    )
    assert answer.status_code == 413
    assert "1.2 MB, and at most 1 MB" in answer.json()["problem"]
    assert OpenForm.objects.get().headline == "Typed"


@pytest.mark.parametrize(
    "text", ["\x00", "\U0001f600", "\u202e", "\ud83d".encode("utf-8", "surrogatepass")]
)
def test_odd_characters_never_break_it(editor, text):
    article = make_article()
    assert report(editor, article, body=text).status_code == 200
    key = OpenForm.objects.get().key
    assert editor.get(change_url(article), {"kept": key}).status_code == 200


def test_a_deleted_storys_words_move_to_new_stories(editor):
    article, key = make_article(), uuid4()
    where, form = address(article), form_of(article, headline="Typed")
    named = {"autosave-key": key, "autosave-kind": "words", "autosave-sent": 1}
    editor.post(where, form | named)
    article.delete()

    answer = editor.post(where, form | named | {"autosave-sent": 2, "headline": "Typed on"})

    assert "was deleted. Your words are kept" in answer.json()["problem"]
    page = editor.get(ADD)
    assert "You began “Typed on”" in " ".join(page.text.split())
    assert 'value="Typed on"' not in page.text
    assert "Typed on</textarea>" in editor.get(ADD, {"kept": key}).text
    # Of a story that this form never belonged to, nothing is kept.
    other = editor.post(where, form | named | {"autosave-key": uuid4()})
    assert other.status_code == 404
    assert "no such story any more" in other.json()["problem"]


@pytest.mark.django_db(transaction=True)
def test_two_autosaves_at_once_make_one_row_with_the_later_words():
    client, article, key = signed_in("Editor"), make_article(), uuid4()
    form = form_of(article)
    statuses: list[int] = []

    def send(sent: int) -> None:
        copy = Client()
        copy.cookies = client.cookies
        named = {"autosave-key": key, "autosave-kind": "words", "autosave-sent": sent}
        statuses.append(
            copy.post(address(article), form | named | {"headline": str(sent)}).status_code
        )
        connections.close_all()

    threads = [threading.Thread(target=send, args=[sent]) for sent in (3, 1, 4, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 4
    assert OpenForm.objects.get().headline == "4"


def test_the_oldest_forms_of_a_story_give_way(editor, monkeypatch):
    monkeypatch.setattr(autosaves, "MOST_FORMS", 3)
    article = make_article()
    report(editor, make_article(), headline="Elsewhere")
    for number in range(5):
        report(editor, article, headline=str(number))
    kept = OpenForm.objects.of(article).order_by("pk")
    assert [form.headline for form in kept] == ["2", "3", "4"]
    assert OpenForm.objects.count() == 4


def test_saving_deletes_the_autosave_and_no_other(editor):
    article, key = make_article(), uuid4()
    report(editor, article, headline="Mine", **{"autosave-key": key})
    report(editor, article, headline="Another tab's")
    report(signed_in("Editor"), article, headline="Theirs", **{"autosave-key": key})

    post(editor, article, headline="Mine", **{"autosave-key": key})

    assert sorted(form.headline for form in OpenForm.objects.all()) == ["Another tab's", "Theirs"]


def test_a_refused_form_keeps_its_autosave_and_its_key(editor):
    article, key = make_article(), uuid4()
    report(editor, article, videos="nonsense", **{"autosave-key": key})
    answer = post(editor, article, videos="nonsense", **{"autosave-key": key})
    assert f'name="autosave-key" value="{key}"' in answer.text
    assert OpenForm.objects.get().key == key


def test_presence_names_who_writes_and_who_only_has_it_open(editor):
    article = make_article()
    ana, ben = make_user("Editor"), make_user("Writer")
    User.objects.filter(pk=ana.pk).update(first_name="Ana", last_name="Ruiz")
    now = timezone.now()
    rows = [(ana, 3, 1), (ana, None, 0), (ben, None, 4), (make_user("Editor"), 60, 20)]
    for user, kept, seen in rows:
        OpenForm.objects.create(
            user=user,
            article=article,
            key=uuid4(),
            kept_at=kept and now - timedelta(minutes=kept),
            seen_at=now - timedelta(minutes=seen),
        )

    answer = report(editor, article, "seen")

    texts = [each["text"] for each in answer.json()["presence"]]
    assert texts == [
        "Ana Ruiz is editing, 3 minutes ago",
        f"{ben.username} has this story open, 4 minutes ago",
    ]
    page = editor.get(change_url(article)).text
    assert "Ana Ruiz is editing, 3 minutes ago." in page
    assert "You can go on" in page


def test_an_open_form_hears_that_the_story_was_saved(editor):
    article = make_article()
    form = form_of(article)
    post(signed_in("Editor"), article, headline="Theirs")
    named = {"autosave-key": uuid4(), "autosave-kind": "seen", "autosave-sent": 1}
    answer = editor.post(address(article), form | named)
    assert "saved this story at" in answer.json()["saved"]
    post(editor, Article.objects.get(pk=article.pk), headline="Mine")
    answer = editor.post(address(article), form | named)
    assert answer.json()["saved"].startswith("You saved this story in another window")


def test_pruning_forgets_old_words_and_closed_forms(editor, capsys):
    article, now = make_article(), timezone.now()
    for kept, seen in ((91, 91), (80, 80), (None, 2), (None, 0)):
        OpenForm.objects.create(
            user=person(editor),
            article=article,
            key=uuid4(),
            kept_at=now - timedelta(days=kept) if kept else None,
            seen_at=now - timedelta(days=seen),
        )
    call_command("prune_drafts")
    assert "Deleted 1 form never saved." in capsys.readouterr().out
    assert OpenForm.objects.count() == 2


def test_the_forms_own_autosave_costs_its_page_one_query(editor, django_assert_max_num_queries):
    article = make_article(authors=[make_author()])
    for _ in range(3):
        report(signed_in("Editor"), article, headline="Theirs")
    editor.get(change_url(article))
    with django_assert_max_num_queries(21):
        assert "is editing, just now" in editor.get(change_url(article)).text


def test_an_autosave_takes_few_queries(editor, django_assert_max_num_queries):
    article = make_article()
    report(editor, article, headline="Typed")
    form = form_of(article) | {"autosave-key": uuid4(), "autosave-kind": "words"}
    with django_assert_max_num_queries(9):
        editor.post(address(article), form | {"autosave-sent": 2})


def test_the_list_names_who_is_editing_without_a_query_for_each(editor, django_assert_num_queries):
    changelist = reverse("admin:articles_article_changelist")
    editor.get(changelist)
    with CaptureQueriesContext(connection) as before:
        assert "is editing" not in editor.get(changelist).text
    few = len(before)
    article = make_article()
    other = signed_in("Editor")
    User.objects.filter(pk=person(other).pk).update(first_name="Ana", last_name="Ruiz")
    for client in (other, other, editor):
        report(client, article, headline="Typed")
    report(other, make_article(), "seen")

    with django_assert_num_queries(few):
        page = editor.get(changelist).text

    assert page.count(f"Ana Ruiz and {person(editor).username} are editing") == 1
    OpenForm.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    assert "are editing" not in editor.get(changelist).text
