"""The checklist of the story's form: what prevents publishing, advice, and the way to override."""

import pytest
from django.test import Client
from lxml import html as lxml_html

from articles.admin.checklist import TARGETS
from articles.models import Article, Event
from tests.desk import change_url, messages, post, signed_in, text_of
from tests.factories import make_article, make_image

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def flawed() -> Article:
    return make_article(standfirst="", picture=make_image(credit=""))


def lines(client: Client, article: Article, kind: str) -> list[str]:
    """Return the sentences of one list of the form's checklist."""
    page = lxml_html.fromstring(client.get(change_url(article)).text)
    return [
        " ".join(item.text_content().split()) for item in page.xpath(f"//*[@class='{kind}']//li")
    ]


def test_errors_and_advice_are_two_lists_and_each_line_leads_to_its_field(flawed):
    writer = signed_in("Writer")
    assert lines(writer, flawed, "lacking") == [
        f"“{flawed.picture}” has no credit. Say who made it or owns it."
    ]
    assert any("Write a standfirst" in line for line in lines(writer, flawed, "advice"))
    page = writer.get(change_url(flawed)).text
    assert "1 missing" in page
    assert 'href="#id_picture"' in page and 'href="#id_standfirst"' in page


def test_every_target_is_in_the_form():
    page = lxml_html.fromstring(signed_in("Editor").get(change_url(make_article())).content)
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    assert set(TARGETS.values()) <= ids


def test_the_setting_moves_a_line_from_one_list_to_the_other(settings, flawed):
    settings.PUBLISHING_CHECKS = {"standfirst": "error", "credit": "off"}
    editor = signed_in("Editor")
    assert [line[:18] for line in lines(editor, flawed, "lacking")] == ["Write a standfirst"]
    assert "Write a standfirst" not in str(lines(editor, flawed, "advice"))
    assert "Write a standfirst" in messages(post(editor, flawed, _publish="1"))


def test_an_administrator_publishes_despite_errors_with_a_reason(flawed):
    admin = signed_in("Administrator")
    assert "Publish despite this" in text_of(admin.get(change_url(flawed)))
    assert "has no credit" in messages(post(admin, flawed, _publish="1"))

    flawed.refresh_from_db()
    response = post(admin, flawed, _publish="1", override_reason="The agency allows it")

    assert "Published." in messages(response)
    page = " ".join(text_of(response).split())
    assert "Published despite errors" in page
    assert "The agency allows it (picture without credit)" in page


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_others_are_not_offered_it_and_are_refused(flawed, role):
    client = signed_in(role)
    assert "override_reason" not in text_of(client.get(change_url(flawed)))

    response = post(client, flawed, _publish="1", override_reason="Let me")

    assert "permission" in messages(response)
    assert not flawed.editions.exists() and not Event.objects.filter(article=flawed).exists()


def test_a_reason_that_is_refused_stays_in_the_form(flawed):
    response = post(signed_in("Administrator"), flawed, _publish="1", override_reason="x" * 201)
    assert "Keep the reason below 200 characters." in messages(response)
    assert response.context["override_form"].initial == {"override_reason": "x" * 201}


@pytest.mark.parametrize("button", [{"_publish": "1"}, {"_schedule": "2090-01-01T09:00"}])
def test_a_reason_with_a_nul_is_refused_and_the_draft_is_saved(flawed, button):
    given = {"headline": "Typed", "override_reason": "a\x00b"}
    response = post(signed_in("Administrator"), flawed, **given, **button)
    assert "Reason, for the story’s log: Null characters are not allowed." in messages(response)
    flawed.refresh_from_db()
    assert flawed.headline == "Typed"


def test_nothing_to_override_where_a_fixed_rule_is_broken_alone():
    article = make_article(authors=[])
    assert "override_reason" not in text_of(signed_in("Administrator").get(change_url(article)))
