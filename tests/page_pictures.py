"""Make the pictures of docs/pages.md, as `make pictures` does: each type of page in four looks."""

import io

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from newsroom.demo.pages import PAGES
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.looks import PHONE
from tests.guide_pictures import FOLDER, demo, save

# Of the page's top, what a picture shows.
WIDE = {"width": 1280, "height": 1500}
TALL = PHONE | {"height": 1100}
GAP = 24  # pixels between the light and the dark page
BETWEEN = "#808080"


def pages(browser: Browser, address: str) -> None:
    """Save two pictures of each type of page: the light one beside the dark one."""
    (FOLDER / "pages").mkdir(exist_ok=True)
    for size, viewport in (("wide", WIDE), ("phone", TALL)):
        context = browser.new_context(
            base_url=address, viewport=viewport, reduced_motion="reduce", locale="en-GB"
        )
        page = context.new_page()
        # A first visit may show the stand-ins of fonts.
        page.goto("/", wait_until="networkidle")
        for name, path in PAGES.items():
            both = []
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.goto(path, wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                both.append(page.screenshot(animations="disabled"))
            save(side_by_side(*both), f"pages/{name}-{size}")
        context.close()


def side_by_side(*pngs: bytes) -> bytes:
    """Return one PNG of several of the same size."""
    shots = [Image.open(io.BytesIO(png)).convert("RGB") for png in pngs]
    width, height = shots[0].size
    sheet = Image.new("RGB", (len(shots) * (width + GAP) - GAP, height), BETWEEN)
    for number, shot in enumerate(shots):
        sheet.paste(shot, (number * (width + GAP), 0))
    file = io.BytesIO()
    sheet.save(file, "PNG", compress_level=1)
    return file.getvalue()


def main() -> None:
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        pages(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
