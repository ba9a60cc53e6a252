"""Footnotes: written in the text where they belong, and shown as numbers with a list at the end.

A body has `<sup class="footnote">The note.</sup>`, so a note moves, is cut and is compared with its
sentence, and nobody numbers anything.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles.content.blocks import Block, inner_html
from articles.content.hand_written import text_of
from disclosures.channels import Channel

# A note in a body, as XPath.
NOTE = "sup[@class='footnote']"


@dataclass(frozen=True)
class Footnotes(Block):
    """The notes of a body, each as HTML, below it."""

    template_name = "articles/blocks/footnotes.html"

    notes: tuple[str, ...]

    @property
    def html(self) -> str:
        return "".join(self.notes)

    def plain(self) -> str:
        items = format_html_join("", "<li>{}</li>", ((mark_safe(note),) for note in self.notes))  # noqa: S308  (from a clean body)
        return format_html("<h2>{}</h2><ol>{}</ol>", gettext("Notes"), items)


class Notes:
    """The notes of a body's elements, taken out in their order; the methods change the elements."""

    def __init__(self, channel: str) -> None:
        self.is_page = channel == Channel.PAGE
        self.list: Element = lxml_html.Element("ol")

    def take(self, element: Element) -> list[tuple[int, Element]]:
        """Take the notes out of `element`; return their numbers and the <sup> that each leaves empty."""
        left = []
        for inner in element.xpath(f".//*[self::a or self::{NOTE}]//{NOTE}"):
            # A number in a link or in a note would be a link in a link, so these are ordinary words.
            inner.drop_tag()
        for place in element.xpath(f".//{NOTE}"):
            if not text_of(place):
                place.drop_tree()
                continue
            note = lxml_html.Element("li")
            note.text, place.text = place.text, None
            note.extend(list(place))
            self.list.append(note)
            left.append((len(self.list), place))
        return left

    def refer(self, left: list[tuple[int, Element]]) -> None:
        """Write the numbers into what `take` returned, on pages as links to the notes."""
        for number, place in left:
            if not self.is_page:
                del place.attrib["class"]
                place.text = f"[{number}]"
                continue
            link = lxml_html.Element("a", id=f"_ref-{number}", href=f"#_note-{number}")
            link.set("role", "doc-noteref")
            link.set("aria-label", gettext("Note %(number)s") % {"number": number})
            link.text = str(number)
            place.append(link)

    def block(self) -> Footnotes:
        """Return the block with all notes."""
        return Footnotes(tuple(map(inner_html, self.list)))
