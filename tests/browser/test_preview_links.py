"""A preview link from the desk to its reader, and its end."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import press, sign_in
from tests.browser.looks import in_both_looks, violations
from tests.factories import make_article, make_image, picture_bytes

pytestmark = pytest.mark.usefixtures("newsroom")


def make_link(page: Page) -> str:
    """Make a preview link on the open story's form; return its address."""
    page.locator("summary", has_text="New preview link").click()
    page.get_by_label("Who it is for").fill("Our lawyer")
    press(page, "_make_preview_link")
    return page.locator("#made-link").input_value()


def test_a_preview_link_before_and_after_it_is_revoked(page, visit, watch):
    picture = make_image(picture_bytes(size=(640, 400)), alt="A small blue android")
    article = make_article(headline="For the lawyer alone", picture=picture)
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make_link(page)
    expect(page.get_by_text("this is the only time that you see it")).to_be_visible()
    page.get_by_role("button", name="Copy", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address

    reader = visit()
    reader.goto(address)

    expect(reader.get_by_role("heading", level=1)).to_have_text("For the lawyer alone")
    expect(reader.get_by_text("An unpublished draft.")).to_be_visible()
    image = reader.get_by_alt_text("A small blue android")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.reload()
    expect(page.locator(".preview-links")).to_contain_text("Opened once")
    expect(page.locator("#made-link")).to_have_count(0)

    page.get_by_role("button", name="Revoke the preview link for Our lawyer").press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("doesn’t work any more")
    expect(page.locator(".preview-links .status")).to_have_text("Revoked")
    assert reader.reload().status == 404
    expect(reader.get_by_role("heading", level=1)).to_have_text("This preview link doesn’t work")
    assert "For the lawyer alone" not in reader.content()
    assert not violations(reader)
    # The browser reports the 404, which is meant.
    watch.problems = [problem for problem in watch.problems if "404" not in problem]


@in_both_looks
def test_panel_message_and_preview_are_accessible(visit, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme)
    sign_in(page)
    page.goto(f"/admin/articles/article/{make_article().pk}/change/")
    address = make_link(page)
    page.locator("summary", has_text="New preview link").click()
    assert not violations(page)
    reader = visit(viewport=viewport, color_scheme=scheme)
    reader.goto(address)
    assert not violations(reader)
    for each in (page, reader):
        assert each.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_double_click_makes_one_link(page):
    article = make_article()
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_text("New preview link…").click()
    page.get_by_label("Who it is for").fill("Lawyer")
    page.get_by_role("button", name="Save and make a link").dblclick()
    expect(page.locator(".messagelist")).to_contain_text("Lawyer")
    assert article.preview_links.count() == 1
