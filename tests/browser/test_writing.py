"""The writing column: what is marked, offered and counted while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.desk import press, sign_in
from tests.browser.test_paste import give
from tests.factories import make_article, make_edition, make_programme, make_wording

SHOP = "https://lamps.example/dp/1?tag=a-20"


def write(page: Page, article: Article | None = None) -> None:
    """Open the story's form, or a new story's, with the cursor at the body's end."""
    place = f"{article.pk}/change" if article else "add"
    page.goto(f"/admin/articles/article/{place}/")
    page.get_by_role("textbox", name="Body").click()
    page.keyboard.press("Control+End")


def select_done(page: Page) -> None:
    """Wait until the editor knows the selection, of which browsers inform it with the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


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


def test_a_story_of_ours_is_linked_by_keyboard(page):
    ours = make_edition(headline="Quagga opens a shop")
    article = make_article(body="<p>Read about the quagga.</p>")
    sign_in(page)
    write(page, article)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Shift+ArrowLeft")
    select_done(page)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    field = dialog.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("quagga sho")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", "link-story-0")
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("textbox", name="Body")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()
    article.refresh_from_db()
    path = ours.get_absolute_url()
    assert article.body == f'<p>Read about the <a href="{path}">quagga</a>.</p>'


def test_an_address_is_linked_changed_and_removed_in_the_dialog(page, live_server):
    sign_in(page)
    write(page)
    body = page.get_by_role("textbox", name="Body")
    link = body.get_by_role("link")
    dialog = page.get_by_role("dialog", name="Link")

    page.keyboard.press("Control+k")
    expect(dialog.get_by_role("option")).to_have_count(8)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # Without a selection, the address or the headline is inserted.
    page.locator("button[data-name=link]").click()
    page.keyboard.type("studio-b.example/x?y=1")
    page.keyboard.press("Enter")
    expect(link).to_have_text("studio-b.example/x?y=1")
    expect(link).to_have_attribute("href", "https://studio-b.example/x?y=1")
    page.keyboard.type(" and on")
    expect(link).to_have_text("studio-b.example/x?y=1")

    link.click()
    select_done(page)
    page.keyboard.press("Control+k")
    expect(dialog.get_by_role("combobox")).to_have_value("https://studio-b.example/x?y=1")
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("paste an address that begins with")
    dialog.get_by_role("combobox").fill(f"{live_server.url}/about/#us")
    page.keyboard.press("Enter")
    expect(link).to_have_attribute("href", "/about/#us")

    link.click()
    select_done(page)
    page.keyboard.press("Control+k")
    dialog.get_by_role("button", name="Remove the link").click()
    expect(link).to_have_count(0)
    expect(body).to_have_text("studio-b.example/x?y=1 and on")


def test_typing_shortcuts_make_lists_subheads_quotations_and_links(page):
    sign_in(page)
    write(page)
    for line in ("## Subhead", "### Smaller", "1. first", "second", "", "- point", "", "> quoted"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("2026. **bold** and *italic*, see [us](/about/) ")
    expect(page.locator("#id_body")).to_have_value(
        "<h2>Subhead</h2><h3>Smaller</h3><ol><li><p>first</p></li><li><p>second</p></li></ol>"
        "<ul><li><p>point</p></li></ul><blockquote><p>quoted</p></blockquote>"
        '<p>2026. <strong>bold</strong> and <em>italic</em>, see <a href="/about/">us</a> </p>'
    )
