"""The reader's pages in a browser: accessible, whole without scripts, asking nobody else."""

import pytest
from playwright.sync_api import expect

from articles.models import ArticleRelated
from tests.browser.looks import in_both_looks, violations
from tests.factories import (
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_wording,
    picture_bytes,
)

WIDE_TABLE = (
    "<table><tbody><tr>"
    + "".join(f"<th><p>Column {n}</p></th>" for n in range(9))
    + "</tr></tbody></table>"
)


@pytest.fixture
def story(live_server):
    """A story with everything that a page can show, some of it awkward."""
    make_programme()
    make_wording()
    picture = make_image(picture_bytes(size=(1200, 750)), alt="A lighthouse at dusk")
    author = make_author(
        name="Ida Lund",
        slug="ida-lund",
        pronouns="she/her",
        role="Contributing writer",
        bio="Covers anime and gaming.",
        portrait=picture,
    )
    section = make_section(name="Radio", slug="radio", description="Series, films, studios.")
    for number in range(3):
        make_section(name=f"A section with a long name {number}")
    related = make_edition(headline="Another story", section=section, picture=picture)
    body = (
        '<p><a href="https://amazon.com/dp/1">A paid link</a> comes first, then '
        + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.</p>"
        f'<h2>Second</h2><figure class="figure"><img src="{picture.url_at(320, "jpg")}" alt="A lighthouse at dusk" data-file="{picture.pk}"></figure>'
        f"{WIDE_TABLE}<blockquote><p>Said somebody.</p></blockquote><ul><li><p>a</p></li></ul>"
    )
    return make_edition(
        headline="A story " + "of very many words " * 8,
        section=section,
        authors=[author],
        tags=["Mecha", "Bones"],
        picture=picture,
        body=body,
        videos=[{"title": "A trailer", "url": "https://youtu.be/aqz-KE-bpKQ"}],
        slug="story",
    ) and _relate(related)


def _relate(related):
    from articles import publishing
    from articles.models import Article
    from tests.factories import make_user

    article = Article.objects.get(slug="story")
    ArticleRelated.objects.create(content_object=article, story=related.article)
    return publishing.publish(article, by=make_user("Editor"))


PAGES = [
    "/",
    "/radio/",
    "/radio/story/",
    "/tags/mecha/",
    "/authors/ida-lund/",
    "/disclosures/",
]


@in_both_looks
def test_axe_finds_nothing_and_nothing_sticks_out(visit, story, scheme, viewport):
    # axe-core measures with styles of its own, which our policy would refuse.
    page = visit(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(path)
        assert violations(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{path} is {width} pixels wide"


def test_a_story_is_whole_without_javascript(visit, story):
    page = visit("/radio/story/", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".disclosure").first).to_be_visible()
    video = page.get_by_role("link", name="A trailer")
    assert video.get_attribute("href") == "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def test_a_video_asks_nobody_before_the_click_and_plays_after_it(page, story, watch):
    page.goto("/radio/story/")
    page.wait_for_load_state("networkidle")
    assert watch.problems == []

    page.get_by_role("link", name="A trailer").click()

    frame = page.locator("iframe[title='A trailer']")
    expect(frame).to_be_visible()
    assert frame.get_attribute("src").startswith("https://www.youtube-nocookie.com/embed/")
    page.wait_for_timeout(200)
    assert any("www.youtube-nocookie.com" in problem for problem in watch.problems)
    watch.problems.clear()


def test_the_disclosure_is_seen_before_the_first_paid_link_and_is_no_paler_or_smaller(page, story):
    page.goto("/radio/story/")
    disclosure = page.locator(".disclosure")
    expect(disclosure).to_be_visible()
    first = page.locator("a[rel~=sponsored]").first
    assert disclosure.bounding_box()["y"] < first.bounding_box()["y"]
    style = "element => { const s = getComputedStyle(element); return [parseFloat(s.fontSize), s.opacity] }"
    words = page.locator(".body > p").last
    assert disclosure.evaluate(style)[0] >= words.evaluate(style)[0]
    assert disclosure.evaluate(style)[1] == "1"


def test_the_keyboard_reaches_the_content_first(page, story):
    page.goto("/radio/story/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).tagName") == "MAIN"
