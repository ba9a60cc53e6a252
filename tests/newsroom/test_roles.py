"""Who may open what on the desk, and what is said to who may not."""

import pytest
from django.contrib.auth.models import User
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
        "articles/policy/add/",
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
        "articles/policy/add/",
        "authors/author/add/",
        "images/image/add/",
        "images/image/pick/",
        "disclosures/programme/add/",
        "disclosures/wording/add/",
        "auth/user/add/",
    },
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_its_doors_and_no_other(role):
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


def test_an_administrator_makes_logins_but_no_superuser():
    client = signed_in("Administrator")
    me = User.objects.get(groups__name="Administrator")
    root = make_user(is_superuser=True)
    form = {"username": me.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    form |= {"groups": [group.pk for group in me.groups.all()]}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00", "last_login_0": ""}

    client.post(reverse("admin:auth_user_change", args=[me.pk]), form | dates)

    me.refresh_from_db()
    assert not me.is_superuser
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403

    password = "a long enough one"
    new = {"username": "newbie", "password1": password, "password2": password}
    new |= {"usable_password": "true", "groups": [me.groups.get().pk]}
    assert client.post(reverse("admin:auth_user_add"), new).status_code == 302
    assert Client().login(username="newbie", password=password)
    assert User.objects.get(username="newbie").is_staff


def test_a_login_without_the_permission_is_told_so():
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
