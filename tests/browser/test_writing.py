"""The writing column: what is marked, offered and counted while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.desk import press, sign_in
from tests.browser.test_paste import give
from tests.factories import make_article, make_programme, make_wording

SHOP = "https://lamps.example/dp/1?tag=a-20"


def write(page: Page, article: Article | None = None) -> None:
    """Open the story's form, or a new story's, with the cursor at the body's end."""
    place = f"{article.pk}/change" if article else "add"
    page.goto(f"/admin/articles/article/{place}/")
    page.get_by_role("textbox", name="Body").click()
    page.keyboard.press("Control+End")


@pytest.fixture
def shop():
    return make_programme(name="Lamps & Co", patterns="lamps.example", ids_in="tag")


def test_a_pasted_shop_link_is_marked_with_the_disclosure_until_it_is_removed(page, shop):
    make_wording(programme=shop, text="Lamps & Co pays us when you buy.")
    article = make_article(body="<p>As it was.</p>")
    sign_in(page)
    write(page, article)
    page.keyboard.press("Enter")
    give(page, f'<p>See <a href="{SHOP}">this <strong>lamp</strong></a> now</p>')

    body = page.get_by_role("textbox", name="Body")
    mark = body.locator(".link-end")
    expect(mark).to_have_text("lamp")
    assert mark.get_attribute("data-name") == "Lamps & Co"
    expect(body.locator(".link-earns").first).to_have_attribute(
        "title", "Lamps & Co: Lamps & Co, a-20."
    )
    disclosure = body.get_by_role("note", name="Readers see here")
    expect(disclosure).to_contain_text("Lamps & Co pays us when you buy.")
    # Right before the paragraph with the link, as on the page.
    assert disclosure.evaluate("note => note.nextElementSibling.textContent") == "See this lamp now"
    expect(page.locator(".links-status")).to_contain_text("1 commercial link (Lamps & Co).")
    panel = page.locator(".links-found")
    expect(panel).to_contain_text("Lamps & Co, a-20.")
    expect(panel).to_contain_text("Lamps & Co pays us when you buy.")
    # What is saved is the text alone.
    saved = page.locator("#id_body").input_value()
    assert "link-e" not in saved
    assert "pays us" not in saved

    page.keyboard.press("Control+z")
    expect(disclosure).to_have_count(0)
    expect(mark).to_have_count(0)
    expect(page.locator(".links-status")).to_be_hidden()
    expect(panel).not_to_contain_text("Lamps & Co")


def test_a_tick_marks_its_link_at_once_and_is_saved(page):
    make_wording(text="We earn from links in this story.")
    article = make_article(body='<p>A <a href="https://shop.example/1">shop</a>.</p>')
    sign_in(page)
    write(page, article)
    tick = page.get_by_label("We are paid for it")
    tick.focus()
    page.keyboard.press("Space")

    expect(page.locator(".ProseMirror .link-earns")).to_have_text("shop")
    expect(page.get_by_label("We are paid for it")).to_be_checked()
    expect(page.get_by_label("We are paid for it")).to_be_focused()
    press(page, "_continue")
    article.refresh_from_db()
    assert article.paid_links == ["https://shop.example/1"]
    assert article.body == '<p>A <a href="https://shop.example/1">shop</a>.</p>'
    expect(page.locator(".ProseMirror .link-earns")).to_have_text("shop")
