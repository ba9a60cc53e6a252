"""Bodies that no editor's script made: saved from a form, an import, a script; and read again."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.evidence import make_evidence
from articles.models import Article, SitePage
from newsroom.html_limits import TooMuchHtml
from tests.factories import make_article, make_edition, make_programme, make_user, make_wording
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.django_db
LINKED = '<p>Words.</p><a href="https://amazon.com/1?tag=a-20"><img data-file="1" src="/x"></a>'
TOO_LONG = "<p>" + "kept " * 80_000 + "</p>"
TOO_DEEP = "<blockquote>" * 150 + "kept"


@pytest.fixture
def editor() -> User:
    return make_user("Editor")


@pytest.fixture
def desk(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def pages_of(article: Article) -> list[str]:
    names = ("admin:articles_article_change", "admin:articles_article_preview")
    return [reverse(name, args=[article.pk]) for name in names]


def fields(article: Article | None = None, **changed: object) -> dict[str, object]:
    """Return the fields that the story's form sends."""
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    sent: dict[str, object] = {"headline": "Of lamps", "stage": "writing", "version": 0}
    for prefix in ("bylines", "related_links"):
        sent |= {f"{prefix}-{name}": value for name, value in empty.items()}
    return sent | ({"version": article.version} if article else {}) | changed


@pytest.mark.parametrize(
    "body", [LINKED, "<p>a</p></body></html><p>b</p>", "a&#8;b", "<p>\ud800</p>", "<table>a<tr>b"]
)
def test_the_desk_opens_whatever_a_script_saved(desk, body):
    article = make_article(body=body)
    for address in pages_of(article):
        assert desk.get(address).status_code == 200, address


def test_the_form_takes_every_payload_and_opens_again(desk):
    """Post each payload as a browser without JavaScript does."""
    article = make_article()
    for payload in [LINKED, *PAYLOADS[::7]]:
        article.refresh_from_db()
        body = payload.encode("utf-8", "ignore").decode()
        sent = fields(article, body=body, section=article.section_id, slug=article.slug)
        answer = desk.post(pages_of(article)[0], sent)
        assert answer.status_code in (200, 302), payload[:80]
        for address in pages_of(article):
            assert desk.get(address).status_code == 200, payload[:80]


def test_a_live_story_with_an_odd_body_is_read_everywhere():
    make_wording()
    make_programme()
    edition = make_edition(body="<h2>a&#8;</h2><a href='https://amazon.com/1'>b</a> &#x1f;<table>c")
    for address in (edition.get_absolute_url(), "/feed.xml", "/atom.xml", "/feed.json"):
        assert Client().get(address).status_code == 200, address
    assert "amazon.com" in make_evidence(edition.path, timezone.now()).page


@pytest.mark.parametrize(
    ("body", "why"), [(TOO_LONG, "is too long: 400 KB"), (TOO_DEEP, "is too deeply nested")]
)
def test_the_form_refuses_too_much_and_keeps_the_words(desk, body, why):
    article = make_article()

    answer = desk.post(pages_of(article)[0], fields(article, body=body))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert why in page
    assert "paste it as plain text" in page
    assert "kept" in page
    article.refresh_from_db()
    assert "kept" not in article.body


@pytest.mark.parametrize("body", [TOO_LONG, TOO_DEEP])
def test_no_other_field_lets_too_much_in(editor, body):
    article = make_article()
    doors = [
        lambda: Article.objects.create(body=body),
        lambda: Article.objects.filter(pk=article.pk).update(body=body),
        lambda: SitePage.objects.create(slug="ethics", title="Ethics", body=body),
    ]
    for door in doors:
        with transaction.atomic(), pytest.raises(TooMuchHtml):
            door()
    with pytest.raises(ValidationError, match="This text is too"):
        Article(body=body).full_clean()
    assert publishing.publish(article, by=editor).body == article.body


def test_a_policys_form_refuses_too_much():
    client = Client()
    client.force_login(make_user(is_superuser=True))
    sent = {"kind": "ethics", "title": "Ethics", "body": TOO_DEEP}
    page = client.post(reverse("admin:articles_sitepage_add"), sent).content.decode()
    assert "is too deeply nested" in page
    assert "kept" in page
