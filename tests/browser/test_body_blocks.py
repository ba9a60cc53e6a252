"""The body's own blocks: made by buttons and keys, moved, saved, and read by readers."""

import re

from playwright.sync_api import Page, expect

from articles.models import Article, Section, SitePage
from tests.browser.desk import press, sign_in
from tests.browser.looks import editor_of, in_both_looks, violations
from tests.browser.test_writing import select_done, write
from tests.factories import make_article, make_edition, make_image, make_programme


def body_of(page: Page) -> str:
    """Return the body as the form would send it."""
    return page.locator("#id_body").input_value()


def words_of(page: Page) -> list[str]:
    """Return the text of the body's top-level elements."""
    return re.findall(r">([^<>]+)<", body_of(page))


def choose_line(page: Page, words: str) -> None:
    """Put the cursor into the line with these words."""
    editor_of(page).get_by_text(words, exact=True).click()
    select_done(page)


def article_with(body: str, **fields: object) -> Article:
    return make_article(body=body, section=Section.objects.get(slug="anime"), **fields)


LINES = (
    "<p>First</p><ul><li><p>One</p></li><li><p>Two</p></li></ul>"
    "<table><tbody><tr><td><p>Cell</p></td></tr></tbody></table><p>Last</p>"
)


def test_keys_move_a_line_past_its_neighbour_and_say_so(page):
    sign_in(page)
    write(page, article_with(LINES))
    said = page.locator("body > .visually-hidden[role=status]")

    choose_line(page, "Two")
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert words_of(page) == ["First", "Two", "One", "Cell", "Last"]
    expect(said).to_have_text("List item moved up: 1 of 2.")
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(said).to_have_text("List item is already at the beginning of the list.")
    assert words_of(page) == ["First", "Two", "One", "Cell", "Last"]
    # The cursor is still in it.
    page.keyboard.type("!")
    assert "Two!" in words_of(page)

    choose_line(page, "Cell")
    page.keyboard.press("Alt+Shift+ArrowDown")
    assert words_of(page) == ["First", "Two!", "One", "Last", "Cell"]
    expect(said).to_have_text("Table moved down: 4 of 4.")
    page.keyboard.press("Control+z")
    assert words_of(page)[-1] == "Last"

    # The buttons move several at once.
    choose_line(page, "First")
    page.get_by_text("One", exact=True).click(modifiers=["Shift"])
    select_done(page)
    page.get_by_role("button", name="move down").click()
    assert words_of(page) == ["Cell", "First", "Two!", "One", "Last"]
    expect(said).to_have_text("2 parts moved down: 2 of 4.")


def test_lines_of_a_policy_are_moved_as_well(page):
    policy = SitePage.objects.first()
    SitePage.objects.filter(pk=policy.pk).update(body="<p>One</p><p>Two</p>")
    sign_in(page)
    page.goto(f"/admin/articles/sitepage/{policy.pk}/change/")
    page.locator(".ProseMirror[contenteditable]").get_by_text("Two").click()
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert body_of(page) == "<p>Two</p><p>One</p>"


@in_both_looks
def test_a_pull_quote_is_made_by_keys_and_read_once(page, visit, viewport, scheme):
    article = article_with("<p>It was a dark night.</p><p>A dark night!</p>", slug="quoted")
    sign_in(page)
    write(page, article)
    page.keyboard.press("Control+Shift+9")
    assert body_of(page).endswith(
        '<figure class="pullquote"><blockquote><p>A dark night!</p></blockquote></figure>'
    )
    button = page.get_by_role("button", name="pull quote")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []
    # The second empty line ends it, as in a quotation.
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("After.")
    assert body_of(page).endswith("</figure><p>After.</p>")
    press(page, "_publish")

    reader = visit("/anime/quoted/", viewport=viewport, color_scheme=scheme)
    quote = reader.locator(".body > .pullquote")
    expect(quote).to_have_text("A dark night!")
    expect(quote).to_have_attribute("aria-hidden", "true")
    assert violations(reader) == []


