"""Evidence from the desk."""

import pytest
from django.urls import reverse

from articles.evidence import verifier
from tests.articles.evidence.files import live_since_monday
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return live_since_monday()


def test_staff_get_the_file_from_the_desk(edition):
    url = reverse("admin:articles_edition_evidence")
    listed = signed_in("Disclosure staff").get(reverse("admin:articles_edition_changelist"))
    assert f'href="{url}"' in listed.content.decode()
    query = {"path": f"/{edition.path}/", "at": "2031-03-03T09:30"}
    response = signed_in("Disclosure staff").get(url, query)
    assert "attachment" in response.headers["Content-Disposition"]
    assert verifier.statement_in(response.content)["record"]["path"] == f"/{edition.path}/"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({}, 200, "Make the file"),
        ({"path": ""}, 400, "Give the page"),
        ({"path": "/no/where/", "at": "2031-03-03T09:30"}, 400, "answered 404"),
        ({"path": "/a/b/", "at": "soon"}, 400, "valid date"),
        ({"path": "https://[bad/"}, 400, "is no address"),
        ({"path": "/a%00b/c/"}, 400, "is no address"),
        ({"path": "/a/b/", "at": "0001-01-01T00:00"}, 400, ""),
        ({"path": "/a/b/", "at": "9999-12-31T23:59"}, 400, ""),
    ],
)
def test_the_desk_says_what_is_missing(query, status, said):
    response = signed_in("Disclosure staff").get(reverse("admin:articles_edition_evidence"), query)
    assert response.status_code == status
    assert said in response.content.decode()


def test_writers_get_no_evidence():
    assert signed_in("Writer").get(reverse("admin:articles_edition_evidence")).status_code == 403
