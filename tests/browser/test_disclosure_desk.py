"""The disclosure staff's desk in a browser: the tester, the preview, a wording from next Monday."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from disclosures.models import Programme, Wording
from tests.browser.desk import sign_in
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.empty_database(reason="needs no programme or wording but its own")

STAFF = "Disclosure staff"
BODY = '<p><a href="https://shop.example/1?id=ours">Buy</a></p>'


def test_a_link_is_tested_against_the_form_as_it_is_typed(page, watch):
    make_wording()
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/programme/add/")
    answer = page.locator("#test-answer")
    page.get_by_label("Paste a link").fill("https://www.shop.example/1?id=theirs")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(answer).to_contain_text("Write at least one pattern")
    watch.problems = [problem for problem in watch.problems if "400" not in problem]

    page.get_by_label("Patterns").fill("shop.example")
    page.get_by_label("Tracking id", exact=True).fill("id")
    page.get_by_label("Our tracking ids").fill("ours")
    page.get_by_label("Paste a link").press("Enter")

    expect(answer).to_contain_text("A commercial link of This programme")
    expect(answer).to_contain_text("not one of ours")
    assert not Programme.objects.exists()
    expect(page.get_by_label("Patterns")).to_have_value("shop.example")


def test_what_keeps_the_tester_from_answering_is_said_in_words(page, watch):
    make_wording()
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/programme/add/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Paste a link").fill("https://shop.example/")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.locator("#test-answer")).to_contain_text("Are you still signed in?")
    page.context.route("**/test/", lambda route: route.abort())
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.locator("#test-answer")).to_contain_text("can’t be reached")
    watch.problems.clear()


def test_a_programme_of_a_pack_and_its_own_sentence_are_added(page):
    make_wording()
    edition = make_edition(body='<p><a href="https://amazon.com/1?tag=us-20">Buy</a></p>')
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/programme/")
    page.get_by_label("Start from a pack").select_option(label="Amazon Associates")
    page.get_by_role("button", name="Fill in").click()
    page.get_by_label("Our tracking ids").fill("us-20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_text")).to_have_value(
        "As an Amazon Associate I earn from qualifying purchases."
    )
    frame = page.frame_locator("#wording-preview")
    expect(frame.get_by_text("As an Amazon Associate I earn").first).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Begins at once")

    page.goto(edition.get_absolute_url())
    expect(page.get_by_text("As an Amazon Associate I earn")).to_be_visible()


def test_a_wording_is_seen_before_it_is_saved_and_takes_over_at_its_time(page):
    make_wording(text="The old words earn.")
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/wording/")
    page.get_by_role("link", name="The old words earn.").click()
    page.get_by_role("link", name="Write its successor").click()
    frame = page.frame_locator("#wording-preview")
    expect(frame.get_by_text("The old words earn.").first).to_be_visible()

    page.get_by_label("Text").fill("Shops pay us when you buy.")
    page.get_by_label("Inline mark").fill("they pay")
    expect(frame.get_by_text("Shops pay us when you buy.").first).to_be_visible()
    expect(frame.get_by_text("(they pay)").first).to_be_visible()
    assert (
        frame.locator("body")
        .evaluate("b => getComputedStyle(b).fontFamily")
        .startswith("Newsreader")
    )
    monday = timezone.localtime() + timedelta(days=7 - timezone.localtime().weekday())
    page.get_by_label("Valid from").fill(f"{monday:%Y-%m-%dT00:00}")
    place = page.locator("#wording-place")
    expect(place).to_contain_text("Takes the place of “The old words earn.” on Monday")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("on Monday")
    expect(page.get_by_text("Waiting").first).to_be_visible()
    assert Wording.objects.in_force().get().text == "The old words earn."


def test_a_frame_of_a_preview_runs_nothing_and_leads_nowhere(page):
    make_wording()
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/wording/add/")
    page.get_by_label("Text").fill("<img src=x onerror=alert(1)> we earn")
    frame = page.frame_locator("#wording-preview")
    expect(frame.get_by_text("<img src=x onerror=alert(1)> we earn").first).to_be_visible()
    assert page.locator("#wording-preview").get_attribute("sandbox") == "allow-same-origin"
    assert frame.locator("script").count() == 0


def test_a_deal_is_entered_and_says_what_it_does(page):
    make_programme(patterns="shop.example", ids_in="id")
    make_wording()
    edition = make_edition(body=BODY, headline="A cheap kettle")
    sign_in(page, STAFF)
    page.goto("/admin/disclosures/deal/add/")
    page.get_by_label("Address").fill("https://shop.example/1")
    page.get_by_label("Ends at").fill("2026-01-01T00:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("one link in one story")
    page.goto(edition.get_absolute_url())
    expect(page.get_by_text("Buy")).to_be_visible()
    assert page.get_by_role("link", name="Buy").count() == 0
    expect(page.locator(".disclosure")).to_have_count(0)
