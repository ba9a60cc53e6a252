"""The home page and sections: their fronts, and the lists of all stories behind them."""

import re

import pytest

from articles.models import Front
from articles.models.containers import Container, Layout, as_json
from articles.publishing import fronts
from newsroom.pagination import PER_PAGE
from tests.factories import make_author, make_edition, make_section, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def games():
    """A section with more stories than a page of a list."""
    section, author = make_section(name="Games", slug="games"), make_author()
    for number in range(PER_PAGE + 2):
        make_edition(days_ago=number, headline=f"G{number}", section=section, authors=[author])
    return section


def test_the_home_page_takes_at_most_five_queries_however_long(
    client, games, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5) as first:
        assert client.get("/").status_code == 200
    for number in range(30):
        make_edition(days_ago=number, section=games)
    with django_assert_max_num_queries(len(first)):
        client.get("/")
    with django_assert_max_num_queries(4):
        assert client.get("/games/").status_code == 200


def test_the_former_pages_of_the_home_page_lead_to_the_latest_stories(client, games):
    response = client.get("/?page=2")
    assert (response.status_code, response["Location"]) == (301, "/latest/?page=2")
    assert client.get("/latest/?page=2").status_code == 200
    for number in ("0", "x", "-1", "501", "2\x00", ""):
        assert client.get("/", {"page": number}).status_code == 404


def test_every_story_of_a_section_is_found_from_its_front(client, games):
    front = client.get("/games/").content.decode()
    assert 'href="/games/?page=1"' in front

    first, second = (client.get(f"/games/?page={n}").content.decode() for n in (1, 2))

    shown = re.findall(r">(G\d+)</a>", first + second)
    assert shown == [f"G{number}" for number in range(PER_PAGE + 2)]
    assert 'rel="next" href="?page=2"' in first and 'rel="prev"' not in first
    assert 'rel="prev" href="?page=1"' in second


@pytest.mark.parametrize("layout", Layout.values)
@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_every_layout_shows_each_of_its_stories(client, games, layout, count):
    front = Front.objects.create(
        section=games, containers=as_json([Container(layout, "Play & <more>", count=count)])
    )
    fronts.publish(front, by=make_user("Editor"))

    page = client.get("/games/").content.decode()

    assert re.findall(r">(G\d+)</a>", page) == [f"G{number}" for number in range(count)]
    assert "Play &amp; &lt;more&gt;" in page
    assert page.count("<h1") == 1


def test_an_empty_home_page_says_so(client):
    page = client.get("/").content.decode()
    assert "No stories yet." in page and "All stories" not in page
