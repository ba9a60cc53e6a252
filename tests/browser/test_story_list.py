"""The story list by hand: choose stories and publish them, suggestions for an author."""

import re

from playwright.sync_api import expect

from tests.browser.desk import sign_in
from tests.factories import make_article, make_author

LIST = "/admin/articles/article/"


def test_chosen_stories_are_published_and_readers_see_them(page, visit):
    ready = make_article(headline="Ready for readers")
    make_article(headline="Half a story", body="")
    sign_in(page)
    page.goto(f"{LIST}?status=draft")
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_hidden()
    for headline in ("Ready for readers", "Half a story"):
        page.get_by_role("row", name=headline).get_by_role("checkbox").press("Space")
    expect(page.get_by_text(re.compile("^2 of .* selected"))).to_be_visible()

    publish.click()
    expect(page.get_by_role("heading", name="Publish: 2 stories")).to_be_visible()
    page.get_by_role("button", name="Publish 2 stories").dblclick()

    expect(page.get_by_role("heading", name="Published: 1 of 2 stories")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Half a story")).to_contain_text(
        "Write the body."
    )
    edition = ready.editions.get()
    reader = visit(edition.get_absolute_url())
    expect(reader.get_by_role("heading", name="Ready for readers")).to_be_visible()
    page.get_by_role("link", name="Back to the stories").click()
    expect(page).to_have_url(re.compile(r"\?status=draft$"))
    page.go_back()
    page.get_by_role("link", name="Half a story").click()
    expect(page.get_by_text("Write the body.").first).to_be_visible()


def test_an_author_is_suggested_and_filters_the_list(page):
    author = make_author(name="Quentin Quark")
    make_article(headline="By Quentin", authors=[author])
    sign_in(page)
    page.goto(LIST)
    field = page.get_by_label("Author", exact=True)
    field.press_sequentially("quen")
    expect(page.locator("#author-names option")).to_have_count(1)
    expect(page.locator("#author-names option")).to_have_attribute("value", "Quentin Quark")
    field.press_sequentially("tin Quark")
    expect(page).to_have_url(re.compile(r"/article/$"))
    field.fill("Quen")
    field.fill("Quentin Quark")
    expect(page).to_have_url(re.compile("author=Quentin\\+Quark"))
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="By Quentin")).to_be_visible()
