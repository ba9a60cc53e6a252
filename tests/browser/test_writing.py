"""The writing column: what is marked, offered and counted while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from articles.admin.forms import slug_of
from articles.models import Article, Section
from tests.browser.desk import press, sign_in
from tests.browser.looks import editor_of
from tests.browser.test_paste import give
from tests.factories import make_article, make_edition, make_programme, make_wording

SHOP = "https://lamps.example/dp/1?tag=a-20"


def write(page: Page, article: Article | None = None) -> None:
    """Open the story's form, or a new story's, with the cursor at the body's end."""
    place = f"{article.pk}/change" if article else "add"
    page.goto(f"/admin/articles/article/{place}/")
    editor_of(page).click()
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

    body = editor_of(page)
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


def test_a_tick_outlasts_an_older_answer(page):
    article = make_article(body='<p>A <a href="https://shop.example/1">shop</a>.</p>')
    sign_in(page)
    write(page, article)
    expect(page.locator(".links-found")).to_contain_text("shop.example")
    held = []
    page.route("**/links/", lambda route: held.append(route))
    editor_of(page).click()
    with page.expect_request("**/links/"):
        page.keyboard.type("More ")
    tick = page.get_by_label("We are paid for it")
    tick.check()
    with page.expect_response("**/links/"):
        held.pop(0).continue_()
    expect(page.locator(".links-found")).not_to_contain_text("As of the draft")
    expect(tick).to_be_checked()
    press(page, "_continue")
    article.refresh_from_db()
    assert article.paid_links == ["https://shop.example/1"]


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
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()
    article.refresh_from_db()
    path = ours.get_absolute_url()
    assert article.body == f'<p>Read about the <a href="{path}">quagga</a>.</p>'


def test_enter_before_the_stories_are_listed_still_says_what_was_found(page):
    make_edition(headline="Quagga opens a shop")
    sign_in(page)
    write(page)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    expect(dialog.get_by_role("option")).to_have_count(8)
    page.keyboard.type("quagga sho")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("option")).to_have_attribute("aria-selected", "true")
    dialog.get_by_role("combobox").fill("no such quagga")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(0)
    page.wait_for_timeout(400)
    expect(dialog.get_by_role("status")).to_contain_text("paste an address")


def test_an_address_is_linked_changed_and_removed_in_the_dialog(page, live_server):
    sign_in(page)
    write(page)
    body = editor_of(page)
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


ENTER_IN_THE_STANDFIRST = """
() => {
  const options = { key: "Enter", bubbles: true, cancelable: true }
  document.querySelector("#id_standfirst").dispatchEvent(new KeyboardEvent("keydown", options))
  return document.activeElement.getAttribute("aria-label")
}
"""


