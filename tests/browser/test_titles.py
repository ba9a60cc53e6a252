"""The previews of a story in search results and on social networks."""

from playwright.sync_api import expect

from articles.models import Edition
from tests.browser.desk import press, sign_in
from tests.factories import make_article, make_image


def test_previews_follow_what_is_typed_and_readers_get_it(page):
    article = make_article(headline="Red", standfirst="Why now", picture=make_image())
    sign_in(page)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_text("Titles and previews").click()
    result, shared = page.locator(".titles .result"), page.locator(".titles .shared")
    expect(result).to_contain_text("Red · ")
    expect(shared).to_contain_text("Red")
    expect(shared.locator("img")).to_be_visible()
    expect(result).to_contain_text(article.section.name)

    page.locator("#id_headline").fill("Redder")
    expect(shared.locator(".shared-title")).to_have_text("Redder")
    page.get_by_label("Title in search results").fill("Metallic Rouge, explained")
    page.get_by_label("Title on social networks").fill("You should watch this")
    page.get_by_label("Description").fill("A robot, a detective and Mars.")
    expect(result).to_contain_text("Metallic Rouge, explained ·")
    expect(shared.locator(".shared-title")).to_have_text("You should watch this")
    expect(result.locator(".result-words")).to_have_text("A robot, a detective and Mars.")
    press(page, "_publish")

    live = Edition.objects.live().get(article=article)
    page.goto(live.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Redder")
    assert page.title().startswith("Metallic Rouge, explained ·")
    social = page.locator("meta[property='og:title']")
    expect(social).to_have_attribute("content", "You should watch this")
