"""Choosing where an author's interest is shown, and taking a notice out of a story, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, InterestScope
from authors.models import Interest
from tests.browser.desk import sign_in
from tests.desk import change_url
from tests.factories import make_article, make_author, make_programme, make_section, make_wording

NOTICE = "We may earn a commission if you buy through our links."


def test_an_editor_tells_of_an_interest_in_one_section(page: Page):
    author, section = make_author(name="Ana Ruiz"), make_section(name="Manga")
    sign_in(page)
    page.goto(reverse("admin:authors_author_change", args=[author.pk]))
    page.locator("#interests-group .add-row a, #interests-group .add-row button").click()
    row = page.locator("#interests-0")
    row.get_by_label("Text").fill("She is paid by a manga publisher.")
    row.get_by_label("Where it is shown").select_option("some")
    row.locator(".select2-selection").first.click()
    page.get_by_role("option", name="Manga").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert InterestScope.objects.latest("pk").section == section
    assert not Interest.objects.latest("pk").all_stories


@pytest.mark.parametrize(
    "viewport", [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]
)
def test_one_click_takes_a_notice_out_of_the_draft(page: Page):
    make_wording()
    make_programme()
    link = '<p><a href="https://amazon.com/1">A lamp</a></p>'
    article = make_article(body=f"<p>{NOTICE}</p>{link}")
    sign_in(page)
    page.goto(change_url(article))
    button = page.get_by_role("button", name="Take it out of the draft")
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.locator(".messagelist")).to_contain_text("Taken out of the draft")
    expect(button).to_have_count(0)
    assert Article.objects.get(pk=article.pk).body == link
