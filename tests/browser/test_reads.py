"""A reader reads a story: counted after ten seconds and a sign of a person, and nothing of them goes along."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition, Read
from tests.browser.desk import sign_in

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36"


@pytest.fixture
def edition(newsroom) -> Edition:
    return Edition.objects.live().latest_first()[0]


@pytest.fixture
def reader(page: Page) -> Page:
    """A page as a person's browser has it, whose clock the test moves."""
    page.context.set_extra_http_headers({"User-Agent": PERSON})
    page.add_init_script("delete Object.getPrototypeOf(navigator).webdriver")
    page.clock.install()
    return page


def reads(edition: Edition) -> int:
    return sum(Read.objects.filter(article=edition.article_id).values_list("count", flat=True))


def asked(page: Page) -> list[str]:
    """Return the list to which each request to the counter is added."""
    found: list[str] = []
    page.on("request", lambda each: each.url.endswith("/reads/") and found.append(each.url))
    return found


def test_a_read_is_counted_once(reader, edition):
    before, sent = reads(edition), asked(reader)
    reader.goto(edition.get_absolute_url())
    expect(reader.locator("h1")).to_be_visible()
    reader.clock.run_for(30_000)
    assert sent == []  # nobody has moved
    reader.mouse.move(50, 50)
    reader.mouse.move(60, 90)
    with reader.expect_response("**/reads/") as answered:
        reader.clock.run_for(2_000)
    assert answered.value.status == 204
    headers = answered.value.request.all_headers()
    assert "cookie" not in headers and "referer" not in headers
    assert answered.value.request.post_data == f"edition={edition.pk}"
    assert "set-cookie" not in answered.value.all_headers()
    assert reads(edition) == before + 1
    reader.clock.run_for(60_000)
    assert len(sent) == 1
    assert reader.context.cookies() == []
    assert reader.evaluate("localStorage.length + sessionStorage.length") == 0

    # The same address again, in the same hour.
    reader.reload()
    reader.keyboard.press("ArrowDown")
    with reader.expect_response("**/reads/"):
        reader.clock.run_for(11_000)
    assert reads(edition) == before + 1


def test_a_short_visit_and_a_hidden_page_are_no_read(reader, edition):
    sent = asked(reader)
    reader.goto(edition.get_absolute_url())
    reader.keyboard.press("ArrowDown")
    reader.clock.run_for(8_000)
    reader.evaluate(
        "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })"
    )
    reader.clock.run_for(60_000)
    assert sent == []
    reader.evaluate("delete document.visibilityState")
    with reader.expect_response("**/reads/"):
        reader.clock.run_for(5_000)


@pytest.mark.parametrize("sign", ["globalPrivacyControl", "webdriver"])
def test_who_asks_not_to_be_tracked_and_what_a_program_drives_sends_nothing(reader, edition, sign):
    reader.add_init_script(
        f"Object.defineProperty(Navigator.prototype, '{sign}', {{ get: () => true }})"
    )
    sent = asked(reader)
    reader.goto(edition.get_absolute_url())
    reader.keyboard.press("ArrowDown")
    reader.clock.run_for(60_000)
    assert sent == []


def test_a_preview_tells_nothing(reader, edition):
    sign_in(reader)
    sent = asked(reader)
    reader.goto(f"/admin/articles/article/{edition.article_id}/preview/")
    reader.keyboard.press("ArrowDown")
    reader.clock.run_for(60_000)
    assert sent == []
