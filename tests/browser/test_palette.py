"""The palette (Ctrl+K) and the list of shortcuts (?), by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from staff.models import User
from tests.browser.desk import sign_in
from tests.browser.looks import editor_of
from tests.factories import make_article

LIST = "/admin/articles/article/"


def chosen(page: Page) -> str:
    """Return the text of the option that the field names as active."""
    key = page.locator("#palette-field").get_attribute("aria-activedescendant")
    return page.locator(f"#{key} .palette-label").inner_text()


def test_a_story_is_found_and_opened_by_keyboard_alone(page):
    story = make_article(headline="Xylophones at dawn")
    make_article(headline="Xylophones at dusk")
    sign_in(page)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search stories, authors, pictures and commands")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name="New story")).to_be_visible()
    page.keyboard.type("xylophones")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 results")).to_be_attached()
    assert chosen(page) == "Xylophones at dusk"
    page.keyboard.press("ArrowDown")
    assert chosen(page) == "Xylophones at dawn"
    page.keyboard.press("ArrowDown")
    assert chosen(page) == "Xylophones at dusk"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{story.pk}/change/"))


def test_escape_closes_it_and_gives_the_focus_back(page):
    sign_in(page)
    page.goto(LIST)
    page.locator("#searchbar").focus()
    for close in ("Escape", "Control+k"):
        page.keyboard.press("Control+k")
        expect(page.locator("#palette")).to_be_visible()
        page.keyboard.press(close)
        expect(page.locator("#palette")).to_be_hidden()
        expect(page.locator("#searchbar")).to_be_focused()


def test_an_enter_of_a_closed_search_opens_nothing(page):
    sign_in(page)
    page.goto(LIST)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="New story")).to_be_visible()
    page.keyboard.type("upload a pic")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="New story")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(LIST))
    expect(page.locator("#palette")).to_be_visible()


def test_enter_waits_for_the_results_of_what_was_typed(page):
    sign_in(page)
    page.get_by_role("button", name="Search Ctrl K").click()
    page.keyboard.type("upload a pic")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/images/image/add/"))


def test_keys_that_mean_something_else_where_one_writes(page):
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    editor_of(page).click()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()
    page.goto("/admin/articles/article/add/")
    headline = page.locator("#id_headline")
    headline.fill("Why")
    headline.press("End")
    page.keyboard.type("?")
    expect(headline).to_have_value("Why?")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_the_shortcuts_are_listed_and_the_single_key_can_be_turned_off(page):
    sign_in(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.get_by_label("opens this list").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.get_by_role("button", name="All shortcuts").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    expect(page.locator("#palette")).to_be_hidden()


def test_it_says_when_nothing_is_found_or_the_session_has_ended(page):
    user = sign_in(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("zzyzzx")
    expect(page.get_by_text("Nothing found for “zzyzzx”.")).to_be_visible()
    User.objects.filter(pk=user.pk).update(is_active=False)
    page.keyboard.type("q")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_its_button_is_there_on_a_phone(page):
    sign_in(page)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("option", name="Stories in review").click()
    expect(page).to_have_url(re.compile("stage__exact=review"))
