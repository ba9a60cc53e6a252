"""axe-core's check of a page, and the two looks in which pages are checked."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}  # the narrowest that a page must fit (WCAG 2.2, 1.4.10)
WIDE = {"width": 1280, "height": 900}
# Contrast depends on the scheme, and what sticks out on the window: all pairs would find no more.
in_both_looks = pytest.mark.parametrize(
    ("viewport", "scheme"), [(NARROW, "dark"), (WIDE, "light")], ids=["phone-dark", "wide-light"]
)


# The only rules of axe-core whose result depends on the colour scheme.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """
async (options) => {
  // After a change of the scheme, colours may still be on their way.
  for (const change of document.getAnimations()) change.effect.getTiming().iterations < 2 && change.finish();
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
"""


def editor_of(page: Page) -> Locator:
    """Return the body's editor, which takes the place of a text area with the same name."""
    return page.locator(".ProseMirror[role=textbox][aria-label=Body]")


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return axe-core's findings, by WCAG 2.2 AA and good practice, or by the given rules alone."""
    # Without `preload` it doesn't ask for the stylesheets again, from addresses it gets wrong. To describe
    # what passes takes as long as the check.
    options: dict[str, object] = {"preload": False, "resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, options)


def violations_in_both_schemes(page: Page) -> list[str]:
    """Return axe-core's findings in the light and the dark scheme; the page stays in the light one."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {each}" for each in violations(page, OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    return found


# Run in each page from its beginning, so that `faults` finds what its policy refused.
NOTE_REFUSALS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page as it is: refused by its policy, too wide, inaccessible.

    It is checked in a wide window and on a phone, which it stays in.
    """
    found = []
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = [f"{wide} pixels too wide"] if wide > 0 else []
        problems += violations_in_both_schemes(page)
        found += [f"at {viewport['width']}, {each}" for each in problems]
    return [f"refused: {each}" for each in page.evaluate("window.refused")] + found
