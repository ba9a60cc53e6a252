"""The checklist on the first page of a new newsroom's desk."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Section, SitePage
from authors.models import Author
from newsroom.demo.logins import LOGINS
from staff.models import User
from tests.desk import signed_in, text_of
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.usefixtures("newsroom")
EMPTY = pytest.mark.empty_database(reason="A new newsroom has nothing yet.")
ALL = ["section", "author", "wording", "sitepage", "user"]


def left(client: Client) -> list[str]:
    """Return what the forms of the open steps add."""
    page = text_of(client.get("/admin/"))
    section = page.partition('<section class="first-steps"')[2].partition("</section>")[0]
    return re.findall(r'href="/admin/\w+/(\w+)/add/"', section)


def alone(role: str = "", **fields) -> Client:
    """Return a client that is signed in as the only user."""
    User.objects.update(is_active=False)
    client = Client()
    client.force_login(make_user(role, **fields))
    return client


@EMPTY
def test_each_step_is_ticked_when_it_is_done_and_the_list_goes_with_the_last(newsroom):
    client = alone(is_superuser=True)
    assert left(client) == ALL
    make_section()
    assert left(client) == ALL[1:]
    assert "Done:" in text_of(client.get("/admin/"))
    make_author()
    make_wording()
    SitePage.objects.create(slug="corrections", title="Corrections", body="<p>We do.</p>")
    assert left(client) == ["user"]
    make_user("Editor")
    assert "First steps" not in text_of(client.get("/admin/"))


@EMPTY
def test_the_list_goes_with_the_first_story_that_readers_see(newsroom):
    client = alone(is_superuser=True)
    make_article()
    assert "First steps" in text_of(client.get("/admin/"))
    make_edition()
    assert "First steps" not in text_of(client.get("/admin/"))


@EMPTY
@pytest.mark.parametrize(
    ("role", "steps"),
    [
        ("Administrator", ALL),
        ("Editor", ["section", "author", "sitepage"]),
        ("Disclosure staff", ["wording"]),
        ("Writer", []),
    ],
)
def test_each_role_sees_the_steps_that_it_may_take(newsroom, role, steps):
    client = alone(role)
    assert left(client) == steps
    assert ("First steps" in text_of(client.get("/admin/"))) is bool(steps)
    for model in steps:
        app = {"author": "authors", "wording": "disclosures", "user": "staff"}.get(
            model, "articles"
        )
        assert client.get(f"/admin/{app}/{model}/add/").status_code == 200


@EMPTY
def test_a_role_is_done_with_its_own_steps(newsroom):
    client = alone("Editor")
    make_section()
    make_author()
    SitePage.objects.create(slug="ethics", title="Ethics", body="<p>We have some.</p>")
    assert "First steps" not in text_of(client.get("/admin/"))


@EMPTY
def test_without_disclosures_there_is_no_wording_to_write(newsroom, settings):
    settings.DISCLOSURES = False
    assert "wording" not in left(alone(is_superuser=True))


@EMPTY
def test_a_colleague_who_left_is_none(newsroom):
    client = alone(is_superuser=True)
    make_user("Editor", is_active=False)
    assert "user" in left(client)


@pytest.mark.parametrize("role", [login.role for login in LOGINS])
def test_a_newsroom_at_work_has_no_such_list(newsroom, role):
    assert "First steps" not in text_of(newsroom.client(role).get("/admin/"))


def test_it_takes_one_query(newsroom):
    assert Section.objects.exists() and Author.objects.exists()
    client = signed_in("Administrator")
    with CaptureQueriesContext(connection) as captured:
        client.get("/admin/")
    assert len([query for query in captured if '"has_colleague"' in query["sql"]]) == 1
