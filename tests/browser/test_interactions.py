"""The number of clicks, keys and texts that a story takes, which docs/editors-guide.md promises.

Counted: each click, each key that isn't part of a text, each text.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Edition
from authors.models import Author
from tests.browser.desk import sign_in
from tests.factories import make_section, picture_bytes, xmp_of
from tests.populated import Newsroom


class Editor:
    """An editor at a page, who counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def _counted(self, act: Callable[[], object]) -> None:
        self.interactions += 1
        act()

    def clicks(self, what: Locator) -> None:
        self._counted(what.click)

    def presses(self, key: str) -> None:
        self._counted(lambda: self.page.keyboard.press(key))

    def types(self, text: str) -> None:
        self._counted(lambda: self.page.keyboard.type(text))

    def chooses_file(self, button: Locator, content: bytes) -> None:
        """Click a button and choose a file in the system's dialog."""
        with self.page.expect_file_chooser() as opened:
            self.clicks(button)
        self._counted(
            lambda: opened.value.set_files(
                {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content}
            )
        )

    def chooses(self, select: Locator, label: str) -> None:
        """Click a select, then an option, which Chromium draws outside the page."""
        self.clicks(select)
        self._counted(lambda: select.select_option(label=label))


def test_a_story_with_picture_tags_byline_and_schedule_takes_few_interactions(page, newsroom):
    def upload(editor: Editor) -> None:
        editor.chooses_file(page.get_by_text("Upload a picture"), picture_bytes())
        expect(page.get_by_label("Alt text", exact=True)).to_be_focused()
        editor.types("A red robot")
        editor.presses("Tab")
        editor.types("In the dust")
        editor.presses("Tab")
        editor.types("Studio B")

    assert interactions(page, newsroom, upload) == promised(r"takes (\d+)\s+interactions")


def test_a_picture_that_brings_its_words_along_takes_fewer(page, newsroom):
    words = xmp_of("""
        <Iptc4xmpCore:AltTextAccessibility>A red robot</Iptc4xmpCore:AltTextAccessibility>
        <dc:description>In the dust</dc:description>""")

    def upload(editor: Editor) -> None:
        editor.chooses_file(page.get_by_text("Upload a picture"), picture_bytes(xmp=words))
        expect(page.get_by_label("Credit", exact=True)).to_be_focused()
        editor.types("Studio B")

    assert interactions(page, newsroom, upload) == promised(r"(\d+)\s+if the picture’s file")


def interactions(page: Page, newsroom: Newsroom, upload: Callable[[Editor], None]) -> int:
    """Return the number that a scheduled story takes, whose picture `upload` uploads and describes."""
    user = sign_in(page)
    author = Author.objects.create(name="Ana Ruiz", slug="ana-ruiz", user=user)
    section = make_section()
    editor = Editor(page)

    editor.clicks(page.get_by_role("link", name="New story"))
    expect(page.locator("#id_headline")).to_be_focused()
    editor.types("A robot on Mars")
    editor.presses("Enter")
    editor.types("It has been there for years.")
    editor.presses("Enter")
    editor.types("Nobody sent it.")
    upload(editor)
    editor.chooses(page.get_by_label("Section"), section.name)
    editor.clicks(page.get_by_role("combobox", name="Tags"))
    editor.types("Robots, Mars")
    editor.clicks(page.get_by_role("button", name="Publish…"))
    editor.clicks(page.get_by_role("button", name="Tomorrow"))

    expect(page.get_by_text("Scheduled: edition 1")).to_be_visible()
    edition = newsroom.new(Edition).get()
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert timezone.localtime(edition.live_from).date() == tomorrow.date()
    picture = edition.picture
    assert [picture.alt, picture.caption, picture.credit] == [
        "A red robot",
        "In the dust",
        "Studio B",
    ]
    assert {tag.name for tag in edition.tags.all()} == {"Robots", "Mars"}
    assert [byline.author for byline in edition.bylines.all()] == [author]
    return editor.interactions


def promised(words: str) -> int:
    """Return the number that the editors' guide has where `words` match."""
    guide = Path(__file__).parents[2] / "docs" / "editors-guide.md"
    found = re.search(words, guide.read_text())
    assert found, "The guide doesn't say how many interactions a story takes."
    return int(found[1])
