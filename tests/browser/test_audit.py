"""The audit in a browser: what it shows, to whom, and how scans move while one looks."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from disclosures.models import Finding, Scan
from tests.browser.desk import sign_in
from tests.browser.looks import PHONE
from tests.factories import make_edition, make_programme, make_section, make_wording

pytestmark = pytest.mark.empty_database(reason="counts every story there is")

PAGE = "/admin/disclosures/audit/"


@pytest.fixture
def archive():
    make_wording()
    make_programme(own_ids="a-20")
    late = make_edition(body='<p><a href="https://amazon.com/1?tag=a-20">x</a></p>', days_ago=70)
    make_edition(body='<p><a href="https://amazon.com/2">x</a></p>', section=make_section())
    Finding.objects.create(edition=late, kind="late", found_at=timezone.now())


def test_on_a_phone_a_story_takes_the_whole_width(visit, archive):
    page = visit(viewport=PHONE)
    sign_in(page, "Disclosure staff")
    page.goto(PAGE)
    story = page.locator(".audit-rows tbody th").first
    assert story.evaluate("cell => cell.offsetWidth === cell.parentElement.offsetWidth")


def test_staff_go_from_the_front_page_to_what_is_wrong(page, archive):
    sign_in(page, "Disclosure staff")
    expect(page.get_by_text("1 story breaks a promise to readers")).to_be_visible()
    page.get_by_role("link", name="Disclosure audit").click()
    expect(page.get_by_text("1 story doesn’t disclose what it must.")).to_be_visible()
    expect(page.get_by_role("img", name="Live stories by month")).to_be_visible()
    page.get_by_role("navigation", name="Kinds").get_by_text("Wrong or no tracking id").click()
    expect(page.get_by_text("No id: https://amazon.com/2")).to_be_visible()


def test_a_scan_moves_while_one_looks(page, archive):
    scan = Scan.objects.create(reason="Walmart changed", begun_at=timezone.now(), total=10, done=4)
    sign_in(page, "Disclosure staff")
    page.goto(PAGE)
    bar = page.get_by_role("progressbar", name="Walmart changed")
    expect(bar).to_have_js_property("value", 40)
    expect(page.get_by_text("No worker runs")).to_be_visible()

    Scan.objects.filter(pk=scan.pk).update(done=8)
    expect(bar).to_have_js_property("value", 80)

    Scan.objects.filter(pk=scan.pk).update(done=10, finished_at=timezone.now())
    expect(bar).to_have_count(0)


def test_everything_is_scanned_again_at_a_press(page, archive):
    sign_in(page, "Disclosure staff")
    page.goto(PAGE)
    page.get_by_role("button", name="Scan everything again").click()
    expect(page.get_by_text("Everything is going to be scanned again.")).to_be_visible()
    # The late one was no fault of the page, and a fresh look doesn't find it.
    expect(page.get_by_text("All 2 stories with something to disclose say so.")).to_be_visible()
