"""The length of a session: hours without a request, days in all."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from staff.models import SignIn
from staff.sessions import BEGAN, SEEN, STEP
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    user, client = make_user("Editor"), Client()
    response = client.post("/admin/login/", {"login": user.username, "password": "secret"})
    assert response.status_code == 302
    return client


def turn_back(client: Client, *names: str, seconds: int) -> None:
    session = client.session
    for name in names:
        session[name] -= seconds
    session.save()


def hours_left() -> float:
    left = Session.objects.get().expire_date - timezone.now()
    return left.total_seconds() / 3600


def test_a_session_ends_twelve_hours_after_the_last_request(client):
    assert 11.9 < hours_left() <= 12
    cookie = client.cookies["sessionid"]
    assert 11.9 * 3600 < cookie["max-age"] <= 12 * 3600

    Session.objects.update(expire_date=timezone.now())

    assert client.get("/admin/").status_code == 302


def test_a_session_that_is_used_goes_on(client):
    client.get("/admin/")
    turn_back(client, SEEN, seconds=STEP + 1)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))

    response = client.get("/admin/")

    assert response.status_code == 200
    assert "sessionid" in response.cookies
    assert hours_left() > 11.9
    # The next request soon after writes nothing.
    assert "sessionid" not in client.get("/admin/").cookies


def test_a_session_ends_fourteen_days_after_signing_in(client):
    turn_back(client, BEGAN, seconds=14 * 24 * 3600 + 1)

    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 302
    assert list(SignIn.objects.order_by("pk").values_list("kind", flat=True)) == ["in", "expired"]


def test_readers_have_no_session():
    response = Client().get("/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
