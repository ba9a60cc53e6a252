"""Pasting and dropping into a body: text keeps its structure, and no picture is lost silently."""

import base64
import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from images.models import Image
from tests.browser import clipboards
from tests.browser.desk import press, sign_in
from tests.browser.looks import editor_of
from tests.factories import make_article, picture_bytes

PASTE = """([kind, html, files]) => {
  const transfer = new DataTransfer()
  if (html) transfer.setData("text/html", html)
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], name, { type }))
  }
  const body = document.querySelector(".ProseMirror[contenteditable]")
  const { left, top } = body.getBoundingClientRect()
  const options = { bubbles: true, cancelable: true, clientX: left + 5, clientY: top + 5 }
  const event = kind === "drop"
    ? new DragEvent("drop", { ...options, dataTransfer: transfer })
    : new ClipboardEvent("paste", { ...options, clipboardData: transfer })
  body.dispatchEvent(event)
}"""


def give(page: Page, html: str = "", files: list[dict] | None = None, kind: str = "paste") -> None:
    """Paste or drop into the body, as the browser does when somebody's hand does it."""
    page.evaluate(PASTE, [kind, html, files or []])


def picture(
    name: str = "kettle.png", type: str = "image/png", content: bytes | None = None
) -> dict:
    content = picture_bytes("PNG") if content is None else content
    return {"name": name, "type": type, "content": base64.b64encode(content).decode()}


def body_of(page: Page) -> str:
    """Return the body as it would be saved, without what the editor adds."""
    html = page.locator("#id_body").input_value()
    return re.sub(r"(<p></p>)+$| data-type=\"decimal\"", "", html)


@pytest.fixture
def desk(page: Page) -> Page:
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    editor_of(page).click()
    return page


@pytest.mark.parametrize("source", ["DOCS", "WORD", "WEB"])
def test_words_from_elsewhere_keep_what_they_mean(desk, source):
    give(desk, getattr(clipboards, source))

    wanted = getattr(clipboards, f"{source}_READ")
    found = body_of(desk)
    assert found[: len(wanted)] == wanted
    if source == "WORD":
        assert "<strong>Name</strong>" in found
    assert "style" not in found
    expect(desk.locator("#saved")).to_have_text("Unsaved changes")
    left_out = desk.get_by_text("A picture was left out")
    expect(left_out).to_have_count(1 if source == "WEB" else 0)


def test_what_was_copied_in_the_editor_itself_stays_as_it_is(desk):
    give(desk, '<h3 data-pm-slice="1 1 []">Sub<em>head</em></h3><p>Text</p>')
    assert body_of(desk) == "<h3>Sub<em>head</em></h3><p>Text</p>"


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_goes_into_the_library_and_the_body(
    desk, newsroom, kind
):
    expect(desk.get_by_role("button", name="Close")).to_be_hidden()
    desk.locator("#id_headline").fill("With a picture")
    html = "<img src='https://elsewhere.example/kettle.png'>" if kind == "paste" else ""
    give(desk, html, [picture()], kind)

    expect(desk.get_by_text("The picture is in the library and in the body")).to_be_in_viewport()
    image = newsroom.new(Image).get()
    expect(desk.get_by_role("link", name="alt text and a credit")).to_have_attribute(
        "href", f"/admin/images/image/{image.pk}/change/"
    )
    expect(desk.locator(".ProseMirror[contenteditable] figure img")).to_be_visible()
    expect(desk.locator("#saved")).to_have_text("Unsaved changes")
    press(desk, "_publish")
    assert f'data-file="{image.pk}"' in newsroom.new(Article).get().body
    expect(desk.locator(".messagelist")).to_contain_text("has no alt text")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (picture("notes.pdf", "application/pdf", b"%PDF"), "is no picture"),
        (picture("fake.png", content=b"no picture"), "This is not a picture that can be used"),
        (picture("empty.png", content=b""), "The file is empty"),
    ],
)
def test_a_file_that_can_not_be_put_in_is_reported(desk, newsroom, watch, file, sentence):
    give(desk, files=[file])

    expect(desk.locator(".notice-bar")).to_contain_text(sentence)
    assert not newsroom.new(Image).exists()
    assert body_of(desk) == ""
    watch.problems = [problem for problem in watch.problems if "400" not in problem]


def test_a_spreadsheets_words_win_over_its_picture_of_them(desk, newsroom):
    give(desk, "<table><tr><td>Cell</td></tr></table>", [picture()])
    assert "Cell" in body_of(desk)
    assert not newsroom.new(Image).exists()


def test_who_signed_out_meanwhile_is_informed_and_keeps_the_words(desk):
    give(desk, "<p>Typed before.</p>")
    desk.context.clear_cookies(name="sessionid")
    give(desk, files=[picture()])
    expect(desk.locator(".notice-bar")).to_contain_text("was not put in")
    assert "Typed before." in body_of(desk)


def test_a_button_of_the_editor_is_an_unsaved_change_that_is_asked_about(page):
    article = make_article(body="<p>As it was.</p>")
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.locator("button[data-name=bold]").click()
    expect(page.locator("#saved")).to_have_text("Unsaved changes")

    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Stories").first.click()
    page.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
    assert page.url.endswith(f"/{article.pk}/change/")
