"""The sign-in page: who gets in, how guessing is slowed, and what goes on record."""

import pytest
from django.test import Client

from staff.models import SignIn
from tests.factories import make_user
from tests.staff.signing_in import PAGE, WRONG, attempt, kinds

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_the_desk():
    user, client = make_user("Editor"), Client()
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "Sign in to the desk" in page.content.decode()

    response = attempt(user, client=client)

    assert (response.status_code, response.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    row = SignIn.objects.get()
    assert (row.kind, row.user, row.address) == ("in", user, "192.0.2.1")
    assert row.browser == "Test browser"
    # Who is in already needs no page to sign in.
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/admin/articles/article/?q=a", "/admin/articles/article/?q=a"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_only_addresses_of_ours_are_gone_to_afterwards(wanted, given):
    response = attempt(make_user("Editor"), next=wanted)

    assert response.url == given


@pytest.mark.parametrize("case", ["password", "name", "inactive", "not staff"])
def test_every_refusal_reads_the_same(case):
    user = make_user(is_active=case != "inactive", is_staff=case != "not staff")
    name = "nobody-has-it" if case == "name" else user.username

    response = attempt(name, WRONG if case == "password" else "secret")

    page = response.content.decode()
    assert response.status_code == 200
    assert "The username or the password is wrong, or this login isn’t for the desk." in page
    assert name in page and WRONG not in page and "secret" not in page
    assert kinds() == ["not-staff" if case == "not staff" else "refused"]


def test_a_user_who_left_the_staff_is_informed():
    user, client = make_user(is_staff=False), Client()
    client.force_login(user)

    page = client.get("/admin/", follow=True)

    assert (
        f"You are signed in as {user.username}, who may not use the desk" in page.content.decode()
    )


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "’; DROP TABLE", "\ud800", "1" * 5000])
def test_odd_names_are_refused_in_words(name):
    response = attempt(name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), WRONG)

    assert response.status_code == 200
    assert "error" in response.content.decode().lower()


def test_the_page_is_never_kept_and_needs_a_token():
    response = Client().get(PAGE)

    assert "no-store" in response.headers["Cache-Control"]
    assert Client(enforce_csrf_checks=True).post(PAGE, {"login": "a"}).status_code == 403


def test_allauth_has_no_other_page():
    for path in ("signup", "logout", "password/reset", "email", "inactive"):
        assert Client().get(f"/admin/{path}/").status_code == 302
        assert Client().get(f"/accounts/{path}/").status_code == 404
