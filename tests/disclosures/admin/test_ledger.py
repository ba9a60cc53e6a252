"""The ledger on the desk: to look at, by what an index finds."""

import re

import pytest
from django.urls import reverse

from articles import publishing
from disclosures import clicks
from disclosures.models import Link
from newsroom.pagination import CappedPaginator
from tests.desk import signed_in
from tests.factories import make_edition, make_programme, make_user, make_wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
empty = pytest.mark.empty_database(reason="lists every link there is")
URL = reverse("admin:disclosures_link_changelist")
BODY = (
    '<p><a href="https://www.amazon.com/dp/1?tag=gazette-20">Buy</a> '
    '<a href="https://example.org/a">Read</a> <a href="https://paid.example/">Paid</a></p>'
)


@pytest.fixture
def edition():
    make_wording()
    make_programme()
    return make_edition(body=BODY, headline="A cheap kettle", paid_links=["https://paid.example/"])


def listed(query: str = "") -> list[str]:
    page = signed_in("Disclosure staff").get(URL + query).content.decode()
    return sorted(re.findall(r'field-link"><a href="[^"]*">https://([\w.]+)', page))


@empty
@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ("", ["example.org", "paid.example", "www.amazon.com"]),
        ("?commercial=yes", ["paid.example", "www.amazon.com"]),
        ("?commercial=no", ["example.org"]),
        ("?paid__exact=1", ["paid.example"]),
        ("?status=past", []),
        ("?q=gazette-2", ["www.amazon.com"]),
        ("?q=amazon.com", ["www.amazon.com"]),
        ("?q=HTTPS://WWW.Amazon.com/dp/1?tag=other-20", ["www.amazon.com"]),
        ("?q=example.org/a", ["example.org"]),
        ("?q=notamazon.com", []),
        ("?q=%00", ["example.org", "paid.example", "www.amazon.com"]),
        ("?q=//", []),
    ],
)
def test_links_are_found_by_what_they_are_and_by_what_is_typed(edition, query, hosts):
    assert listed(query) == hosts


@empty
def test_by_programme(edition):
    programme = edition.links.get(position=0).programme_id
    assert listed(f"?programme__id__exact={programme}") == ["www.amazon.com"]


@empty
def test_what_readers_no_longer_see_is_past(edition):
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Gone.")
    assert listed() == []
    assert len(listed("?status=past")) == len(listed("?status=all")) == 3


@empty
def test_a_row_tells_the_story_and_its_clicks(edition):
    clicks.count(edition.pk, 0)
    page = signed_in("Disclosure staff").get(URL + "?q=amazon.com").content.decode()
    assert f'href="{edition.get_absolute_url()}">A cheap kettle</a>' in page
    assert 'field-clicks">1×<' in page
    assert 'field-earns_by">Amazon<' in page


def test_nobody_changes_it(edition):
    link = edition.links.first()
    url = reverse("admin:disclosures_link_change", args=[link.pk])
    staff = signed_in("Disclosure staff")
    assert staff.get(url).status_code == 200
    assert staff.post(url, {"address": "x"}).status_code == 403
    assert staff.get(reverse("admin:disclosures_link_add")).status_code == 403
    assert signed_in("Writer").get(URL).status_code == 403


def test_the_list_costs_the_same_for_many_links_as_for_few(
    edition, django_assert_num_queries, django_assert_max_num_queries
):
    staff = signed_in("Disclosure staff")
    with django_assert_max_num_queries(7) as few:
        staff.get(URL)
    counted = [query["sql"] for query in few.captured_queries if "COUNT(*)" in query["sql"]]
    assert counted
    assert all(f"LIMIT {CappedPaginator.MOST}" in sql for sql in counted)
    make_edition(body=BODY * 8)
    with django_assert_num_queries(len(few)):
        staff.get(URL)


def test_it_is_counted_so_far_and_no_further(edition, monkeypatch):
    monkeypatch.setattr(CappedPaginator, "MOST", 2)
    assert CappedPaginator(Link.objects.all(), 50).count == 2
