"""The parts around a story's words: its contents list, reading time, ways to share it, the author's box."""

import re

import pytest
from playwright.sync_api import Page, expect

from authors.models import Link
from tests.browser.looks import NARROW, PHONE, WIDE, in_both_looks, violations
from tests.factories import make_author, make_edition, make_section

PARAGRAPH = f"<p>{'Some words to read. ' * 60}</p>"
SUBHEADS = ["Of giants", "Of very small machines and those who love them", "Of endings"]


@pytest.fixture
def author():
    author = make_author(name="Ida Lund", slug="ida-lund", role="Writer", bio="Writes.")
    Link.objects.create(author=author, label="Mastodon", url="https://social.example/@ida")
    return author


@pytest.fixture
def story(author):
    body = PARAGRAPH + "".join(f"<h2>{head}</h2>{PARAGRAPH * 3}" for head in SUBHEADS)
    return make_edition(
        headline="Tea & “stars”",
        slug="story",
        section=make_section(name="Radio", slug="radio"),
        authors=[author],
        body=body,
    )


def top_of(page: Page, id: str) -> float:
    return page.locator(f"#{id}").bounding_box()["y"]


def test_the_rail_has_the_contents_which_stay_in_view(page, story):
    page.goto("/radio/story/")
    contents = page.get_by_role("navigation", name="In this story")
    expect(contents).to_have_count(1)
    assert contents.get_by_role("link").all_inner_texts() == SUBHEADS
    words = page.locator(".body > p").first.bounding_box()
    assert contents.bounding_box()["x"] + contents.bounding_box()["width"] < words["x"]

    contents.get_by_role("link", name="Of endings").click()

    expect(page).to_have_url("/radio/story/#of-endings")
    expect(page.locator("#of-endings")).to_be_in_viewport()
    expect(contents).to_be_in_viewport()


def test_a_pull_quote_and_the_contents_share_the_rail(page, author):
    quote = "<figure class='pullquote'><blockquote><p>Said nobody yet.</p></blockquote></figure>"
    body = "".join(f"<h2>{head}</h2>{quote}{PARAGRAPH}" for head in SUBHEADS)
    make_edition(slug="quoted", section=make_section(slug="radio"), body=body)
    page.goto("/radio/quoted/")
    boxes = [page.locator(".contents").bounding_box()]
    boxes += [quote.bounding_box() for quote in page.locator(".pullquote").all()]
    ends = [box["y"] + box["height"] for box in boxes]
    assert all(end <= box["y"] for end, box in zip(ends, boxes[1:], strict=False))
    page.mouse.wheel(0, 400)
    expect(page.locator(".contents")).not_to_have_css("position", "sticky")


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["phone", "narrow"])
def test_on_a_phone_the_contents_are_folded_above_the_words(visit, story, viewport):
    page = visit("/radio/story/", viewport=viewport, java_script_enabled=False)
    contents = page.get_by_role("navigation", name="In this story")
    expect(contents).to_have_count(1)
    expect(contents.get_by_role("link")).to_have_count(0)
    contents.locator("summary").click()
    expect(contents.get_by_role("link")).to_have_count(3)
    contents.get_by_role("link", name="Of giants").click()
    expect(page.locator("#of-giants")).to_be_in_viewport()


def test_a_story_with_two_subheads_has_no_contents(page, author):
    body = f"<h2>One</h2>{PARAGRAPH}<h3>Below</h3>{PARAGRAPH}<h2>Two</h2>{PARAGRAPH}"
    make_edition(slug="short", section=make_section(slug="radio"), body=body)
    page.goto("/radio/short/")
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="In this story")).to_have_count(0)


def test_the_time_that_reading_takes_is_shown_but_not_for_a_few_words(page, story):
    page.goto("/radio/story/")
    # Ten paragraphs of 240 words, and the subheads.
    expect(page.locator(".story-meta .reading-time")).to_have_text("11 min read")
    make_edition(slug="brief", section=make_section(slug="short"), body="<p>A few words.</p>")
    page.goto("/short/brief/")
    expect(page.locator(".story-meta time")).to_have_count(1)
    expect(page.locator(".reading-time")).to_have_count(0)


def test_the_link_is_copied_and_that_is_announced(page, story, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/radio/story/?page=2#of-giants")
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/radio/story/"


def test_a_refused_clipboard_leaves_the_link_to_be_copied_by_hand(page, story, live_server):
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    )
    page.goto("/radio/story/")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_contain_text(f"{live_server.url}/radio/story/")


def test_the_systems_sheet_is_offered_where_there_is_one(page, story, live_server):
    page.goto("/radio/story/")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Share…")).to_have_count(0)

    page.add_init_script(
        "navigator.share = (given) => { window.given = given; return Promise.reject(new Error()) }"
    )
    page.reload()
    page.get_by_role("button", name="Share…").click()

    assert page.evaluate("window.given") == {
        "title": "Tea & “stars”",
        "url": f"{live_server.url}/radio/story/",
    }


def test_without_scripts_only_links_are_offered_which_nothing_follows_before_a_click(
    visit, story, live_server
):
    page = visit("/radio/story/", java_script_enabled=False)
    share = page.get_by_role("region", name="Share this story")
    expect(share.get_by_role("button")).to_have_count(0)
    links = {each.inner_text(): each.get_attribute("href") for each in share.locator("a").all()}
    encoded = live_server.url.replace(":", "%3A") + "/radio/story/"
    title = "Tea%20%26%20%E2%80%9Cstars%E2%80%9D"
    assert links["E-mail"] == f"mailto:?subject={title}&body={encoded}"
    assert links["Facebook"].endswith(f"?u={encoded}")
    assert list(links) == ["E-mail", "Bluesky", "Facebook", "WhatsApp"]


def test_the_authors_box_leads_to_their_other_profiles_and_their_feed(page, story):
    page.goto("/radio/story/")
    box = page.get_by_role("region", name="The author")
    expect(box.get_by_role("link", name="Mastodon")).to_have_attribute(
        "href", "https://social.example/@ida"
    )
    feed = box.get_by_role("link", name=re.compile("Follow by feed.*Ida Lund"))
    assert page.request.get(feed.get_attribute("href")).ok


@in_both_looks
def test_axe_finds_nothing_and_nothing_sticks_out(visit, story, viewport, scheme):
    page = visit("/radio/story/", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    if viewport is NARROW:
        page.locator("summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    for target in page.locator(".share :is(a, button):visible, .author .links a").all():
        assert target.bounding_box()["height"] >= 24


def test_with_large_letters_and_on_paper_nothing_is_lost(visit, story):
    page = visit("/radio/story/", viewport={"width": WIDE["width"] // 4, "height": 225})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    for part in (".contents", ".contents-fold", ".share"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".author-bio")).to_be_visible()
