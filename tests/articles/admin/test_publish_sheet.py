"""The publish sheet: times in words, a planned withdrawal, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html

from articles.models import Article
from newsroom import clock, time_words
from tests.desk import change_url, messages, post, signed_in
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.usefixtures("newsroom")
TIMES = reverse("admin:articles_article_times")
EXPIRY = {"expire_at": "in 2 weeks", "expire_reason": "The licence ends."}


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def sheet_of(client: Client, article: Article):
    """Return the publish sheet of a story's form as an element; None without one."""
    page = lxml_html.fromstring(client.get(change_url(article)).text)
    found = page.xpath("//*[@id='publish-sheet']")
    return found[0] if found else None


def test_typed_times_are_understood_or_refused_with_a_sentence(editor):
    answer = editor.get(TIMES, {"publish_at": "tomorrow 9", "expire_at": "soon", "other": "x"})

    at = time_words.read("tomorrow 9", clock.now())
    words = f"{timezone.localtime(at):%A, %-d %B %Y at %H:%M}, {time_words.zone_in_words()}"
    assert answer.json() == {
        "publish_at": {"words": words, "problem": ""},
        "expire_at": {"words": "", "problem": time_words.EXAMPLES},
    }
    past = editor.get(TIMES, {"publish_at": "2001-01-01 9:00"}).json()["publish_at"]
    assert "has passed" in past["problem"] and not past["words"]
    assert editor.get(TIMES, {"publish_at": " "}).json() == {
        "publish_at": {"words": "", "problem": ""}
    }
    assert editor.post(TIMES).status_code == 405
    assert signed_in("Writer").get(TIMES, {"publish_at": "today 9"}).status_code == 403


def test_an_editor_schedules_in_words_with_a_planned_withdrawal(editor):
    article = make_article()

    said = messages(post(editor, article, publish_at="tomorrow 9", _schedule="1", **EXPIRY))

    edition = article.editions.get()
    assert timezone.localtime(edition.live_from).hour == 9
    assert edition.live_until > edition.live_from + timedelta(days=12)
    assert f"{timezone.localtime(edition.live_from):goes live at %H:%M on %A}" in said
    assert "It will be withdrawn at" in said and time_words.zone_in_words() in said


def test_an_editor_publishes_with_a_planned_withdrawal(editor):
    article = make_article()
    said = messages(post(editor, article, _publish="1", **EXPIRY))
    assert "Published" in said and "It will be withdrawn at" in said
    assert article.editions.live().get().withdrawal_reason == "The licence ends."
    sheet = sheet_of(editor, article)
    assert "still to be withdrawn" in sheet.text_content()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"expire_at": "in 1 day"}, "Give the reason"),
        ({"expire_reason": "Legal"}, "Type the time of the withdrawal"),
        (EXPIRY | {"expire_at": "someday"}, "Withdraw it at: Write a day and an hour"),
        (EXPIRY | {"expire_at": "2001-01-01 9:00"}, "before it goes live"),
        ({"publish_at": "tomorrow 9"}, "Press “Schedule”"),
    ],
)
def test_what_is_refused_is_in_the_open_sheet_with_the_reason(editor, typed, sentence):
    article = make_article()

    response = post(editor, article, headline="Kept", _publish="1", **typed)

    assert sentence in messages(response)
    sheet = lxml_html.fromstring(response.text).xpath("//*[@id='publish-sheet']")[0]
    assert "data-open" in sheet.attrib
    assert sentence in sheet.xpath(".//*[@class='errornote']")[0].text_content()
    for name, text in typed.items():
        assert sheet.xpath(f".//input[@name='{name}']")[0].get("value") == text
    article.refresh_from_db()
    assert article.headline == "Kept" and not article.editions.exists()
    assert "data-open" not in sheet_of(editor, article).attrib


def test_a_problem_of_the_draft_leaves_the_sheet_closed(editor):
    response = post(editor, make_article(headline=""), _publish="1", **EXPIRY)
    assert "Write a headline" in messages(response)
    sheet = lxml_html.fromstring(response.text).xpath("//*[@id='publish-sheet']")[0]
    assert "data-open" not in sheet.attrib
    assert sheet.xpath(".//input[@name='expire_reason']")[0].get("value") == "The licence ends."


@pytest.mark.parametrize("button", ["_continue", "_preview"])
def test_a_save_keeps_what_is_typed_in_the_sheet(editor, button):
    article = make_article()
    post(editor, article, publish_at="friday 9", **EXPIRY, **{button: "1"})
    response = editor.get(change_url(article))
    if button == "_continue":
        # The page after the save has shown them, and they are in the form that it sends next.
        response = post(editor, article, publish_at="friday 9", **EXPIRY, _continue="1")
    assert response.context["schedule_form"].initial == {"publish_at": "friday 9"}
    assert response.context["expiry_form"].initial == EXPIRY
    assert not article.editions.exists()


def test_the_embargo_is_in_the_sheet_or_for_writers_in_the_form(editor):
    article = make_article()
    sheet = sheet_of(editor, article)
    assert len(sheet.xpath(".//input[@name='embargo_until']")) == 1
    writer = signed_in("Writer")
    assert sheet_of(writer, article) is None
    assert writer.get(change_url(article)).text.count('name="embargo_until"') == 1


def test_nobody_plans_a_withdrawal_without_the_permission():
    Group.objects.get(name="Editor").permissions.remove(
        Permission.objects.get(codename="withdraw_article")
    )
    editor, article = signed_in("Editor"), make_article()
    assert not sheet_of(editor, article).xpath(".//input[@name='expire_at']")
    assert "permission to withdraw" in messages(post(editor, article, _publish="1", **EXPIRY))
    assert not article.editions.exists()


def test_an_unchanged_story_says_why_nothing_can_be_published(editor):
    sheet = sheet_of(editor, make_edition().article)
    buttons = sheet.xpath(".//button[@name='_publish' or @name='_schedule']")
    assert len(buttons) >= 3
    assert {button.get("aria-describedby") for button in buttons} == {"unchanged"}
    assert "Nothing has changed since edition 1" in sheet.xpath(".//*[@id='unchanged']")[0].text
