"""The search over our own stories, for links in a body."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from tests.desk import signed_in
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
URL = "/admin/articles/article/stories/"


@pytest.fixture
def editor():
    return signed_in("Editor")


def headlines(client, words: str) -> list[str]:
    return [story["headline"] for story in client.get(URL, {"q": words}).json()["stories"]]


def test_live_stories_are_found_by_words_of_the_headline_in_any_order(editor):
    edition = make_edition(headline="Quagga & Sons open a shop")
    (story,) = editor.get(URL, {"q": "shop QUAGGA"}).json()["stories"]
    assert story["headline"] == "Quagga & Sons open a shop"
    assert story["key"] == edition.article_id
    assert story["address"] == edition.get_absolute_url()
    assert story["about"].startswith(f"{edition.section.name} · ")
    assert headlines(editor, "quagga nowhere") == []


def test_a_story_is_found_by_its_address(editor):
    edition = make_edition(headline="Quagga", slug="about-a-quagga")
    assert headlines(editor, edition.get_absolute_url()) == ["Quagga"]


def test_the_newest_are_offered_first_and_without_words(editor):
    make_edition(headline="Quagga one", days_ago=0.02)
    make_edition(headline="Quagga two", days_ago=0.01)
    assert headlines(editor, "quagga") == ["Quagga two", "Quagga one"]
    assert headlines(editor, "")[:2] == ["Quagga two", "Quagga one"]
    assert len(headlines(editor, "")) == 8


def test_nothing_is_offered_that_readers_do_not_see(editor):
    make_article(headline="Quagga the draft")
    edition = make_edition(headline="Quagga the withdrawn")
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Wrong.")
    updated = make_edition(headline="Quagga the first").article
    updated.headline = "Quagga the second"
    updated.save()
    make_edition(updated)
    assert headlines(editor, "quagga") == ["Quagga the second"]


def test_short_words_choose_among_the_newest(editor):
    make_edition(headline="Qx in Oz")
    assert headlines(editor, "oz qx") == ["Qx in Oz"]
    assert headlines(editor, "oz quagga") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "a" * 10_000, "x " * 5_000, "\0", "/", "★"])
def test_odd_words_are_only_words(editor, words):
    answer = editor.get(URL, {"q": words})
    assert answer.status_code == 200
    assert len(answer.json()["stories"]) <= 8


@pytest.mark.parametrize(
    ("role", "status"), [("Writer", 200), ("Editor", 200), ("Disclosure staff", 200), ("", 302)]
)
def test_who_reads_stories_on_the_desk_may_search(role, status, client):
    assert (signed_in(role) if role else client).get(URL).status_code == status


def test_a_login_without_any_role_may_not(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(URL).status_code == 403


def test_it_is_one_query(editor):
    editor.get(URL, {"q": "one"})
    with CaptureQueriesContext(connection) as queries:
        editor.get(URL, {"q": "quagga"})
    assert sum("articles_edition" in query["sql"] for query in queries) == 1
    assert len(queries) <= 5
