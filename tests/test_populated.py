"""The fixture `newsroom`: whole for every test, whatever the one before did to it."""

from urllib.request import urlopen

import pytest

from articles import publishing
from articles.models import Article, Edition
from disclosures.models import Click, Deal, Programme, Wording
from disclosures.rules.rulebook import rulebook
from newsroom.database import base
from newsroom.demo.logins import LOGINS
from staff.models import User
from tests import populated
from tests.factories import make_article, make_programme

SLUG = "board-games-for-two"


def test_it_holds_what_the_desk_works_on(newsroom):
    assert Article.objects.count() > 30
    assert Edition.objects.live().count() > 25
    for model in (Click, Deal, Programme, Wording):
        assert model.objects.exists(), model


def test_its_users_have_every_role(newsroom):
    for login in LOGINS:
        assert newsroom.user(login.role) == newsroom.user(login.username)
        assert newsroom.client(login.role).get("/admin/").status_code == 200


def test_it_tells_the_rows_that_a_test_made(newsroom):
    assert not newsroom.new(Article).exists()
    made = make_article()
    assert newsroom.new(Article).get() == made


@pytest.mark.parametrize("run", [1, 2])
def test_changes_are_rolled_back(newsroom, run):
    story = newsroom.story(SLUG)
    assert Edition.objects.live().filter(article=story).exists()
    publishing.withdraw(story, by=newsroom.user("editor"), reason="A test.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_commits_are_gone_with_their_copy(newsroom, run):
    story = newsroom.story(SLUG)
    assert Edition.objects.live().filter(article=story).exists()
    publishing.withdraw(story, by=newsroom.user("editor"), reason="A test.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["Find", "Seek"])
def test_rules_of_a_former_copy_are_forgotten(newsroom, name):
    """Both tests give their programme the same key."""
    make_programme(name=name, patterns="find.example", ids_in="tag")

    (rule,) = [rule for rule in rulebook().rules if rule.patterns[0].host == "find.example"]
    assert rule.name == name


@pytest.mark.django_db
def test_another_test_finds_its_database_empty():
    assert not Article.objects.exists()
    assert not User.objects.exists()


@pytest.mark.empty_database(reason="shows what the marker does")
def test_a_marked_test_finds_its_database_empty(newsroom):
    assert not Article.objects.exists()


def test_the_live_server_reads_the_magazine(newsroom, live_server):
    edition = Edition.objects.live().get(article__slug=SLUG)

    with urlopen(live_server.url + edition.get_absolute_url()) as page:
        assert edition.headline in page.read().decode()


def test_a_late_request_to_a_dropped_database_does_not_keep_the_next_test_from_its_own(newsroom):
    base.attempts.failed()

    with populated.copied(populated.current(), "newsroom_after_a_failure"):
        pass
