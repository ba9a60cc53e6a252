"""The preview of a draft in three widths, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import sign_in
from tests.browser.looks import in_both_looks

pytestmark = pytest.mark.usefixtures("newsroom")


@in_both_looks
def test_a_draft_in_the_width_of_a_phone_a_tablet_and_a_desktop(newsroom, visit, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme)
    sign_in(page)
    article = newsroom.story("handheld-in-the-cafe-window")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Save and preview").press("Enter")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text(article.headline)
    narrow = viewport["width"] < 640
    expect(page.get_by_label("Phone" if narrow else "Desktop")).to_be_checked()

    page.get_by_label("Phone").check()
    page.get_by_label("Phone").focus()
    widths = []
    for name in ("Phone", "Tablet", "Desktop"):
        expect(page.get_by_label(name)).to_be_checked()
        widths.append(inside.locator("html").evaluate("() => innerWidth"))
        page.keyboard.press("ArrowRight")
    page.get_by_label("Phone").check()

    assert widths == [390, 820, 1280]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(page.get_by_label("Phone")).to_be_checked()
    if not narrow:
        with page.context.expect_page() as opened:
            inside.get_by_role("link", name="Culture").first.click()
        opened.value.close()
    page.get_by_role("link", name="Back to the draft").press("Enter")
    expect(page.locator("#id_headline")).to_have_value(article.headline)
