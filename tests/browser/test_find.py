"""Find and replace in the body's editor."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, SitePage
from tests.browser.desk import press, sign_in
from tests.browser.looks import PHONE, WIDE, editor_of, violations
from tests.factories import make_article

BODY = (
    "<p>The red <strong>robot</strong> met a robot. “It’s a Robot,” she said.</p>"
    "<ul><li><p>robots and roboté</p></li></ul>"
    '<p>re<em>d</em> <a href="/robots/">robot</a></p>'
)


def opened(page: Page, body: str = BODY) -> Article:
    """Open a story with the cursor at the start of its body; return the story."""
    article = make_article(body=body)
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    click_body(page)
    page.keyboard.press("Control+Home")
    return article


def click_body(page: Page) -> None:
    """Put the cursor into the body; before its editor is there, a plain field has its name."""
    expect(page.locator(".tiptap")).to_be_visible()
    editor_of(page).click()


def bar(page: Page) -> Locator:
    return page.get_by_role("search", name="Find and replace in the body")


def count(page: Page) -> Locator:
    return bar(page).get_by_role("status")


def now(page: Page) -> str:
    """Return the words of the current match, which may be in several elements."""
    return "".join(page.locator(".ProseMirror .found-now").all_text_contents())


def test_words_are_found_one_after_the_other_by_keyboard(page):
    opened(page)
    page.keyboard.press("Control+f")
    field = bar(page).get_by_role("textbox", name="Find")
    expect(field).to_be_focused()
    page.keyboard.type("robot")
    expect(count(page)).to_have_text("1 of 6")
    expect(page.locator(".ProseMirror .found-now")).to_have_text("robot")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("2 of 6")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(count(page)).to_have_text("6 of 6")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("3 of 6")
    assert now(page) == "Robot"

    # Escape closes the bar, and the match is selected in the body.
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(editor_of(page)).to_be_focused()
    expect(page.locator(".ProseMirror .found")).to_have_count(0)
    page.keyboard.type("machine")
    expect(editor_of(page)).to_contain_text("“It’s a machine,” she said.")


def test_case_whole_words_and_typewriter_quotes(page):
    opened(page)
    page.keyboard.press("Control+f")
    page.keyboard.type("robot")
    expect(count(page)).to_have_text("1 of 6")
    bar(page).get_by_label("Match case").check()
    expect(count(page)).to_have_text("1 of 5")
    bar(page).get_by_label("Whole words").check()
    expect(count(page)).to_have_text("1 of 3")
    field = bar(page).get_by_role("textbox", name="Find")
    field.fill("\"It's a")
    expect(count(page)).to_have_text("1 of 1")
    assert now(page) == "“It’s a"
    field.fill("(.*)[")
    expect(count(page)).to_have_text("No match")
    field.fill("")
    expect(count(page)).to_have_text("")
    # Over several marks, but not over two paragraphs.
    field.fill("red robot")
    expect(count(page)).to_have_text("1 of 2")
    assert now(page) == "red robot"


def test_replacing_keeps_the_marks_and_all_is_one_step_back(page):
    article = opened(page)
    page.keyboard.press("Control+f")
    page.keyboard.type("red robot")
    page.keyboard.press("Tab")
    expect(bar(page).get_by_role("textbox", name="Replace with")).to_be_focused()
    page.keyboard.type("blue android")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("1 of 1")
    text = page.locator("#id_body")
    changed = BODY.replace("red <strong>robot", "blue <strong>android", 1)
    expect(text).to_have_value(changed)

    bar(page).get_by_role("textbox", name="Find").fill("robot")
    bar(page).get_by_role("textbox", name="Replace with").fill("rover")
    bar(page).get_by_role("button", name="Replace all").click()
    expect(count(page)).to_have_text("5 replaced")
    expect(text).to_have_value(
        changed.replace("robot", "rover").replace("Robot", "rover").replace("/rovers/", "/robots/")
    )
    editor_of(page).focus()
    page.keyboard.press("Control+z")
    expect(text).to_have_value(changed)
    page.keyboard.press("Control+z")
    expect(text).to_have_value(BODY)
    page.keyboard.press("Control+Shift+z")
    press(page, "_continue")
    article.refresh_from_db()
    assert article.body == changed


# What is searched for, what replaces it, and a paragraph before and after.
REPLACED = [
    ("red robot", "robot", "a red <strong>robot</strong>", "a <strong>robot</strong>"),
    ("Bones Studio", "Bone Studios", "Bones <em>Studio</em>", "Bone <em>Studios</em>"),
    ("robot", "", "<strong>robot</strong>ic", "ic"),
    ("robot", "robots", '<a href="/x/">robot</a>.', '<a href="/x/">robots</a>.'),
    ("robot", "red robot", '<a href="/x/">robot</a>.', '<a href="/x/">red robot</a>.'),
    ("a", "aa", "banana", "baanaanaa"),
    ("😀", "😁", "<em>😀</em>", "<em>😁</em>"),
    ("e", "x", "e\u0301e", "e\u0301x"),
    ("newsroom", "desk", "news\u00adroom", "desk"),
    ("a b", "a c", "a\u00a0b", "a c"),
    ("same", "same", "same", "same"),
]


def test_each_replacement_changes_the_words_alone(page):
    """The functions that the bar uses, with the bar's own document."""
    page.add_init_script(
        "document.addEventListener('prose-editor:ready', ({detail}) => {window.body = detail.editor})"
    )
    opened(page, "<p>x</p>")
    page.keyboard.press("Control+f")
    body = page.locator("#id_body")
    find = bar(page).get_by_role("textbox", name="Find")
    for words, by, before, after in REPLACED:
        page.evaluate(
            "html => window.body.commands.setContent(html, {emitUpdate: true})",
            f"<p>{before}</p>",
        )
        find.fill(words)
        bar(page).get_by_role("textbox", name="Replace with").fill(by)
        bar(page).get_by_role("button", name="Replace all").click()
        written = json.dumps(f"<p>{after}</p>")
        assert json.dumps(body.input_value().replace("&nbsp;", "\u00a0")) == written, words


