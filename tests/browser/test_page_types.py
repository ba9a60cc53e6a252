"""Each type of page for readers in a browser: every width, both schemes, without scripts and fonts."""

import pytest
from playwright.sync_api import expect

from newsroom.demo.pages import PAGES
from tests.browser.looks import NARROW, NOTE_REFUSALS, PHONE, WIDE, faults

EACH = pytest.mark.parametrize("name", PAGES)
# 200 % zoom in a window of 1280 pixels (WCAG 2.2, 1.4.4).
ZOOMED = {"width": 640, "height": 450}
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
SMALL_TARGETS = """
() => [...document.querySelectorAll("a[href], button, summary, input")].flatMap((element) => {
  const box = element.getBoundingClientRect();
  const inText = getComputedStyle(element).display === "inline";
  const isHidden = !element.checkVisibility() || box.width <= 1 || box.bottom <= 0;
  return inText || isHidden || (box.width >= 24 && box.height >= 24) ? [] : [element.outerHTML];
})
"""


def opened(visit, name, watch, **options):
    page = visit(reduced_motion="reduce", **options)
    page.add_init_script(NOTE_REFUSALS)
    page.goto(PAGES[name])
    if name == "not-found":
        # A browser reports each page that isn't found.
        watch.problems[:] = [each for each in watch.problems if "404" not in each]
    return page


@EACH
def test_a_page_has_no_fault(visit, watch, newsroom, name):
    page = opened(visit, name, watch, bypass_csp=True)
    assert faults(page) == []


@EACH
def test_a_page_fits_narrow_and_zoomed_windows(visit, watch, newsroom, name):
    page = opened(visit, name, watch)
    for size in (NARROW, ZOOMED, PHONE, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0, size
        assert page.evaluate(SMALL_TARGETS) == [], size


@EACH
def test_a_page_is_read_without_scripts_and_fonts(visit, watch, newsroom, name):
    page = visit(java_script_enabled=False, forced_colors="active")
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(PAGES[name], wait_until="networkidle")
    expect(page.locator("h1")).to_be_visible()
    # The browser complains of the fonts, of which no more come now.
    watch.problems.clear()


@pytest.mark.parametrize("width", [320, 340, 360])
def test_the_header_and_the_search_stay_on_one_line_of_a_phone(visit, newsroom, width):
    page = visit(PAGES["search"], viewport={"width": width, "height": 640})
    tops = {
        round(page.locator(part).first.bounding_box()["y"])
        for part in (".masthead-menu", ".masthead-search")
    }
    assert len(tops) == 1
    assert page.locator(".search-line button").bounding_box()["height"] < 60
