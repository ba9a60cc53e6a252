"""A reader follows a commercial link: counted, and nothing of the reader goes along or stays."""

import pytest
from playwright.sync_api import Page, Request

from disclosures.models import Click
from tests.browser.desk import sign_in
from tests.factories import make_edition, make_programme, make_wording

BODY = '<p><a href="/anime/">Ours</a> <a href="https://amazon.com/dp/1"><strong>Buy</strong> it</a></p>'


@pytest.fixture
def edition(live_server):
    make_programme()
    make_wording()
    return make_edition(body=BODY)


@pytest.fixture
def shop(watch):
    """The shop is outside; that a link leads there is what is tested."""
    yield
    watch.problems = [each for each in watch.problems if "amazon.com" not in each]


def open_story(page: Page, edition) -> list[Request]:
    """Open the story; the shop's pages are blank. What is asked is listed from here on."""
    page.context.route("https://amazon.com/**", lambda route: route.fulfill(body="The shop"))
    page.goto(edition.get_absolute_url())
    requests: list[Request] = []
    page.context.on("request", lambda request: requests.append(request))
    return requests


def counted(page: Page, edition, times: int) -> None:
    counts = Click.objects.filter(link__edition=edition).values_list("count", flat=True)
    for _ in range(50):
        if sum(counts.all()) >= times:
            break
        page.wait_for_timeout(100)
    assert list(counts.all()) == [times]


def test_a_click_is_counted_and_leads_straight_to_the_shop(page, edition, shop):
    requests = open_story(page, edition)
    page.get_by_role("link", name="Buy it").click()
    page.wait_for_url("https://amazon.com/dp/1")
    counted(page, edition, 1)
    ways = [request.url for request in requests if request.is_navigation_request()]
    assert ways == ["https://amazon.com/dp/1"]


def test_the_keyboard_and_the_middle_button_count_too(page, edition, shop):
    open_story(page, edition)
    link = page.get_by_role("link", name="Buy it")
    link.click(button="middle")
    counted(page, edition, 1)
    link.click(button="right")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("https://amazon.com/dp/1")
    counted(page, edition, 2)


def test_no_cookie_goes_along_or_comes_back_and_nothing_is_stored(page, edition, shop):
    # Who signed in has cookies: even those stay behind.
    sign_in(page)
    before = page.context.cookies()
    assert before
    requests = open_story(page, edition)
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    with page.expect_response("**/clicks/") as answered:
        page.get_by_role("link", name="Buy it").click(button="middle")
    sent = next(request for request in requests if request.url.endswith("/clicks/"))
    headers = sent.all_headers()
    assert "cookie" not in headers
    assert "referer" not in headers
    assert sent.post_data == f"edition={edition.pk}&link=1"
    assert answered.value.status == 204
    assert "set-cookie" not in answered.value.all_headers()
    assert page.context.cookies() == before
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == stored
    counted(page, edition, 1)


def test_our_own_links_tell_nothing(page, edition, watch):
    requests = open_story(page, edition)
    page.get_by_role("link", name="Ours").click(button="middle")
    page.wait_for_timeout(300)
    assert not [request for request in requests if request.url.endswith("/clicks/")]
    watch.problems.clear()  # there is no such section


def test_who_asks_not_to_be_tracked_sends_nothing(page, edition, shop):
    page.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })"
    )
    requests = open_story(page, edition)
    page.get_by_role("link", name="Buy it").click(button="middle")
    page.wait_for_timeout(300)
    assert not [request for request in requests if request.url.endswith("/clicks/")]


def test_a_preview_tells_nothing(page, edition, shop):
    sign_in(page)
    requests = open_story(page, edition)
    page.goto(f"/admin/articles/article/{edition.article_id}/preview/")
    page.get_by_role("link", name="Buy it").click(button="middle")
    page.wait_for_timeout(300)
    assert not [request for request in requests if request.url.endswith("/clicks/")]


def test_a_link_works_while_the_counter_is_down(page, edition, shop, watch):
    open_story(page, edition)
    page.context.route("**/clicks/", lambda route: route.abort())
    page.get_by_role("link", name="Buy it").click()
    page.wait_for_url("https://amazon.com/dp/1")
    watch.problems = [each for each in watch.problems if "/clicks/" not in each]
