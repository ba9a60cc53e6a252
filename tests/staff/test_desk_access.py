"""Access to the desk's pages by role, and the messages for those without."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk import change_url, form_of, signed_in
from tests.factories import (
    make_article,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


MAY_OPEN = {
    "Writer": {"articles/article/add/", "images/image/add/", "images/image/pick/"},
    "Editor": {
        "articles/article/add/",
        "articles/section/add/",
        "articles/edition/",
        "articles/sitepage/add/",
        "authors/author/add/",
        "images/image/add/",
        "images/image/pick/",
    },
    "Disclosure staff": {
        "articles/edition/",
        "images/image/pick/",
        "disclosures/programme/add/",
        "disclosures/wording/add/",
    },
    "Administrator": {
        "articles/article/add/",
        "articles/section/add/",
        "articles/edition/",
        "articles/sitepage/add/",
        "authors/author/add/",
        "images/image/add/",
        "images/image/pick/",
        "disclosures/programme/add/",
        "disclosures/wording/add/",
        "staff/user/add/",
    },
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_its_pages_and_no_other(role):
    client = signed_in(role)
    for door in MAY_OPEN["Administrator"]:
        expected = 200 if door in MAY_OPEN[role] else 403
        assert client.get(f"/admin/{door}").status_code == expected, door
    assert client.get("/admin/").status_code == 200


def test_a_login_that_is_not_staff_gets_nowhere():
    client = Client()
    client.force_login(make_user("Editor", is_staff=False))
    article = make_article(headline="Secret")
    for path in (change_url(article), reverse("admin:articles_article_preview", args=[article.pk])):
        assert client.get(path).status_code == 302


def test_a_login_without_the_permission_is_informed():
    response = signed_in("Writer").get("/admin/disclosures/programme/add/")
    assert response.status_code == 403
    assert "Your login may not do this" in response.content.decode()


def test_a_form_that_is_too_old_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Editor"))
    response = client.post(reverse("admin:articles_article_add"), form_of())
    assert response.status_code == 403
    assert "what you typed is still there" in response.content.decode()


def test_a_text_that_is_too_long_is_refused_with_a_way_back(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    article = make_article()
    response = editor.post(change_url(article), form_of(article, body="x" * 20_000))
    assert response.status_code == 400
    assert "go back, and make it shorter" in response.content.decode()
