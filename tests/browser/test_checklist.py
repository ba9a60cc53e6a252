"""The checklist of the story's form, by keyboard and for assistive technology."""

import pytest
from playwright.sync_api import expect

from articles.models import Event
from tests.browser.desk import open_sheet, press, sign_in
from tests.browser.looks import in_both_looks, violations
from tests.factories import make_article, make_image

pytestmark = pytest.mark.usefixtures("newsroom")
BODY = '<p>See <a href="https://example.org/">here</a>.</p><p>Words.</p>'


@in_both_looks
def test_errors_advice_and_override(visit, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme)
    sign_in(page, "Administrator")
    picture = make_image(credit="")
    headline = "A headline that is long enough"
    article = make_article(headline=headline, standfirst="", body=BODY, picture=picture)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator(".advice li")).to_have_count(2)
    page.get_by_role("link", name="Write a standfirst").press("Enter")
    expect(page.locator("#id_standfirst")).to_be_in_viewport()
    open_sheet(page)
    page.locator("summary", has_text="Publish despite this").press("Enter")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_label("Reason, for the story’s log").fill("The agency sends it at noon")
    press(page, "_publish")

    expect(page.locator(".messagelist")).to_contain_text("Published")
    assert Event.objects.filter(article=article, note__startswith="The agency sends").exists()
