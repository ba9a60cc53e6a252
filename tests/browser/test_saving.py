"""Saving by hand in a full newsroom: authors change places, Back makes no second story, a draft comes back."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from authors.models import Author
from tests.browser.desk import choose, open_sheet, press, sign_in

pytestmark = pytest.mark.usefixtures("newsroom")
SLUG = "board-games-for-two"


def bylines(page) -> str:
    return page.locator(".byline").first.inner_text()


def test_authors_of_other_stories_are_chosen_replaced_and_swapped(page, visit, newsroom):
    story = newsroom.story(SLUG)
    address = story.editions.live().get().get_absolute_url()
    first = story.bylines.get().author
    others = Author.objects.exclude(pk=first.pk).filter(articlebylines__isnull=False)
    second, third = others.distinct()[:2]
    sign_in(page)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(open_sheet(page).get_by_role("button", name="Publish changes")).to_be_disabled()
    page.keyboard.press("Escape")

    page.locator("#bylines-group .add-row a").click()
    choose(page, "id_bylines-1-author", second.name)
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("Published")
    reader = visit(address)
    assert bylines(reader).index(first.name) < bylines(reader).index(second.name)

    page.locator("#bylines-1 .row-up").click()
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("Published")
    reader.reload()
    assert bylines(reader).index(second.name) < bylines(reader).index(first.name)

    choose(page, "id_bylines-0-author", third.name)
    open_sheet(page).get_by_label("As a minor edit").check()
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("Published")
    reader.reload()
    assert bylines(reader).index(third.name) < bylines(reader).index(first.name)
    assert second.name not in bylines(reader)
    positions = story.bylines.values_list("author__name", "position")
    assert list(positions) == [(third.name, 0), (first.name, 1)]


def test_back_after_the_first_save_and_save_again_is_one_story(page, newsroom):
    sign_in(page)
    page.goto("/admin/articles/article/add/")
    page.locator("#id_headline").fill("Saved once")
    press(page, "_continue")
    page.go_back()
    page.locator("#id_headline").fill("Saved twice")
    press(page, "_continue")

    expect(page.locator(".messagelist")).to_contain_text("still the same one")
    story = newsroom.new(Article).get()
    assert story.headline == "Saved twice"
    assert page.url.endswith(f"/{story.pk}/change/")


def test_what_a_colleague_wrote_comes_back_after_it_was_saved_over(page, visit, newsroom):
    story = newsroom.story(SLUG)
    sign_in(page)
    other = visit()
    sign_in(other)
    for desk in (page, other):
        desk.goto(f"/admin/articles/article/{story.pk}/change/")
    other.locator("#id_standfirst").fill("A colleague's hour of work")
    press(other, "_continue")
    page.locator("#id_standfirst").fill("Mine")
    page.locator("button[name=_continue]").first.click()
    page.get_by_role("group", name="Standfirst").get_by_label("Yours").check()
    press(page, "_continue")
    expect(page.locator(".messagelist").first).to_contain_text("Former drafts")

    page.locator("button[name=_put_back]").first.click()

    expect(page.locator("#id_standfirst")).to_have_value("A colleague's hour of work")
    story.refresh_from_db()
    assert story.standfirst == "A colleague's hour of work"


def sign_in_again(page, user):
    """Sign in on the page that a form led to because the session was over."""
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#id_standfirst")).to_be_visible()


def test_words_outlive_the_session_though_a_colleague_saved_meanwhile(page, visit, newsroom):
    story = newsroom.story(SLUG)
    user = sign_in(page)
    other = visit()
    sign_in(other)
    for desk in (page, other):
        desk.goto(f"/admin/articles/article/{story.pk}/change/")
    save = page.locator("button[name=_continue]").first
    standfirst = page.locator("#id_standfirst")
    standfirst.fill("Mine")
    expect(page.locator("#autosave")).to_contain_text("Kept at", timeout=15_000)
    other.locator("#id_standfirst").fill("A colleague's")
    press(other, "_continue")
    page.context.clear_cookies(name="sessionid")
    save.click()
    sign_in_again(page, user)
    expect(standfirst).to_have_value("A colleague's")
    page.get_by_role("link", name="Put it back").click()
    expect(standfirst).to_have_value("Mine")

    # The form is refused, and then the session ends.
    other.locator("#id_standfirst").fill("A colleague's second")
    press(other, "_continue")
    save.click()
    expect(page.get_by_role("group", name="Standfirst")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    save.click()
    sign_in_again(page, user)
    # If the session ended before the server had the refused form, this browser offers its own copy.
    if standfirst.input_value() != "Mine":
        page.get_by_role("button", name="Put them back").click()
    expect(standfirst).to_have_value("Mine")
    save.click()
    page.get_by_role("group", name="Standfirst").get_by_label("Yours").check()
    press(page, "_continue")
    story.refresh_from_db()
    assert story.standfirst == "Mine"
    expect(page.locator("#kept")).to_be_hidden()
