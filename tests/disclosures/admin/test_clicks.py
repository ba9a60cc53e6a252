"""The report of what earns attention."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures import clicks
from disclosures.admin.clicks import report
from tests.desk import signed_in
from tests.factories import make_edition, make_programme, make_wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
empty = pytest.mark.empty_database(reason="adds up every click there is")
URL = reverse("admin:disclosures_click_changelist")


def click(edition, times: int, *, days_ago: int = 0, link: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    for _ in range(times):
        assert clicks.count(edition.pk, link, day)


@pytest.fixture
def kettle():
    make_wording()
    make_programme()
    return make_edition(
        headline="A cheap kettle",
        body='<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a> '
        '<a href="https://amazon.com/dp/2?tag=a-20">or</a></p>',
    )


@pytest.fixture
def lamp(kettle):
    return make_edition(
        headline="=A lamp",
        body='<p><a href="https://amazon.com/dp/1?tag=b-20">Buy</a> '
        '<a href="https://paid.example/">or</a></p>',
        paid_links=["https://paid.example/"],
    )


def reported(by: str, days: int = 30) -> list[tuple]:
    return [(row["name"], row["links"], row["clicks"]) for row in report(by, days)]


@empty
def test_clicks_are_summed_by_story_by_page_and_by_programme(kettle, lamp):
    click(kettle, 2)
    click(kettle, 1, link=1)
    click(lamp, 4)
    click(lamp, 1, link=1)
    assert reported("story") == [("=A lamp", 2, 5), ("A cheap kettle", 2, 3)]
    assert reported("page") == [
        ("https://amazon.com/dp/1", 2, 6),
        ("https://amazon.com/dp/2", 1, 1),
        ("https://paid.example/", 1, 1),
    ]
    assert reported("programme") == [("Amazon", 3, 7), ("Marked as paid by an editor", 1, 1)]


@empty
def test_a_storys_editions_are_one_story_under_its_newest_headline(kettle):
    click(kettle, 2)
    kettle.article.headline = "A cheaper kettle"
    kettle.article.save()
    newer = make_edition(kettle.article)
    click(newer, 3)
    assert reported("story") == [("A cheaper kettle", 2, 5)]


@empty
@pytest.mark.parametrize(("days", "clicks"), [(7, 1), (30, 2), (90, 3)])
def test_a_period_ends_today_and_has_so_many_days(kettle, days, clicks):
    for back in (6, 29, 89, 90):
        click(kettle, 1, days_ago=back)
    assert reported("story", days) == [("A cheap kettle", 1, clicks)]


def test_the_page_takes_as_many_queries_for_many_stories_as_for_one(
    kettle, lamp, django_assert_max_num_queries
):
    click(kettle, 1)
    click(lamp, 2)
    staff = signed_in("Disclosure staff")
    for query in ("", "?by=page&days=7", "?by=programme&days=90", "?by=nonsense&days=-1"):
        with django_assert_max_num_queries(7):
            page = staff.get(URL + query)
        assert page.status_code == 200
    assert "A cheap kettle" in staff.get(URL).content.decode()


@empty
def test_without_clicks_the_page_says_so():
    assert "No clicks in these days" in signed_in("Disclosure staff").get(URL).content.decode()


@empty
def test_a_spreadsheet_gets_all_of_it_and_no_formula(kettle, lamp):
    click(kettle, 1)
    click(lamp, 2)
    response = signed_in("Disclosure staff").get(URL + "?format=csv&days=7")
    assert "clicks-by-story-7-days.csv" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["Stories", "Address", "Links", "Clicks"]
    assert rows[1][0] == "'=A lamp"
    assert rows[2] == ["A cheap kettle", kettle.get_absolute_url(), "1", "1"]


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_only_staff_read_it(role):
    assert signed_in(role).get(URL).status_code == 403
    assert signed_in(role).get(URL + "?format=csv").status_code == 403
