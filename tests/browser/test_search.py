"""Readers search: by keys, on a phone, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE, WIDE, violations, violations_in_both_schemes
from tests.factories import make_edition


def test_a_story_is_found_by_keyboard_with_a_typo(page):
    edition = make_edition(headline="The Striped Quagga", body="<p>It ran, and nobody saw it.</p>")
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Search", exact=True).focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("stripped quaga")
    page.keyboard.press("Enter")
    expect(page.locator(".search-count")).to_contain_text("These have striped quagga")
    hits = page.get_by_role("main").get_by_role("listitem").filter(has_text="Striped Quagga")
    expect(hits).to_have_count(1)
    assert violations(page) == []
    hits.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(edition.headline)


def test_suggestions_are_chosen_by_keys_and_leave_by_escape(page):
    edition = make_edition(headline="The Striped Quagga")
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Words from a story")
    page.keyboard.type("striped quag")
    options = page.get_by_role("listbox", name="Stories").get_by_role("option")
    expect(options).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("g")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-suggestion-0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(edition.headline)


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_results_and_their_choices_have_no_fault(page):
    page.goto("/search/?q=the+light")
    for facet in page.locator(".facets summary").all():
        facet.click()
    assert violations_in_both_schemes(page) == []
    choice = page.get_by_role("navigation", name="Narrow the search").get_by_role("link").first
    choice.click()
    expect(page.locator(".facets [aria-current]")).to_have_count(1)
    assert violations_in_both_schemes(page) == []


def test_without_scripts_the_form_and_the_menu_work(visit):
    page = visit("/anime/", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("button", name="Menu").click()
    menu = page.get_by_role("navigation", name="Sections")
    expect(menu.get_by_role("link", name="Games")).to_be_visible()
    menu.get_by_role("button", name="Close").click()
    expect(menu).to_be_hidden()
    page.get_by_role("banner").get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("searchbox").fill("robot")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_of_a_phone_is_opened_and_left_by_keys(visit, scheme):
    page = visit("/anime/", viewport=PHONE, color_scheme=scheme)
    menu = page.get_by_role("navigation", name="Sections")
    expect(menu).to_be_hidden()
    button = page.get_by_role("button", name="Menu")
    button.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Anime")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
