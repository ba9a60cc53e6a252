"""The featured picture on the desk: uploaded, described and chosen without leaving the story."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Edition
from authors.models import Author
from images.models import Image
from tests.browser.desk import press, sign_in
from tests.browser.looks import violations
from tests.factories import make_article, make_image, make_section, picture_bytes

FILE = {"name": "robot.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(size=(640, 400))}


def opened(page: Page, **copy: object) -> Article:
    """Open the form of a new story as an editor; return the story."""
    article = make_article(**copy)
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    return article


def test_a_picture_is_uploaded_described_and_published_without_leaving_the_story(page, newsroom):
    article = opened(page)
    page.set_input_files("#picture-file", [FILE])

    alt = page.get_by_label("Alt text", exact=True)
    expect(alt).to_be_focused()
    page.keyboard.type("A red robot")
    page.keyboard.press("Tab")
    page.keyboard.type("In the dust of Mars")
    page.keyboard.press("Tab")
    page.keyboard.type("Studio B")
    press(page, "_publish")

    picture = newsroom.new(Image).get()
    assert (picture.alt, picture.caption, picture.credit) == (
        *("A red robot", "In the dust of Mars", "Studio B"),
    )
    live = Edition.objects.live().get(article=article)
    assert live.picture == picture
    page.goto(live.get_absolute_url())
    expect(page.get_by_alt_text("A red robot")).to_be_visible()
    expect(page.get_by_text("Studio B")).to_be_visible()


def test_opening_a_story_with_a_picture_changes_nothing(page):
    opened(page, picture=make_image(alt="An axolotl"))
    expect(page.get_by_label("Alt text", exact=True)).to_have_value("An axolotl")
    page.get_by_label("Alt text", exact=True).focus()
    expect(page.locator("#saved")).to_contain_text("Saved")
    # Nor is there anything to keep.
    typed = """async () => (await import("desk/fields")).typedFields(article_form).map(([name]) => name)"""
    assert not [name for name in page.evaluate(typed) if "picture_words" in name]
    page.get_by_label("Alt text", exact=True).fill("An axolotl at dusk")
    expect(page.locator("#saved")).to_have_text("Unsaved changes")
    assert "picture_words-alt" in page.evaluate(typed)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}, "It is no picture"),
        ({"name": "a.png", "mimeType": "image/png", "buffer": b"no"}, "not a picture that can be"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_by_a_sentence(page, watch, file, sentence):
    before = make_image(alt="An axolotl")
    opened(page, picture=before)
    page.set_input_files("#picture-file", [file])
    expect(page.locator(".featured-said")).to_contain_text(sentence)
    expect(page.locator("#id_picture")).to_have_value(str(before.pk))
    watch.problems = [each for each in watch.problems if "400" not in each]


def test_the_library_is_a_dialog_for_the_keyboard(page):
    first, second = make_image(alt="An axolotl"), make_image(alt="An axolotl at dusk")
    article = opened(page, section=make_section())
    page.get_by_role("button", name="Choose a picture").press("Enter")

    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_label("Search the pictures")).to_be_focused()
    page.keyboard.type("axolotl")
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-pick]")).to_have_count(2)
    dialog.locator("[data-pick]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("[data-pick]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Alt text", exact=True)).to_have_value(first.alt)
    press(page, "_continue")
    article.refresh_from_db()
    assert article.picture == first != second


def test_escape_closes_the_library_and_changes_nothing(page):
    opened(page, picture=make_image(alt="An axolotl"))
    frame = page.get_by_role("button", name="Change the picture")
    frame.click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.locator("[data-pick]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(frame).to_be_focused()
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_a_story_says_of_a_picture_what_the_library_doesnt(page):
    first = make_image(alt="An axolotl", caption="At home")
    second = make_image(alt="A pangolin", focus="left")
    article = opened(page, picture=first)
    here = page.get_by_role("group", name="Only in this story")
    alt = here.get_by_label("Alt text in this story")
    expect(alt).to_be_hidden()
    here.get_by_text("Only in this story").click()
    expect(alt).to_have_attribute("placeholder", "An axolotl")
    page.get_by_label("Alt text", exact=True).fill("An axolotl at dusk")
    expect(alt).to_have_attribute("placeholder", "An axolotl at dusk")
    alt.fill("The axolotl that fled")
    here.get_by_label("Crop in this story").select_option(label="Top left")
    expect(page.locator(".featured img")).to_have_class("focus-top-left")
    assert violations(page) == []

    # What was written of one picture isn't said of another.
    page.get_by_role("button", name="Change the picture").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.locator(f"[data-pick='{second.pk}']").click()
    expect(alt).to_have_value("")
    expect(alt).to_have_attribute("placeholder", "A pangolin")
    expect(page.locator(".featured-said")).to_contain_text("was taken out")
    expect(page.locator(".featured img")).to_have_class("focus-left")
    page.get_by_role("button", name="Change the picture").click()
    dialog.locator(f"[data-pick='{first.pk}']").click()
    expect(alt).to_have_value("The axolotl that fled")
    press(page, "_continue")
    article.refresh_from_db()
    assert (article.picture_alt, article.picture_focus) == ("The axolotl that fled", "top-left")
    expect(alt).to_be_visible()


def test_a_figure_has_alt_text_of_its_own_or_the_librarys(page):
    picture = make_image(alt="An axolotl", caption="At home")
    article = opened(page, body="<p>Words.</p>")
    expect(page.locator(".tiptap")).to_be_visible()
    page.locator("button[data-name=figure]").click()
    figure = page.locator("dialog.prose-editor-dialog")
    figure.get_by_role("button", name="Browse").click()
    library = page.get_by_role("dialog", name="Choose a picture")
    library.locator(f"[data-pick='{picture.pk}']").click()
    alt = figure.get_by_label("Alternative Text")
    expect(alt).to_have_attribute("placeholder", "An axolotl")
    expect(alt).to_have_value("")
    expect(figure.get_by_label("Caption")).to_have_value("")
    assert violations(page) == []
    figure.get_by_role("button", name="Insert").click()
    shown = page.locator(".tiptap figure img")
    expect(shown).to_have_attribute("alt", "")

    shown.click()
    page.locator("button[data-name=figure]").click()
    expect(alt).to_have_attribute("placeholder", "An axolotl")
    expect(alt).to_have_accessible_description(
        re.compile("Empty: the words of the picture library")
    )
    alt.fill("It fled")
    figure.get_by_role("button", name="Update").click()
    press(page, "_continue")
    article.refresh_from_db()
    assert 'alt="It fled"' in article.body


def test_a_new_storys_byline_is_the_author_who_is_signed_in(page, newsroom):
    user = sign_in(page)

    author = Author.objects.create(name="Ana Ruiz", slug="ana-ruiz", user=user)
    page.goto("/admin/articles/article/add/")
    page.locator("#id_headline").fill("By its author")
    press(page, "_continue")
    assert newsroom.new(Article).get().bylines.get().author == author


def test_a_session_that_ends_costs_neither_words_nor_pictures(page, watch):
    """Pictures' words are fetched and files are uploaded on the form's behalf, by the token in force."""
    first, second = make_image(alt="One"), make_image(alt="Two")
    article = make_article(picture=first)
    user = sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Alt text").fill("Typed")
    frame, said = page.locator("button.featured"), page.locator(".featured-said")
    frame.click()
    page.locator(f"[data-pick='{first.pk}']").click()
    expect(frame).to_be_focused()
    expect(page.get_by_label("Alt text")).to_have_value("Typed")

    frame.click()
    expect(page.locator(f"[data-pick='{second.pk}']")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.locator(f"[data-pick='{second.pk}']").click()
    expect(said).to_contain_text("Sign in in another tab")
    expect(page.locator("#picture-words [name]")).to_have_count(0)
    page.set_input_files("#picture-file", [FILE])
    expect(said).to_contain_text("was not uploaded. Sign in in another tab")

    tab = page.context.new_page()
    tab.goto("/admin/")
    tab.get_by_label("Username").fill(user.username)
    tab.get_by_label("Password").fill("secret")
    tab.get_by_role("button", name="Log in").click()
    expect(tab).to_have_url(re.compile("/admin/$"))
    page.set_input_files("#picture-file", [FILE])
    expect(said).to_contain_text("Uploaded.")
    expect(page.get_by_label("Alt text")).to_be_focused()

    page.route("**/drop/", lambda route: route.fulfill(status=413, body="Too large"))
    page.set_input_files("#picture-file", [FILE])
    expect(said).to_contain_text("was not uploaded. The file is too large for this server.")
    page.route("**/drop/", lambda route: route.fulfill(status=503, body="Away"))
    page.set_input_files("#picture-file", [FILE])
    expect(said).to_contain_text("was not uploaded. The server has a fault")
    watch.problems.clear()
