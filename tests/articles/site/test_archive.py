"""The archive: stories by year and month, in the site's time zone."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Edition
from newsroom.pagination import PER_PAGE
from tests.articles.site.test_views import stories_in
from tests.factories import make_edition, make_user

pytestmark = pytest.mark.django_db


def make_at(*when: int, **fields) -> Edition:
    """Return a live edition that was first published at an instant (UTC)."""
    ago = timezone.now() - datetime(*when, tzinfo=UTC)
    return make_edition(days_ago=ago.total_seconds() / 86_400, **fields)


def on(client, path) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200, path
    return stories_in(response.content.decode())


def test_years_months_and_stories_are_found_from_one_another(client):
    first, second, third = make_at(2019, 3, 5, 12), make_at(2019, 3, 9, 12), make_at(2021, 7, 1, 12)
    archive = client.get("/archive/").content.decode()
    assert archive.index("/archive/2021/") < archive.index("/archive/2019/")
    assert "/archive/2020/" not in archive
    year = client.get("/archive/2019/").content.decode()
    assert 'href="/archive/2019/03/">March</a>' in year and "2 stories" in year
    assert 'rel="prev" href="/archive/2021/"' in year and 'rel="next"' not in year
    assert "1 story" in client.get("/archive/2021/").content.decode()
    assert on(client, "/archive/2019/03/") == [e.get_absolute_url() for e in (second, first)]
    assert on(client, "/archive/2021/07/") == [third.get_absolute_url()]
    month = client.get("/archive/2021/07/").content.decode()
    assert 'rel="next" href="/archive/2019/03/"' in month and 'rel="prev"' not in month
    assert '<meta name="description" content="Every story of' in month


@pytest.mark.parametrize(
    ("zone", "path"), [("Pacific/Auckland", "/archive/2020/01/"), ("UTC", "/archive/2019/12/")]
)
def test_the_sites_time_zone_decides_the_month(client, zone, path):
    edition = make_at(2019, 12, 31, 20)
    with timezone.override(zone):
        assert on(client, path) == [edition.get_absolute_url()]
        assert "1 story" in client.get(f"{path[:14]}").content.decode()
        other = {"/archive/2020/01/", "/archive/2019/12/"} - {path}
        assert client.get(other.pop()).status_code == 404


def test_the_first_instant_belongs_to_the_month_and_the_next_months_does_not(client):
    inside, outside = make_at(2020, 2, 1), make_at(2020, 3, 1)
    with timezone.override("UTC"):
        assert on(client, "/archive/2020/02/") == [inside.get_absolute_url()]
        assert on(client, "/archive/2020/03/") == [outside.get_absolute_url()]


@pytest.mark.parametrize(
    "path",
    ["2018/", "2019/04/", "2019/13/", "2019/00/", "2019/3/", "0001/", "9999/", "19/", "20190/"]
    + ["2999/12/", "1000/01/", "abcd/", "2019/03/05/", "-2019/", "2019/03/?page=2", "٢٠١٩/"],
)
def test_an_empty_or_absurd_date_is_not_found(client, path):
    make_at(2019, 3, 5, 12)
    assert client.get(f"/archive/{path}").status_code == 404


def test_a_withdrawn_story_leaves_the_archive(client):
    edition = make_at(2019, 3, 5, 12)
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Wrong.")
    assert client.get("/archive/2019/").status_code == 404
    assert client.get("/archive/2019/03/").status_code == 404
    assert "No stories yet." in client.get("/archive/").content.decode()


def test_an_update_leaves_a_story_in_its_month(client):
    edition = make_at(2019, 3, 5, 12)
    make_edition(edition.article)
    assert on(client, "/archive/2019/03/") == [edition.get_absolute_url()]


def test_a_month_is_paged_with_the_same_few_queries(client, django_assert_max_num_queries):
    for minute in range(PER_PAGE + 2):
        make_at(2019, 3, 5, 12, minute)
    for path in ("", "2019/", "2019/03/", "2019/03/?page=2"):
        with django_assert_max_num_queries(6):
            assert client.get(f"/archive/{path}").status_code == 200
    both = on(client, "/archive/2019/03/") + on(client, "/archive/2019/03/?page=2")
    newest = [each.get_absolute_url() for each in Edition.objects.live().latest_first()]
    assert both == newest
