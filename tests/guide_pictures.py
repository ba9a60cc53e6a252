"""Make the pictures of the docs from the demo: `make pictures` writes docs/pictures/.

Chromium writes, publishes, schedules and corrects a story, as the editors' guide describes it.
"""

import io
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from newsroom.demo.logins import LOGINS
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.looks import editor_of
from tests.newsroom.running import free_port

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/pictures"
PASSWORDS = {login.username: login.password for login in LOGINS}
SIZE = {"width": 1280, "height": 800}
# Pixels of a picture for each of the page's, so that letters are sharp on dense screens.
SCALE = 1.5
LARGEST = 80_000  # bytes
# Around the parts of a page that a picture shows, in the page's pixels.
MARGIN = 10

HEADLINE = "A Light That Somebody Left On"
STANDFIRST = "Three nights on a rock with a stove, a radio, and the last lamp on the coast."
BODY = [
    "The boat goes on Fridays, if it goes. Bring soup.",
    "## The lamp",
    "It has turned since 1859, and nobody ever agreed to stop it. Below it there is a bed, a shelf, "
    "and a small lamp to read by, like [this one]"
    "(https://www.amazon.com/dp/B0AFTERGL0?tag=afterglow-20) on my desk.",
]
PICTURE = "lighthouse"
# Of the magazine: the story of the README.
STORY = "/anime/metallic-rouge-bones-25th-anniversary/"
RIGHT_YEAR = ("1859", "1856")
NOTICE = "The lamp has turned since 1856. We said that it was 1859."

