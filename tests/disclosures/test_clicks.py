"""Clicks on commercial links: counted by link and day, and nothing of who followed them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import publishing
from disclosures import clicks
from disclosures.models import Click
from tests.factories import make_edition, make_programme, make_user, make_wording

pytestmark = pytest.mark.django_db
BODY = (
    '<p><a href="/anime/">Ours</a> <a href="https://amazon.com/dp/1?tag=a-20">Buy</a> '
    '<a href="https://example.org/">Read</a></p>'
)


@pytest.fixture
def edition():
    make_programme()
    make_wording()
    return make_edition(body=BODY)


def send(edition, link=1, *, client: Client | None = None, **headers):
    """Send the request that the page's script sends."""
    headers = {"Sec-Fetch-Site": "same-origin"} | headers
    body = f"edition={getattr(edition, 'pk', edition)}&link={link}"
    form = "application/x-www-form-urlencoded;charset=UTF-8"
    return (client or Client()).post("/clicks/", body, content_type=form, headers=headers)


def counts() -> list[int]:
    return list(Click.objects.order_by("day").values_list("count", flat=True))


def test_a_click_is_one_more_for_its_link_today(edition):
    for _ in range(3):
        assert send(edition).status_code == 204
    click = Click.objects.get()
    assert (click.count, click.day) == (3, timezone.localdate())
    assert click.link == edition.links.get(position=1)


def test_each_day_has_a_row_of_its_own(edition):
    for day in (date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 2)):
        assert clicks.count(edition.pk, 1, day)
    assert counts() == [1, 2]


def test_a_day_is_one_of_the_sites_time_zone(edition, time_machine):
    with timezone.override("Pacific/Auckland"):
        time_machine.move_to(datetime(2027, 3, 1, 20, tzinfo=UTC))
        clicks.count(edition.pk, 1)
    assert Click.objects.get().day == date(2027, 3, 2)


def test_only_commercial_links_that_stand_on_a_live_page_are_counted(edition):
    assert [send(edition, link).status_code for link in (0, 2, 3, 99999)] == [204] * 4
    assert send(edition.pk + 1).status_code == 204
    assert counts() == []
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Gone.")
    assert send(edition).status_code == 204
    assert counts() == []


def test_a_link_that_no_longer_earns_is_not_counted(edition):
    programme = edition.links.get(position=1).programme
    programme.active = False
    programme.save()
    send(edition)
    assert counts() == []


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_counted_is_not(edition, header):
    assert send(edition, **{header: "1"}).status_code == 204
    assert counts() == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_other_sites_pages_are_refused(edition, site):
    response = send(edition, **{"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert b"our own pages" in response.content
    assert counts() == []


@pytest.mark.parametrize(
    "body",
    ["", "edition=1", "edition=x&link=1", "edition=1&link=-1", "edition=1&link=1" + " " * 99]
    + ["edition=" + "9" * 40 + "&link=1", "link=1&edition=1", "\x00", "{}"],
)
def test_what_no_page_sends_is_refused_in_words(edition, body):
    headers = {"Sec-Fetch-Site": "same-origin"}
    response = Client().post("/clicks/", body, content_type="text/plain", headers=headers)
    assert response.status_code == 400
    assert b"edition=12&link=3" in response.content


def test_asking_counts_nothing_and_nobody_is_redirected(edition):
    assert Client().get("/clicks/?edition=1&link=1&to=https://x.test").status_code == 405
    response = send(edition)
    assert "Location" not in response
    assert response.content == b""


def test_no_cookie_is_set_nor_any_answer_kept(edition):
    client = Client(enforce_csrf_checks=True)
    response = send(edition, client=client)
    assert response.status_code == 204
    assert not client.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_the_table_can_hold_nothing_of_a_reader():
    names = {field.name for field in Click._meta.get_fields()}
    assert names == {"id", "link", "day", "count"}


def test_a_flood_makes_no_row_more_and_costs_two_queries(edition, django_assert_num_queries):
    send(edition)
    with django_assert_num_queries(2):
        send(edition)
    Click.objects.update(count=clicks.MOST)
    assert send(edition).status_code == 204
    assert counts() == [clicks.MOST]


def test_the_page_names_its_edition_and_counts_clicks_only_where_a_link_earns(edition, client):
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'data-edition="{edition.pk}"' in page
    assert 'data-link="1"' in page
    assert "clicks.js" in page
    plain = client.get(make_edition().get_absolute_url()).content.decode()
    assert "clicks.js" not in plain


def test_a_preview_counts_nothing(edition):
    client = Client()
    client.force_login(make_user("Editor"))
    page = client.get(f"/admin/articles/article/{edition.article_id}/preview/").content.decode()
    assert 'rel="sponsored"' in page
    assert "data-edition" not in page
    assert "clicks.js" not in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_clicks_at_one_instant_are_all_counted():
    make_programme()
    make_wording()
    edition = make_edition(body=BODY, days_ago=2)

    def click(_):
        try:
            return clicks.count(edition.pk, 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(click, range(40)))
    assert counts() == [40]


def test_a_click_is_kept_when_its_link_is_judged_otherwise_later(edition):
    send(edition)
    make_programme(name="Other", patterns="amazon.com/dp/", ids_in="")
    old = Click.objects.get().link
    old.programme.active = False
    old.programme.save()
    send(edition)
    assert sorted(counts()) == [1, 1]
    assert edition.links.filter(position=1).count() >= 2
