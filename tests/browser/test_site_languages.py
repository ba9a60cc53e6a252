"""Pages that are written from right to left, and lines with marks above and below the letters."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import violations
from tests.factories import make_author, make_edition, make_image, make_section

ARABIC = {
    "headline": "ثلاث ليالٍ في منارة على صخرة بعيدة عن الشاطئ",
    "standfirst": "موقد وراديو وآخر مصباح على الساحل.",
    "body": "<p>يذهب القارب أيام الجمعة، إن ذهب.</p><h2>المصباح</h2><ul><li>حساء</li><li>خبز</li></ul>"
    "<blockquote><p>لم يتوقف أبدًا.</p></blockquote>",
    "language": "ar",
}
VIETNAMESE = "Ước gì Nguyễn Ệ Ặ Ỗ thấy được những ngọn đèn biển ấy ở đường Điện Biên Phủ thuở trước"


@pytest.fixture
def story():
    return make_edition(
        **ARABIC,
        slug="lighthouse",
        section=make_section(name="Radio", slug="radio"),
        authors=[make_author(name="ليلى حداد", slug="layla", bio="تكتب.")],
        picture=make_image(alt="A lighthouse"),
    )


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("is_site", [True, False], ids=["site", "story"])
def test_right_to_left(visit, story, settings, width, is_site):
    if is_site:
        settings.STORY_LANGUAGE = "ar"
    page: Page = visit(viewport={"width": width, "height": 800})
    for path in ("/radio/lighthouse/", "/radio/", "/latest/", "/"):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page) == []

    page.goto("/radio/lighthouse/")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("each => getComputedStyle(each).direction") == "rtl"
    words, text = heading.evaluate(
        """each => {
          const range = document.createRange()
          range.selectNodeContents(each)
          return [range.getBoundingClientRect().right, each.getBoundingClientRect().right]
        }"""
    )
    assert abs(words - text) < 2
    name = page.locator(".masthead-name").first.bounding_box()
    is_right = name["x"] + name["width"] / 2 > width / 2
    assert is_right == is_site


def test_stacked_marks_do_not_touch_the_line_above(visit):
    make_edition(
        headline=VIETNAMESE, slug="den-bien", section=make_section(slug="radio"), language="vi"
    )
    page: Page = visit(viewport={"width": 390, "height": 800})
    page.goto("/radio/den-bien/")

    size, line = page.get_by_role("heading", level=1).evaluate(
        "each => [getComputedStyle(each).fontSize, getComputedStyle(each).lineHeight].map(parseFloat)"
    )

    assert line >= 1.25 * size
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
    assert loaded > 0