def test_the_browsers_own_search_is_the_second_press(page):
    opened(page)
    page.evaluate(
        "addEventListener('keydown', (event) => { window.taken = event.defaultPrevented })"
    )
    page.locator("#id_headline").focus()
    page.keyboard.press("Control+f")
    assert page.evaluate("window.taken") is False
    expect(bar(page)).to_be_hidden()
    editor_of(page).focus()
    page.keyboard.press("Control+f")
    assert page.evaluate("window.taken") is True
    page.keyboard.press("Control+f")
    assert page.evaluate("window.taken") is False


def test_a_selection_is_what_is_searched_for_and_typing_goes_on(page):
    opened(page)
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Control+Shift+ArrowRight")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    page.locator("button[data-name=find]").click()
    expect(bar(page).get_by_role("textbox", name="Find")).to_have_value("red")
    expect(count(page)).to_have_text("1 of 2")
    # What is typed into the bar is neither saved nor unsaved.
    expect(page.locator("#saved")).not_to_have_text("Unsaved changes")
    editor_of(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("red ")
    expect(count(page)).to_have_text("2 of 3")
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    page.keyboard.type("!")
    expect(page.locator(".tiptap p").first).to_contain_text("red !The red")


def test_a_policy_is_searched_too(page):
    policy = SitePage.objects.get(slug="corrections")
    SitePage.objects.filter(pk=policy.pk).update(body="<p>We correct errors. Errors happen.</p>")
    sign_in(page)
    page.goto(f"/admin/articles/sitepage/{policy.pk}/change/")
    click_body(page)
    page.keyboard.press("Control+f")
    page.keyboard.type("errors")
    expect(count(page)).to_contain_text("of 2")
    bar(page).get_by_role("textbox", name="Replace with").fill("mistakes")
    bar(page).get_by_role("button", name="Replace all").click()
    expect(page.locator("#id_body")).to_have_value("<p>We correct mistakes. mistakes happen.</p>")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(PHONE, "dark"), (PHONE, "light"), (WIDE, "dark"), (WIDE, "light")],
)
def test_the_open_bar_has_no_fault(visit, newsroom, size, scheme):
    page = visit(viewport=size, color_scheme=scheme)
    sign_in(page)
    article = newsroom.story("headphones-for-late-nights")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    click_body(page)
    page.keyboard.press("Control+f")
    page.keyboard.type("the")
    expect(page.locator(".found-now")).to_be_visible()
    assert violations(page) == []
    bar(page).get_by_role("textbox", name="Find").fill("no such words")
    expect(count(page)).to_have_text("No match")
    assert violations(page) == []
    box = bar(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
