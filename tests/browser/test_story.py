"""One story from an empty form to a reader's screen, and away again, by hand."""

import re

from playwright.sync_api import Page, expect

from articles.models import Article, Edition
from tests.browser.desk import choose, press, sign_in
from tests.browser.looks import editor_of
from tests.factories import (
    make_edition,
    make_image,
    picture_bytes,
)


def write_a_story(page: Page) -> None:
    """Fill in every part of a new story's form."""
    page.goto("/admin/articles/article/add/")
    page.locator("#id_headline").fill("Bones bets on Mars")
    page.locator("#id_standfirst").fill("A studio turns twenty-five.")
    editor_of(page).click()
    page.keyboard.type("The first paragraph names ")
    page.keyboard.press("Control+i")
    page.keyboard.type("Metallic Rouge")
    page.keyboard.press("Control+i")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Alt+2")
    page.keyboard.type("First impressions")
    page.keyboard.press("Enter")
    page.keyboard.type("And it goes on.")
    page.locator("#id_section").select_option(label="Anime")
    page.locator("#id_tags").fill("Mecha, Bones")
    choose(page, "id_picture", "A small blue android")
    choose(page, "id_bylines-0-author", "Kirsten Carey")


def test_an_editor_writes_publishes_changes_and_withdraws_a_story(page, visit, watch):
    make_image(picture_bytes(size=(640, 400)), alt="A small blue android", credit="Studio B")
    sign_in(page)
    write_a_story(page)
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("Published")

    reader = visit("/anime/bones-bets-on-mars/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bones bets on Mars")
    expect(reader.get_by_role("heading", name="First impressions", level=2)).to_be_visible()
    expect(reader.locator("em", has_text="Metallic Rouge")).to_be_visible()
    picture = reader.get_by_alt_text("A small blue android")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for tag in ("Mecha", "Bones"):
        expect(reader.get_by_role("link", name=tag, exact=True)).to_be_visible()
    expect(reader.get_by_role("link", name="Kirsten Carey").first).to_be_visible()
    expect(reader.get_by_text("she/her")).to_be_visible()

    page.locator("#id_headline").fill("Bones wins on Mars")
    press(page, "_continue")
    expect(page.get_by_text("Live, with unpublished changes").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bones bets on Mars")
    press(page, "_publish")
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bones wins on Mars")
    expect(reader.get_by_text("Updated")).to_be_visible()

    page.get_by_text("Withdraw…", exact=True).click()
    page.locator("#id_withdraw_reason").fill("The studio asked us to wait.")
    press(page, "_withdraw")
    assert reader.reload().status == 410
    expect(reader.get_by_text("The studio asked us to wait.")).to_be_visible()
    expect(reader.get_by_text("Bones wins on Mars")).to_have_count(0)
    watch.problems = [problem for problem in watch.problems if "410" not in problem]


def test_everything_that_is_missing_is_said_at_once_and_nothing_typed_is_lost(newsroom, page):
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    page.locator("#id_headline").fill("Only a headline")
    press(page, "_publish")

    for problem in ("Write the body.", "Choose a section.", "Add at least one author."):
        expect(page.get_by_text(problem).first).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("Only a headline")
    assert not newsroom.new(Edition).exists()


def test_a_picture_from_the_library_is_put_into_the_body(page):
    image = make_image(picture_bytes(size=(640, 400)), alt="A drawing desk", caption="A cel")
    edition = make_edition()
    sign_in(page)
    page.goto(f"/admin/articles/article/{edition.article_id}/change/")
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.locator("button[data-name=figure]").click()
    page.get_by_role("button", name="Browse").click()
    page.get_by_role("dialog", name="Choose a picture").get_by_role("button", name="A cel").click()
    page.locator("dialog button[type=submit]").click()
    press(page, "_publish")

    body = Article.objects.get(pk=edition.article_id).body
    assert f'data-file="{image.pk}"' in body
    live = edition.article.editions.live().get()
    assert live.picture_links.get().image == image
    page.goto(live.get_absolute_url())
    expect(page.get_by_alt_text("A drawing desk")).to_be_visible()
    expect(page.get_by_text("A cel")).to_be_visible()


def test_two_editors_are_informed_of_each_other(page, visit):
    article = make_edition(headline="Opened by both").article
    sign_in(page)
    other = visit()
    sign_in(other)
    for desk in (page, other):
        desk.goto(f"/admin/articles/article/{article.pk}/change/")
    other.locator("#id_headline").fill("Theirs")
    press(other, "_continue")

    page.locator("#id_headline").fill("Mine")
    page.locator("button[name=_continue]").first.click()

    expect(page.get_by_role("group", name="Headline")).to_contain_text("Theirs")
    expect(page.locator("#id_headline")).to_have_value("Mine")
    article.refresh_from_db()
    assert article.headline == "Theirs"


def test_what_was_typed_is_there_after_going_back(page, watch):
    edition = make_edition(body="<p>As it was.</p>")
    sign_in(page)
    page.goto(f"/admin/articles/article/{edition.article_id}/change/")
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And as it was typed.")
    other_tab = page.context.new_page()
    other_tab.goto("/admin/")
    other_tab.get_by_role("button", name="Log out").click()
    sign_in(other_tab)
    page.locator("button[name=_continue]").first.click()
    expect(page.get_by_text("This form is too old")).to_be_visible()

    page.go_back()

    expect(editor_of(page)).to_contain_text("And as it was typed.")
    watch.problems = [problem for problem in watch.problems if "403" not in problem]


def test_what_was_typed_outlives_the_session(page):
    edition = make_edition(headline="As it was", body="<p>As it was.</p>")
    user = sign_in(page)
    change = f"/admin/articles/article/{edition.article_id}/change/"
    page.goto(change)
    expect(page.locator("#kept")).to_be_hidden()
    page.locator("#id_headline").fill("As it was typed")
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And more.")
    page.context.clear_cookies(name="sessionid")
    page.locator("button[name=_continue]").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("were not saved")).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("As it was")
    page.get_by_text(re.compile("^Put (it|them) back$")).filter(visible=True).click()
    expect(page.locator("#id_headline")).to_have_value("As it was typed")
    press(page, "_continue")

    article = Article.objects.get(pk=edition.article_id)
    assert article.headline == "As it was typed"
    assert article.body == "<p>As it was. And more.</p>"
    page.goto(change)
    expect(page.locator("#kept")).to_be_hidden()


def test_a_new_story_that_was_saved_is_not_offered_again(page):
    sign_in(page)
    # From a filtered list, whose filters the new story's address has.
    page.goto("/admin/articles/article/?stage__exact=writing")
    page.get_by_role("link", name="New story").click()
    page.locator("#id_headline").fill("Saved")
    press(page, "_continue")
    page.goto("/admin/articles/article/add/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#kept")).to_be_hidden()
    expect(page.locator("#id_headline")).to_have_value("")