def test_a_story_card_is_found_inserted_and_read(page, visit):
    make_edition(headline="Quaggas at the pier", slug="quaggas")
    article = article_with("<p>Words</p>", slug="with-a-card")
    sign_in(page)
    write(page, article)
    page.get_by_role("button", name="story card").click()
    dialog = page.get_by_role("dialog", name="Story card")
    field = dialog.get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill("https://elsewhere.example/")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Choose one of the stories.")
    field.fill("quaggas pier")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("option")).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type("After.")
    card = page.locator(".ProseMirror .story")
    expect(card).to_contain_text("Quaggas at the pier")
    assert body_of(page).endswith("</a></figure><p>After.</p>")

    # Typing while it is selected goes below it.
    card.click()
    select_done(page)
    page.keyboard.type("Below")
    assert body_of(page).endswith("</figure><p>Below</p><p>After.</p>")
    # Elsewhere on it, since this would be a double click otherwise.
    card.click(position={"x": 8, "y": 8})
    select_done(page)
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert re.match(r'<figure class="story" data-story="\d+"><a href="/', body_of(page))
    press(page, "_publish")

    reader = visit("/anime/with-a-card/")
    shown = reader.get_by_role("complementary", name="Related story")
    expect(shown.get_by_role("link", name="Quaggas at the pier")).to_be_visible()
    assert violations(reader) == []


def test_a_product_card_is_filled_in_by_keys_and_disclosed(page, visit):
    make_programme(name="Lamps & Co", patterns="lamps.example")
    picture = make_image(alt="A lamp")
    sign_in(page)
    write(page, article_with("<p>Words</p>", slug="with-a-product"))
    page.get_by_role("button", name="product card").click()
    for line in ("Lamp", "For the table.", "", "$ 20"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.type("[Lamps](https://lamps.example/1)")
    page.keyboard.press("Enter")
    page.keyboard.type("After.")
    assert body_of(page) == (
        '<p>Words</p><figure class="product"><figcaption>Lamp</figcaption><p>For the table.</p>'
        '<p class="price">$ 20</p><p class="shops"><a href="https://lamps.example/1">Lamps</a></p>'
        "</figure><p>After.</p>"
    )
    # The disclosure is shown above the card at once.
    note = page.get_by_role("note", name="Readers see here")
    expect(note).to_contain_text("earns money from links in this story")
    assert note.evaluate("note => note.nextElementSibling.className") == "product"

    choose_line(page, "$ 20")
    page.keyboard.press("Home")
    select_done(page)
    page.keyboard.press("Backspace")
    page.keyboard.type("!")
    assert "<p>For the table.!</p>" in body_of(page)
    assert '<p class="price">$ 20</p>' in body_of(page)
    tools = page.get_by_role("group", name="Product")
    tools.get_by_role("button", name="Picture").click()
    page.locator(f"[data-pick='{picture.pk}']").click()
    expect(page.locator(".product img")).to_be_visible()
    assert violations(page) == []
    press(page, "_publish")

    reader = visit("/anime/with-a-product/")
    card = reader.get_by_role("figure", name="Lamp")
    expect(card.get_by_role("link", name="Lamps")).to_have_attribute("rel", "sponsored")
    expect(card.get_by_role("img", name="A lamp")).to_be_visible()
    assert violations(reader) == []

    page.get_by_role("button", name="product card").click()
    page.keyboard.press("Backspace")
    expect(page.locator(".ProseMirror .product")).to_have_count(1)
    tools.get_by_role("button", name="Remove").click()
    assert "product" not in body_of(page)


def test_footnotes_are_numbered_and_lead_there_and_back(page, visit):
    sign_in(page)
    write(page, article_with("<p>One</p>", slug="with-notes"))
    page.keyboard.press("Control+Alt+f")
    dialog = page.get_by_role("dialog", name="Footnote")
    dialog.get_by_label("The note").fill("The first note.")
    assert violations(page) == []
    dialog.get_by_role("button", name="Insert").click()
    page.keyboard.type(" and on. Words")
    page.keyboard.press("Control+Shift+ArrowLeft")
    select_done(page)
    page.get_by_role("button", name="footnote").click()
    first, second = (f'<sup class="footnote">{note}</sup>' for note in ("The first note.", "Words"))
    assert body_of(page) == f"<p>One{first} and on. {second}</p>"
    expect(page.get_by_role("button", name="footnote")).to_have_attribute("aria-pressed", "true")
    press(page, "_publish")

    reader = visit("/anime/with-notes/")
    number = reader.locator("[role=doc-noteref]").last
    expect(number).to_have_accessible_name("Note 2")
    number.focus()
    reader.keyboard.press("Enter")
    note = reader.locator("#_note-2")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("Words")
    back = note.locator("[role=doc-backlink]")
    expect(back).to_have_accessible_name("Back to the text of note 2")
    back.click()
    assert reader.url.endswith("#_ref-2")
    assert violations(reader) == []

    # With the cursor in a note, the keys make it words again.
    body = editor_of(page)
    body.focus()
    expect(body).to_be_focused()
    page.keyboard.press("Control+Home")
    for _ in "One T":
        page.keyboard.press("ArrowRight")
        select_done(page)
    expect(page.get_by_role("button", name="footnote")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Alt+f")
    assert body_of(page) == f"<p>OneThe first note. and on. {second}</p>"
