"""The publish sheet, by mouse, by keyboard alone, and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Edition
from authors.models import Author
from tests.browser.desk import open_sheet, press, sign_in
from tests.browser.looks import editor_of, in_both_looks, violations
from tests.factories import make_article, make_edition, make_section

pytestmark = pytest.mark.usefixtures("newsroom")


def change(article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def tab_to(page: Page, field: Locator, key: str = "Tab") -> None:
    """Press Tab until the field has the focus."""
    for _ in range(60):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} doesn't lead to {field}")


def test_a_story_is_written_and_published_by_keyboard_alone(page, newsroom):
    user = sign_in(page)
    Author.objects.create(name="Ana Ruiz", slug="ana-ruiz", user=user)
    make_section(name="Zines")
    page.keyboard.press("Control+k")
    page.keyboard.type("New story")
    expect(page.get_by_role("option", name="New story")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.type("Typed, never clicked")
    page.keyboard.press("Enter")
    page.keyboard.type("A standfirst.")
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("## Words")
    page.keyboard.press("Enter")
    page.keyboard.type("And more of them.")
    tab_to(page, page.locator("#id_section"))
    page.keyboard.type("Zines")
    page.keyboard.press("Control+Shift+Enter")
    sheet = page.locator("#publish-sheet")
    expect(sheet).to_be_visible()
    tab_to(page, sheet.get_by_role("button", name="Publish", exact=True))
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Published")
    edition = newsroom.new(Edition).get()
    assert (edition.headline, edition.section.name) == ("Typed, never clicked", "Zines")
    assert edition.body == "<h2>Words</h2><p>And more of them.</p>"


def test_the_sheet_loses_nothing_publishes_nothing_by_enter_and_gives_the_focus_back(page):
    sign_in(page)
    article = make_article(standfirst="", headline="A headline that is long enough")
    page.goto(change(article))
    opener = page.get_by_role("button", name="Publish…")
    opener.press("Enter")
    sheet = page.locator("#publish-sheet")
    sentence = sheet.locator("#sheet-sentence")
    expect(sentence).to_have_text("Readers see this at once.")
    when = sheet.get_by_label("When", exact=True)
    when.fill("tomorrow")
    expect(sheet.get_by_text("Add the hour, such as “tomorrow 9:00”.")).to_be_visible()
    expect(when).to_have_attribute("aria-invalid", "true")
    when.fill("tomorrow 9")
    expect(sentence).to_contain_text("at 09:00, ")
    expect(when).not_to_have_attribute("aria-invalid", "true")
    expect(sheet.get_by_role("button", name="Publish", exact=True)).to_be_hidden()
    sheet.get_by_text("Withdraw it at a time…").click()
    sheet.get_by_label("Withdraw it at", exact=True).fill("in 2 weeks")
    expect(sentence).to_contain_text("It is withdrawn on")
    when.press("Enter")
    expect(sheet).to_be_visible()

    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    expect(when).to_have_value("tomorrow 9")
    assert not article.editions.exists()

    sheet.get_by_text("What could be better").click()
    sheet.get_by_role("link", name="Write a standfirst").press("Enter")
    expect(sheet).to_be_hidden()
    expect(page.locator("#id_standfirst")).to_be_focused()
    page.keyboard.type("Why to read on.")
    opener.click()
    sheet.get_by_label("Reason, for readers").fill("The licence ends.")
    sheet.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("It will be withdrawn")
    edition = article.editions.get()
    assert edition.standfirst == "Why to read on."
    assert timezone.localtime(edition.live_from).hour == 9


@in_both_looks
def test_axe_finds_nothing_in_the_open_sheet(visit, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme)
    sign_in(page, "Administrator")
    article = make_edition(standfirst="").article
    page.goto(change(article))
    sheet = open_sheet(page)
    expect(sheet.get_by_text("Nothing has changed since edition 1")).to_be_visible()
    expect(sheet.get_by_role("button", name="Publish changes")).to_be_disabled()
    expect(sheet.get_by_role("button", name="Tomorrow, 09:00")).to_be_disabled()
    sheet.get_by_label("With a notice").check()
    expect(sheet.get_by_role("button", name="Publish changes")).to_be_enabled()
    for summary in sheet.locator("summary").all():
        summary.click()
    sheet.get_by_label("When", exact=True).fill("soon")
    expect(sheet.locator("[data-problem=publish_at]")).not_to_be_empty()
    assert violations(page) == []
    overhang = "sheet => sheet.querySelector('.sheet-parts').scrollWidth - sheet.clientWidth"
    assert sheet.evaluate(overhang) <= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_link_to_a_field_of_the_sheet_opens_it(page):
    sign_in(page)
    article = make_article()
    page.goto(change(article))
    sheet = open_sheet(page)
    sheet.get_by_text("Embargo…").click()
    sheet.get_by_label("Embargo until").fill("2090-01-01T09:00")
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("under embargo")
    expect(sheet).to_be_hidden()
    page.locator(".publishing > .lacking").get_by_role("link", name="under embargo").click()
    expect(sheet.get_by_label("Embargo until")).to_be_focused()


def test_without_scripts_the_sheet_opens_and_publishes(visit):
    page = visit(java_script_enabled=False)
    sign_in(page)
    article = make_article()
    page.goto(change(article))
    sheet = page.locator("#publish-sheet")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Publish…").click()
    sheet.get_by_label("When", exact=True).fill("tomorrow 9")
    sheet.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("goes live at 09:00 on")
    assert article.editions.waiting().exists()
