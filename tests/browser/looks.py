"""axe-core's check of a page, and the two looks in which pages are checked."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}  # the narrowest that a page must fit (WCAG 2.2, 1.4.10)
WIDE = {"width": 1280, "height": 900}
# Contrast depends on the scheme, and what sticks out on the window: all pairs would find no more.
in_both_looks = pytest.mark.parametrize(
    ("viewport", "scheme"), [(NARROW, "dark"), (WIDE, "light")], ids=["phone-dark", "wide-light"]
)


def violations(page: Page) -> list[str]:
    """Return axe-core's findings, by WCAG 2.2 AA and good practice."""
    # Without `preload` it doesn't ask for the stylesheets again, from addresses it gets wrong. To describe
    # what passes takes as long as the check.
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
