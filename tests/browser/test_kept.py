"""Typed words survive in a real browser: killed, signed out, without a connection, next to a colleague."""

import re

from playwright.sync_api import Page, expect

from articles.models import Article, OpenForm
from tests.browser.desk import press, sign_in
from tests.browser.looks import editor_of, in_both_looks, violations
from tests.factories import make_article, make_author

SECONDS = 1000


def kept(page: Page) -> None:
    """Wait until the desk says that everything is kept on the server."""
    expect(page.locator("#autosave")).to_have_text(re.compile("^Kept at "), timeout=12 * SECONDS)


def form(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(editor_of(page)).to_be_visible()


def headline_kept(page: Page, headline: str) -> None:
    """Open a story's form as somebody new, type a headline, and wait until the server has it."""
    article = make_article(headline="Saved")
    sign_in(page)
    form(page, article)
    page.locator("#id_headline").fill(headline)
    kept(page)


def sign_in_as(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_words_of_a_killed_browser_come_back_in_another(visit, newsroom):
    ana, article = make_author(name="Ana Ruiz"), make_article(headline="Saved", authors=[])
    first = visit()
    user = sign_in(first)
    form(first, article)
    first.locator("#id_headline").fill("Typed")
    editor_of(first).click()
    first.keyboard.press("Control+End")
    first.keyboard.type(" And what was typed since.")
    first.locator("#bylines-group .add-row a").click()
    first.locator("#id_bylines-0-author").evaluate(
        f"""select => {{
            select.append(new Option("Ana Ruiz", "{ana.pk}", true, true))
            django.jQuery(select).trigger("change")
        }}"""
    )
    kept(first)
    first.context.close()
    article.refresh_from_db()
    assert article.headline == "Saved"

    second = visit()
    sign_in_as(second, user.username)
    form(second, article)
    expect(second.locator("#id_headline")).to_have_value("Saved")
    second.get_by_role("link", name="Put it back").click()
    expect(second.locator("#id_headline")).to_have_value("Typed")
    expect(editor_of(second)).to_contain_text("And what was typed since.")
    expect(second.locator("#bylines-group")).to_contain_text("Ana Ruiz")
    press(second, "_continue")

    article.refresh_from_db()
    assert article.headline == "Typed"
    assert "And what was typed since." in article.body
    assert article.bylines.get().author == ana
    expect(second.get_by_role("link", name="Put it back")).to_have_count(0)
    assert not OpenForm.objects.kept().exists()


def test_signed_out_while_writing_and_in_again_in_another_tab(page, watch):
    article = make_article(headline="Saved")
    user = sign_in(page)
    form(page, article)
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_headline").fill("Typed")
    expect(page.locator("#autosave")).to_have_text("Not kept: sign in again", timeout=12 * SECONDS)

    with page.expect_popup() as opened:
        page.get_by_role("link", name="sign in again").click()
    tab = opened.value
    tab.get_by_label("Username").fill(user.username)
    tab.get_by_label("Password").fill("secret")
    tab.get_by_role("button", name="Log in").click()
    expect(tab).to_have_url(re.compile(r"/admin/$"))
    tab.close()

    kept(page)
    press(page, "_continue")
    article.refresh_from_db()
    assert article.headline == "Typed"


def test_without_a_connection_words_stay_in_the_browser_and_come_back(page, watch):
    article = make_article(headline="Saved")
    sign_in(page)
    form(page, article)
    page.context.set_offline(True)
    page.locator("#id_headline").fill("Typed")
    expect(page.locator("#autosave")).to_have_text("Not kept: no connection", timeout=12 * SECONDS)
    # The tab dies; nothing of it reached the server.
    page.close(run_before_unload=False)
    assert not OpenForm.objects.kept().exists()

    context = watch_problems_of_going_offline(page, watch)
    context.set_offline(False)
    again = context.new_page()
    # Another tab's copy is offered once that tab would have had the time to send it.
    again.clock.install()
    again.clock.fast_forward(30 * SECONDS)
    form(again, article)
    again.get_by_role("button", name="Put them back").click()
    expect(again.locator("#id_headline")).to_have_value("Typed")
    press(again, "_continue")
    article.refresh_from_db()
    assert article.headline == "Typed"
    expect(again.locator("#kept")).to_be_hidden()


def watch_problems_of_going_offline(page: Page, watch):
    assert all("ERR_INTERNET_DISCONNECTED" in problem for problem in watch.problems)
    watch.problems.clear()
    return page.context


def test_two_editors_see_each_other_and_neither_loses_a_word(page, visit):
    article = make_article(headline="Old", standfirst="Old")
    ana = sign_in(page)
    other = visit()
    ben = sign_in(other)
    form(page, article)
    expect(page.locator("#presence")).to_be_hidden()
    page.locator("#id_headline").fill("Ana's headline")
    kept(page)
    form(other, article)
    expect(other.locator("#presence")).to_contain_text(f"{ana.username} is editing, just now.")
    other.locator("#id_headline").fill("Ben's headline")
    other.locator("#id_standfirst").fill("Ben's standfirst")
    press(other, "_continue")
    page.locator("#id_headline").fill("Ana's own headline")
    expect(page.locator("#presence")).to_contain_text(
        f"{ben.username} saved this story at", timeout=12 * SECONDS
    )

    page.locator("button[name=_continue]").first.click()
    choice = page.get_by_role("group", name="Headline")
    expect(choice).to_contain_text("Ben's headline")
    expect(page.locator("#id_headline")).to_have_value("Ana's own headline")
    choice.get_by_label("Yours").check()
    press(page, "_continue")

    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ana's own headline", "Ben's standfirst")
    assert article.former_drafts.first().copy["headline"] == "Ben's headline"


def test_discarded_words_are_gone_and_the_page_stays(page, visit):
    article = make_article(headline="Saved", standfirst="Saved")
    user = sign_in(page)
    form(page, article)
    page.locator("#id_headline").fill("Typed")
    kept(page)
    other = visit()
    sign_in_as(other, user.username)
    form(other, article)
    other.locator("#id_standfirst").fill("Typed here")
    other.get_by_role("button", name="Discard").click()
    expect(other.get_by_role("button", name="Discard")).to_be_hidden()
    expect(other.locator("#id_standfirst")).to_have_value("Typed here")
    assert not OpenForm.objects.kept().filter(values__headline=["Typed"]).exists()


@in_both_looks
def test_axe_finds_nothing_in_offers_conflicts_and_presence(visit, scheme, viewport):
    article = make_article(headline="Old", body="<p>One.</p>")
    other = visit()
    sign_in(other)
    form(other, article)
    other.locator("#id_headline").fill("Theirs")
    page = visit(color_scheme=scheme, viewport=viewport)
    sign_in(page)
    form(page, article)
    press(other, "_continue")
    page.locator("#id_headline").fill("Mine")
    page.locator("button[name=_continue]").first.click()
    expect(page.get_by_role("group", name="Headline")).to_be_visible()
    kept(page)
    assert not violations(page)
    form(page, article)
    expect(page.get_by_role("link", name="Put it back")).to_be_visible()
    assert not violations(page)
    page.goto(f"/admin/articles/article/{article.pk}/compare/")
    expect(page.get_by_role("heading", name="Headline")).to_be_visible()
    assert not violations(page)


def test_loading_the_page_again_puts_the_same_words_back(page):
    article = make_article(headline="Saved")
    sign_in(page)
    form(page, article)
    page.locator("#id_headline").fill("Typed")
    kept(page)
    form(page, article)
    page.get_by_role("link", name="Put it back").click()
    page.locator("#id_headline").fill("Typed on")
    kept(page)
    page.reload()
    expect(page.locator("#id_headline")).to_have_value("Typed on")
    expect(page.locator(".messagelist")).to_have_count(0)


def test_typing_after_stop_is_kept(page, watch):
    headline_kept(page, "Typed")
    # As after Stop, the page stays.
    page.route(
        "**/change/",
        lambda route: (
            route.fulfill(status=204) if route.request.method == "POST" else route.continue_()
        ),
    )
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("button[name=_continue]").first.click(no_wait_after=True)
    with page.expect_response(re.compile("/autosave/$"), timeout=12 * SECONDS) as answer:
        page.locator("#id_headline").fill("Typed on")
    assert answer.value.ok
    assert OpenForm.objects.kept().get().headline == "Typed on"
    watch.problems.clear()


def test_a_clock_that_goes_back_stops_nothing_from_being_kept(page):
    headline_kept(page, "Typed")
    page.evaluate("Date.now = (now => () => now() - 600_000)(Date.now)")
    with page.expect_request(re.compile("/autosave/$"), timeout=12 * SECONDS) as sent:
        page.locator("#id_standfirst").fill("Typed as well")
    assert sent.value.response().json()["later"] == 0
    assert OpenForm.objects.kept().get().values["standfirst"] == ["Typed as well"]