# The middle of a word in the body, in the window's pixels.
PLACE_OF_WORD = """
(body, word) => {
  const nodes = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  while (nodes.nextNode()) {
    const at = nodes.currentNode.data.indexOf(word)
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(nodes.currentNode, at)
    range.setEnd(nodes.currentNode, at + word.length)
    range.startContainer.parentElement.scrollIntoView({ block: "center" })
    const { x, y, width, height } = range.getBoundingClientRect()
    return [x + width / 2, y + height / 2]
  }
}
"""


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo in an empty folder; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="newsroom-") as var:
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
        running = subprocess.Popen(
            [sys.executable, "-m", "newsroom.demo"],
            cwd=ROOT,
            env=environment | {"VAR_DIR": var, "PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            # It prints its logins once everything is loaded.
            for line in running.stdout or ():
                if "Administrator" in line:
                    break
            else:
                raise SystemExit("The demo ended by itself; its message is above.")
            yield f"http://localhost:{port}"
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=30)


def opened(browser: Browser, address: str, height: int = SIZE["height"]) -> Page:
    """Open a window of its own, with nobody signed in, that has the fonts already."""
    context = browser.new_context(
        base_url=address,
        viewport=SIZE | {"height": height},
        device_scale_factor=SCALE,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    # A first visit may show the stand-ins.
    page.goto(STORY)
    page.wait_for_load_state("networkidle")
    return page


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORDS[username])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def shoot(page: Page, name: str, *parts: Locator) -> None:
    """Save a picture of the window, or of the smallest rectangle that shows these parts of the page."""
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    clip = None
    if parts:
        boxes = [box for part in parts if (box := part.bounding_box())]
        left = max(0, min(box["x"] for box in boxes) - MARGIN)
        top = max(0, min(box["y"] for box in boxes) - MARGIN)
        right = max(box["x"] + box["width"] for box in boxes) + MARGIN
        bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
        size = page.viewport_size or SIZE
        right, bottom = min(right, size["width"]), min(bottom, size["height"])
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    save(page.screenshot(clip=clip, caret="initial", animations="disabled"), name)


def save(png: bytes, name: str) -> None:
    """Write a picture as WebP, in the best quality and then the best size that isn't too large."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for scale in (1, 0.8, 0.65, 0.5, 0.4, 0.33):
        smaller = picture.resize((int(picture.width * scale), int(picture.height * scale)))
        for quality in (84, 78, 72, 66, 60):
            file = io.BytesIO()
            smaller.save(file, "WEBP", quality=quality, method=6)
            if file.tell() <= LARGEST:
                (FOLDER / f"{name}.webp").write_bytes(file.getvalue())
                size = f"{smaller.width} × {smaller.height}, {file.tell() // 1000} KB"
                sys.stdout.write(f"{name}: {size}, quality {quality}\n")
                return
    raise SystemExit(f"{name} is too large in any size.")


def write(page: Page) -> None:
    """Write the guide's story on the desk: its words, its picture, its tags."""
    page.get_by_role("link", name="New story").click()
    expect(page.locator("#id_headline")).to_be_focused()
    expect(editor_of(page)).to_be_visible()
    for words in (HEADLINE, STANDFIRST):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    for words in BODY:
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.get_by_label("Section").select_option("Culture")
    expect(page.locator(".ProseMirror .body-disclosure")).to_be_visible()
    expect(page.locator("#autosave")).to_have_text(re.compile("^Kept at "), timeout=15_000)
    shoot(page, "writing")


def describe(page: Page) -> None:
    """Upload the featured picture and write its words; choose tags."""
    page.set_input_files("#picture-file", [ROOT / f"newsroom/demo/content/pictures/{PICTURE}.webp"])
    expect(page.get_by_label("Alt text", exact=True)).to_be_focused()
    page.keyboard.type("A red and white lighthouse sends its beam across a violet sea.")
    page.keyboard.press("Tab")
    page.keyboard.type("Somebody left a light on.")
    panel = page.locator(".field-picture")
    panel.scroll_into_view_if_needed()
    shoot(page, "picture", panel)
    page.get_by_role("combobox", name="Tags").click()
    page.keyboard.type("The Sea, Essays, mus")
    expect(page.get_by_role("listbox", name="Tags").get_by_role("option").first).to_be_visible()
    shoot(
        page,
        "tags",
        page.locator(".field-section"),
        page.locator(".field-tags"),
        page.get_by_role("listbox", name="Tags"),
    )
    page.keyboard.press("Enter")


def check(page: Page) -> None:
    """Save the draft: the panel says what it lacks. Add that, and look at the preview."""
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()
    shoot(page, "checklist", page.locator(".publishing"))
    page.get_by_label("Credit", exact=True).fill("Mateo Villanueva/The Afterglow")
    page.get_by_role("button", name="Save and preview").click()
    frame = page.frame_locator("iframe")
    page.get_by_label("Phone").check()
    expect(frame.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    shoot(page, "preview")
    page.get_by_role("link", name="Back to the draft").click()


def open_sheet(page: Page) -> Locator:
    sheet = page.locator("#publish-sheet")
    if not sheet.is_visible():
        page.get_by_role("button", name="Publish…").click()
    expect(sheet).to_be_visible()
    return sheet


def press_publish(page: Page) -> None:
    open_sheet(page).locator("button[name=_publish]").click()
    expect(page.locator(".messagelist li").first).to_contain_text("Published")


def publish(page: Page) -> None:
    """Schedule the story, then publish it at once instead, as one may."""
    sheet = open_sheet(page)
    sheet.get_by_label("When", exact=True).fill("tomorrow 9")
    expect(sheet.locator("#sheet-sentence")).to_contain_text("09:00")
    shoot(page, "publishing")
    sheet.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_text("Scheduled: edition 1")).to_be_visible()
    shoot(
        page,
        "scheduled",
        page.locator("#header"),
        page.locator(".bar"),
        page.locator(".messagelist"),
        page.locator(".publishing"),
    )
    press_publish(page)
    page.goto(page.url)


def correct(page: Page) -> None:
    """Correct the year in the live story, with a notice; see the notice as readers do."""
    wrong, right = RIGHT_YEAR
    body = editor_of(page)
    expect(body).to_be_visible()
    x, y = body.evaluate(PLACE_OF_WORD, wrong)
    page.mouse.dblclick(x, y)
    page.keyboard.type(right)
    expect(body).to_contain_text(right)
    sheet = open_sheet(page)
    sheet.get_by_label("With a notice").check()
    sheet.get_by_label("Notice, for readers").fill(NOTICE)
    shoot(page, "correction")
    press_publish(page)
    page.get_by_role("link", name="Read it on the site").click()
    notice = page.get_by_role("complementary", name="Correction")
    notice.evaluate("notice => notice.scrollIntoView({ block: 'center' })")
    shoot(page, "corrected")


def guide(browser: Browser, address: str) -> None:
    """Make the pictures of the editors' guide."""
    page = opened(browser, address)
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORDS["editor"])
    shoot(page, "sign-in", page.locator("#header"), page.locator("#login-form"))
    page.get_by_role("button", name="Log in").click()
    shoot(page, "front")
    page.keyboard.press("Control+k")
    page.keyboard.type("light")
    expect(page.get_by_role("option").first).to_be_visible()
    shoot(page, "palette", page.locator("#palette"))
    page.keyboard.press("Escape")
    write(page)
    describe(page)
    check(page)
    publish(page)
    correct(page)


def readme(browser: Browser, address: str) -> None:
    """Make the README's pictures: a story, the search, the desk, the audit."""
    page = opened(browser, address, height=1450)
    shoot(page, "story")
    page = opened(browser, address)
    page.goto("/search/?q=robot")
    shoot(page, "search")
    page = opened(browser, address, height=880)
    sign_in(page, "editor")
    page.locator("section[aria-labelledby=front-changed] a").first.click()
    expect(editor_of(page)).to_be_visible()
    shoot(page, "desk")
    page = opened(browser, address, height=940)
    sign_in(page, "disclosures")
    page.goto("/admin/disclosures/audit/")
    shoot(page, "audit")


def main() -> None:
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        guide(browser, address)
        readme(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
