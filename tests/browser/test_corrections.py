"""A mistake is found, corrected and looked up by hand; the notice is in nobody's way."""

import json

import pytest
from playwright.sync_api import expect

from articles import publishing
from articles.models import Article, SitePage
from articles.publishing import NewNotice
from authors.models import Interest
from tests.browser.desk import open_sheet, press, sign_in
from tests.browser.looks import editor_of, in_both_looks, violations
from tests.factories import make_edition, make_section, make_user


def test_an_editor_corrects_a_story_and_readers_can_look_it_up(page, visit, watch):
    section = make_section(name="Film", slug="film", public_history=True)
    edition = make_edition(
        section=section, headline="Akira at 40", slug="akira", body="<p>Made in 1989.</p>"
    )
    sign_in(page)
    page.goto(f"/admin/articles/article/{edition.article_id}/change/")
    sheet = open_sheet(page)
    notice = sheet.get_by_label("Notice, for readers")
    expect(notice).to_be_hidden()
    expect(sheet.get_by_role("button", name="Publish changes")).to_be_disabled()
    expect(page.get_by_text("Nothing has changed since edition 1")).to_be_visible()
    sheet.get_by_label("As a minor edit").check()
    expect(notice).to_be_hidden()
    expect(sheet.get_by_role("button", name="Publish changes")).to_be_disabled()
    sheet.get_by_label("With a notice").check()
    press(page, "_publish")
    # The sheet is open again, with the reason.
    expect(sheet.locator(".errornote")).to_contain_text("Write what is corrected")
    expect(notice).to_be_visible()
    page.keyboard.press("Escape")

    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Made in 1988.")
    open_sheet(page).get_by_label("Kind", exact=True).select_option(label="Clarification")
    notice.fill("It was 1988, not 1989.")
    press(page, "_publish")
    expect(page.locator(".messagelist")).to_contain_text("Published")
    expect(open_sheet(page).get_by_label("As an update")).to_be_checked()

    reader = visit("/film/akira/")
    expect(reader.get_by_role("complementary", name="Clarification")).to_contain_text("not 1989")
    said = reader.locator("script[type='application/ld+json']").text_content()
    assert json.loads(said)["correction"][0]["text"] == "It was 1988, not 1989."
    reader.get_by_role("link", name="What changed").click()
    expect(reader.locator(".history del")).to_have_text("1989.")
    expect(reader.locator(".history ins")).to_have_text("1988.")
    reader.get_by_role("link", name="Corrections", exact=True).click()
    reader.get_by_role("link", name="Akira at 40").click()
    expect(reader.locator(":target")).to_contain_text("not 1989")
    # The data block is no script: our policy had nothing to say.
    assert watch.problems == []


@pytest.fixture
def corrected(live_server):
    """A story with all that can be told of it, and the pages that tell it."""
    section = make_section(name="Film", slug="film", public_history=True)
    edition = make_edition(section=section, slug="akira", genre="review", body="<p>One.</p>")
    editor, long = make_user("Editor"), "Averylongwordwithoutabreak" * 8
    for kind in ("correction", "retraction"):
        story = Article.objects.filter(pk=edition.article_id)
        story.update(headline=f"Told as {kind}", body=f"<p>One {long} {kind}.</p>")
        notice = NewNotice(kind, f"It was otherwise.\n\n{long}", "end")
        publishing.publish(edition.article, by=editor, notice=notice)
    body = '<p>We are <strong>fair</strong>.</p><ul><li><p>To <a href="/">all</a>.</p></li></ul>'
    SitePage.objects.update_or_create(slug="ethics", defaults={"title": "Ethics", "body": body})
    author = edition.bylines.get().author
    Interest.objects.create(author=author, text="Owns shares.")
    return edition, author


@in_both_looks
def test_axe_finds_nothing_on_what_tells_of_mistakes(visit, corrected, scheme, viewport):
    edition, author = corrected
    page = visit(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    story = edition.get_absolute_url()
    fixed = ["/", "/corrections/", "/about/", "/about/ethics/"]
    for path in (*fixed, story, f"{story}history/", author.get_absolute_url()):
        page.goto(path)
        assert violations(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{path} is {width} pixels wide"


def test_a_site_page_is_written_with_the_editor_and_found_in_the_footer(page, watch):
    SitePage.objects.filter(slug="imprint").delete()
    sign_in(page)
    page.goto("/admin/articles/sitepage/add/")
    page.get_by_label("Title").press_sequentially("Imprint")
    expect(page.get_by_label("Address", exact=True)).to_have_value("imprint")
    editor_of(page).click()
    page.keyboard.type("We are fair.")
    page.get_by_label("Place", exact=True).select_option("legal")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    assert SitePage.objects.get(slug="imprint").body == "<p>We are fair.</p>"
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Imprint").click()
    expect(page.get_by_role("main")).to_contain_text("We are fair.")
    assert watch.problems == []
