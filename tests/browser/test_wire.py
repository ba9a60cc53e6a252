"""Bytes on the wire and what they do to a page: fonts, stand-ins, and the widths of pictures."""

import re
import time
from urllib.parse import urlsplit

import pytest

from articles.models import Edition
from tests.browser.looks import PHONE, WIDE

# A guide and a section: their words moved most when fonts arrived.
SHIFTING = ["/guides/choosing-a-second-controller/", "/anime/", "/"]
MOVED = """
() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})
"""
# A picture that needs no rendition; which one is chosen is what matters.
QUICK = {
    "content_type": "image/svg+xml",
    "body": '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1000"/>',
}
PICTURES = """
async () => {
  const found = [];
  for (const img of document.querySelectorAll("picture img")) {
    img.loading = "eager";  // those that are far below, too
    for (let wait = 0; !img.currentSrc && wait < 50; wait++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    const box = img.getBoundingClientRect();
    const shape = img.getAttribute("width") / img.getAttribute("height");
    const fit = getComputedStyle(img).objectFit;
    found.push({
      chosen: img.currentSrc,
      offered: img.srcset,
      drawn: fit === "cover" ? Math.max(box.width, box.height * shape) : box.width,
    });
  }
  return found;
}
"""


def fonts_of(page) -> list[str]:
    return page.evaluate(
        "() => performance.getEntriesByType('resource').map(e => e.name).filter(n => /woff2/.test(n))"
    )


def test_an_english_page_loads_at_most_62_kb_of_fonts(visit, live_server):
    """Also one with italic and bold words, and é."""
    sizes = {}
    page = visit()
    page.on(
        "response",
        lambda answer: (
            sizes.update({answer.url: len(answer.body())}) if ".woff2" in answer.url else None
        ),
    )
    story = Edition.objects.live().filter(body__contains="<em>").first().get_absolute_url()
    page.goto(story)
    page.evaluate(
        "document.querySelector('.body > p').innerHTML += ' <strong>bold</strong> <em>slanted</em> é'"
    )
    page.evaluate("document.fonts.ready")
    page.wait_for_function(
        "performance.getEntriesByType('resource').filter(e => /woff2/.test(e.name)).length >= 4"
    )
    page.wait_for_load_state("networkidle")

    names = {re.sub(r"(\.\w+)?\.woff2.*", "", url.rpartition("/")[2]) for url in sizes}
    assert names == {"bricolage-grotesque", "newsreader", "newsreader-bold", "newsreader-italic"}
    assert sum(sizes.values()) <= 62_000


@pytest.mark.parametrize(
    ("letters", "part"), [("łęż", "extended"), ("ủỗ", "vietnamese"), ("ñÅ", "western")]
)
def test_other_letters_load_their_part_alone(page, letters, part):
    page.goto(SHIFTING[0])
    page.wait_for_load_state("networkidle")
    before = set(fonts_of(page))
    page.evaluate(f"document.querySelector('.body > p').append('{letters}')")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)

    [added] = set(fonts_of(page)) - before
    assert f"newsreader-{part}" in added


@pytest.mark.parametrize("path", SHIFTING)
@pytest.mark.parametrize("fonts", ["late", "never"])
def test_words_stay_where_they_are_when_fonts_come_late(visit, path, fonts, watch):
    page = visit(viewport=PHONE)

    def serve(route) -> None:
        if fonts == "never":
            route.abort()
        else:
            time.sleep(0.7)
            route.continue_()

    page.route("**/*.woff2", serve)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(1000 if fonts == "late" else 0)

    assert page.evaluate(MOVED) <= 0.01
    watch.problems[:] = [each for each in watch.problems if "woff2" not in each]


def test_a_page_is_as_long_in_the_stand_ins_as_in_our_fonts(visit, watch):
    """On a bare Debian, by its DejaVu; elsewhere by Liberation or Arial."""
    heights = {}
    for fonts in ("ours", "stand-ins"):
        page = visit(viewport=PHONE)
        if fonts == "stand-ins":
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(SHIFTING[0], wait_until="load")
        heights[fonts] = page.evaluate("document.querySelector('.body').offsetHeight")
    watch.problems.clear()

    assert abs(heights["stand-ins"] / heights["ours"] - 1) < 0.04


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_pictures_come_in_the_width_in_which_they_are_drawn(visit, width):
    """The loaded rendition is wide enough, and the next smaller one wouldn't be."""
    ratio = 2 if width == 390 else 1
    wrong = []
    story = Edition.objects.live().exclude(picture=None).filter(body__contains="<img").first()
    for path in ("/", "/anime/", "/authors/sam-okonkwo-hale/", story.get_absolute_url()):
        # A new visitor: of the renditions that are large enough, a browser takes one that it has.
        page = visit(viewport={"width": width, "height": 800}, device_scale_factor=ratio)
        page.route("**/images/**", lambda route: route.fulfill(**QUICK))
        page.goto(path)
        for picture in page.evaluate(PICTURES):
            offered = sorted(int(each) for each in re.findall(r" (\d+)w", picture["offered"]))
            chosen = int(re.search(r"/(\d+)\.\w+$", urlsplit(picture["chosen"]).path)[1])
            need = picture["drawn"] * ratio
            # A browser may take the nearer of two renditions on a dense screen.
            nearer = (offered[min(offered.index(chosen) + 1, len(offered) - 1)] / chosen) ** 0.5
            blurred = need > 1.03 * chosen * (nearer if ratio > 1 else 1) and chosen != offered[-1]
            smaller = [each for each in offered if each < chosen]
            wasted = smaller and smaller[-1] > 1.15 * need
            if blurred or wasted:
                wrong.append((path, round(need), chosen))

    assert not wrong


@pytest.mark.parametrize("path", ["/", "/anime/", "/latest/?page=2", "/tags/nintendo/"])
def test_the_first_picture_of_a_list_comes_at_once_and_the_others_when_needed(visit, path):
    page = visit(viewport=WIDE)
    page.goto(path)
    pictures = page.eval_on_selector_all(
        "main .card img", "all => all.map(img => [img.loading, img.fetchPriority])"
    )

    assert pictures[0] == ["eager", "high"]
    assert set(map(tuple, pictures[1:])) <= {("lazy", "auto")}


def test_a_story_with_italics_preloads_them(page):
    """Else they would arrive after the words around them, and be shown in a stand-in."""
    live = Edition.objects.live()
    with_italics = live.filter(body__contains="<em>").first()
    without = live.exclude(body__contains="<em").exclude(body__contains="<blockquote").first()
    italic = 'link[rel="preload"][href*="newsreader-italic"]'

    page.goto(with_italics.get_absolute_url())
    assert page.locator(italic).count() == 1
    page.goto(without.get_absolute_url())
    assert page.locator(italic).count() == 0