def test_enter_goes_from_the_headline_to_the_standfirst_to_the_body(page):
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    body = editor_of(page)
    expect(body).to_be_visible()
    # At once, not with the next frame: a key typed before it would stay in the standfirst.
    assert page.evaluate(ENTER_IN_THE_STANDFIRST) == "Body"
    page.locator("#id_headline").focus()
    for words in ("A headline", "A standfirst"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(body).to_be_focused()
    page.keyboard.type("The first words.")
    page.keyboard.press("Enter")
    page.keyboard.type("– 3 more")
    expect(page.locator("#words")).to_have_text("5 words · 1 min")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()
    article = Article.objects.latest("pk")
    assert (article.headline, article.standfirst) == ("A headline", "A standfirst")
    assert article.body == "<p>The first words.</p><p>– 3 more</p>"


HEADLINES = [
    "Bones bets on Mars",
    "  “Übermut” & _Café_ — what’s next?  ",
    "½ price ﬁsh … ﾊﾛｰ 2026!",
    "a" * 79 + " b c",
    "進撃の巨人",
    "-- 12.5 % --",
    "",
]


def test_the_address_follows_the_headline_until_it_is_touched_or_printed(page):
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    headline, address = page.locator("#id_headline"), page.locator("#id_slug")
    for words in HEADLINES:
        headline.fill(words)
        expect(address).to_have_value(slug_of(words))
    address.fill("chosen")
    headline.fill("Another headline")
    expect(address).to_have_value("chosen")
    address.fill("")
    headline.fill("A headline")
    expect(address).to_have_value("a-headline")
    press(page, "_continue")
    headline.fill("A second headline")
    expect(address).to_have_value("a-second-headline")

    page.goto("/admin/articles/article/add/")
    headline.fill("First words")
    address.fill("chosen-by-hand")
    page.goto("/admin/")
    page.go_back()
    expect(address).to_have_value("chosen-by-hand")
    headline.press_sequentially(" more")
    expect(address).to_have_value("chosen-by-hand")

    printed = make_edition(headline="Bones", slug="bones").article
    page.goto(f"/admin/articles/article/{printed.pk}/change/")
    headline.fill("Bones wins")
    expect(address).to_have_value("bones")


def test_the_toolbar_is_one_stop_with_arrow_keys(page):
    sign_in(page)
    write(page, make_article(body="<p>Words</p>"))
    body = editor_of(page)
    toolbar = page.get_by_role("toolbar", name="Formatting")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+F10")
    expect(toolbar.get_by_role("button", name="Style: paragraph")).to_be_focused()
    page.keyboard.press("ArrowRight")
    bold = toolbar.get_by_role("button", name="bold")
    expect(bold).to_be_focused()
    expect(bold).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(body).to_be_focused()

    page.keyboard.press("Alt+F10")
    expect(bold).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    style = toolbar.get_by_role("button", name="Style: paragraph")
    expect(style).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(toolbar.get_by_role("button", name="Heading 2", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(style).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_have_value("<h3><strong>Words</strong></h3>")

    # One stop: Tab leaves the toolbar at once, and Shift+Tab comes back to it.
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Tab")
    expect(body).to_be_focused()
    page.keyboard.press("Alt+F10")
    button = toolbar.locator("button:focus")
    expect(button).to_have_count(1)
    # Before the next frame, or a quick hand's next key would go to the toolbar.
    assert button.evaluate(
        """button => {
            button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))
            return document.activeElement.matches(".ProseMirror")
        }"""
    )


def test_tags_are_chosen_made_and_corrected_by_keyboard(page, visit):
    make_edition(tags=["Quagga Rouge"])
    make_edition(tags=["Quagga Rouge", "Quagga Blue"])
    article = make_article(section=Section.objects.get(slug="anime"), slug="about-quaggas")
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    field = page.get_by_role("combobox", name="Tags")
    field.focus()
    page.keyboard.type("quagga")
    options = page.get_by_role("listbox", name="Tags").get_by_role("option")
    expect(options).to_have_text(
        ["Quagga Rouge 2 stories", "Quagga Blue 1 story", "quagga new tag"]
    )
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "tags-1")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Quagga Blue, ")
    expect(field).to_have_attribute("aria-expanded", "false")

    page.keyboard.type("Zebra crossings, Quagga-Rogue")
    expect(options.last).to_have_text("Quagga-Rogue new tag")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    expect(page.get_by_text("“Zebra crossings” is a new tag.")).to_be_visible()
    expect(page.get_by_text("is new, but there is “Quagga Rouge” (2 stories)")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Use “Quagga Rouge”")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Quagga Blue, Zebra crossings, Quagga Rouge")
    expect(page.locator(".tag-notes .near")).to_have_count(0)
    press(page, "_publish")

    names = ["Quagga Blue", "Quagga Rouge", "Zebra crossings"]
    assert sorted(article.tags.names()) == names
    reader = visit("/anime/about-quaggas/")
    for name in names:
        expect(reader.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_without_scripts_the_tags_are_a_plain_field(page, visit):
    sign_in(page)
    plain = visit(java_script_enabled=False, storage_state=page.context.storage_state())
    article = make_article()
    plain.goto(f"/admin/articles/article/{article.pk}/change/")
    plain.locator("#id_tags").fill("Quagga, Zebra")
    press(plain, "_continue")
    assert sorted(article.tags.names()) == ["Quagga", "Zebra"]
