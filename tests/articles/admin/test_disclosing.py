"""Disclosure staff mark stories and links, in a form of their own that publishes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, DraftVersion
from tests.desk import change_url, form_of, messages, signed_in
from tests.factories import make_article, make_edition, make_programme, make_user

pytestmark = pytest.mark.usefixtures("newsroom")

SHOP, OTHER = "https://shop.example/kettle", "https://other.example/"
BODY = f'<p><a href="{SHOP}">A kettle</a>, <a href="{OTHER}">another</a>.</p>'


@pytest.fixture
def staff() -> Client:
    return signed_in("Disclosure staff")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_disclose", args=[article.pk])


def mark(client: Client, article: Article, **changes):
    data = {
        "connection": article.connection,
        "connection_with": article.connection_with,
        "paid_links": article.paid_links,
        "version": article.version,
    }
    return client.post(page_of(article), data | changes, follow=True)


@pytest.mark.parametrize("printed", [False, True])
def test_a_story_and_its_links_are_marked_in_the_draft(staff, printed):
    article = make_edition(body=BODY).article if printed else make_article(body=BODY)
    before = Article.objects.get(pk=article.pk).copy()
    assert page_of(article) in staff.get(change_url(article)).text

    response = mark(
        staff, article, connection="gifted", connection_with="Kettle & Co", paid_links=[SHOP]
    )

    assert "Saved in the draft" in messages(response)
    article.refresh_from_db()
    assert (article.connection, article.connection_with) == ("gifted", "Kettle & Co")
    assert article.paid_links == [SHOP]
    marked = {"connection", "connection_with", "paid_links"}
    assert {k for k, v in article.copy().items() if v != before[k]} == marked
    assert article.editions.count() == int(printed)
    event = article.events.first()
    assert (event.action, event.edition) == ("disclosed", None)
    assert event.note == "About something gifted or lent: Kettle & Co; 1 paid link"
    assert event.note.replace("&", "&amp;") in staff.get(change_url(article)).text
    assert DraftVersion.objects.get().copy["connection"] == ""


def test_readers_see_the_mark_when_the_draft_is_published(staff):
    article = make_edition().article
    mark(staff, article, connection="gifted", connection_with="Kettle & Co")
    path = article.editions.get().get_absolute_url()
    assert "Kettle &amp; Co" not in Client().get(path).text
    article.refresh_from_db()
    signed_in("Editor").post(change_url(article), form_of(article, _publish="1"))
    assert "Kettle &amp; Co" in Client().get(path).text


def test_the_form_has_nothing_else_of_the_story_and_takes_nothing_else(staff):
    make_programme(name="Ours", patterns="ours.example")
    known = "https://ours.example/dp/1?tag=ours"
    article = make_article(body=BODY + f'<p><a href="{known}">Amazon</a></p>', headline="Stays")
    page = staff.get(page_of(article)).text
    assert SHOP in page
    assert known not in page
    for name in ("headline", "body", "slug", "section", "tags"):
        assert f'name="{name}"' not in page
    mark(staff, article, connection="partner", connection_with="X", headline="Gone", body="")
    article.refresh_from_db()
    assert (article.headline, article.connection) == ("Stays", "partner")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"connection": "sponsored"}, "Say who paid for it"),
        ({"connection": "bribed"}, "Select a valid choice"),
        ({"paid_links": ["https://not-in-the-story.example/"]}, "Select a valid choice"),
        ({"version": ""}, "Check it again, then save"),
        ({"version": "x"}, "Check it again, then save"),
        ({"connection_with": "x" * 121}, "at most 120 characters"),
        ({"connection_with": "\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(staff, changes, sentence):
    article = make_article(body=BODY)
    response = mark(staff, article, **changes)
    assert response.status_code == 200
    assert sentence in response.text.replace("&#x27;", "'")
    article.refresh_from_db()
    assert (article.connection, article.paid_links, article.version) == ("", [], 0)


def test_a_draft_that_somebody_saved_meanwhile_is_not_marked_blindly(staff):
    article = make_article(body=BODY)
    editor = signed_in("Editor")
    editor.post(change_url(article), form_of(article, headline="Theirs"))
    given = {"connection": "gifted", "connection_with": "Kettle & Co"}

    response = mark(staff, article, **given)

    assert "your choices are still here" in response.text
    assert "Kettle &amp; Co" in response.text
    article.refresh_from_db()
    assert article.connection == ""
    mark(staff, article, version=response.context["form"]["version"].value(), **given)
    article.refresh_from_db()
    assert (article.connection, article.headline) == ("gifted", "Theirs")


def test_an_editor_who_had_the_story_open_does_not_take_the_mark_away(staff):
    article = make_article(body=BODY)
    form = form_of(article, headline="Mine")
    mark(staff, article, connection="gifted", connection_with="Kettle & Co", paid_links=[SHOP])
    editor = signed_in("Editor")

    answer = editor.post(change_url(article), form, follow=True)

    said = "What only they changed, the tie to disclose, the name of the sponsor or giver and the paid links, is in the draft"
    assert said in messages(answer)
    article.refresh_from_db()
    assert (article.headline, article.connection) == ("Mine", "gifted")
    assert article.paid_links == [SHOP]


def test_marking_nothing_new_writes_nothing(staff):
    article = make_article(body=BODY)
    assert "Nothing was changed" in messages(mark(staff, article))
    article.refresh_from_db()
    assert article.version == 0
    assert not article.events.exists()


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_who_may_not_disclose_is_refused_on_the_server(role):
    article = make_article(body=BODY)
    client = signed_in(role)
    assert page_of(article) not in client.get(change_url(article)).text
    assert client.get(page_of(article)).status_code == 403
    assert mark(client, article, connection="gifted", connection_with="X").status_code == 403
    article.refresh_from_db()
    assert article.connection == ""


def test_a_story_that_is_not_there_and_a_login_that_is_none(staff):
    article = make_article()
    assert staff.get(reverse("admin:articles_article_disclose", args=[10**6])).status_code == 404
    assert Client().get(page_of(article)).status_code == 302
    nobody = Client()
    nobody.force_login(make_user("Disclosure staff", is_staff=False))
    assert nobody.get(page_of(article)).status_code == 302


def test_a_story_with_a_mark_on_record_is_not_deleted(staff):
    article = make_article(body=BODY)
    mark(staff, article, connection="gifted", connection_with="X")
    delete = reverse("admin:articles_article_delete", args=[article.pk])
    assert signed_in("Editor").post(delete, {"post": "yes"}).status_code == 403
