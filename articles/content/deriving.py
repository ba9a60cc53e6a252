"""The conversion of a parsed body to the blocks that a page shows, done at every rendering.

Links are evaluated here and never read from storage, so a changed rule takes effect at the next
rendering.
"""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify
from lxml.etree import _Element as Element

from articles.content import cards  # noqa: F401  (its kinds of blocks are registered)
from articles.content.blocks import REPEATED, Block, Disclosures, Videos, blocks_of, joined
from articles.content.body_links import Evaluate, Links, Options
from articles.content.footnotes import NOTE, Notes
from articles.content.hand_written import text_of
from articles.content.length import Length, length_of


@dataclass(frozen=True)
class Subhead:
    """A subhead of a body: its id, to which links lead, and its words."""

    key: str
    text: str


@dataclass(frozen=True)
class Derived:
    """The blocks of a body, and facts about its links.

    `programmes`: the programmes of the commercial links shown, None for a link that an editor marked
    as paid. `left_out`: the positions of links that the page doesn't show in any form, because they
    are around a picture or in a hand-written disclosure that ours replaced. `subheads`: those of the
    first level.
    """

    blocks: list[Block]
    programmes: frozenset[int | None]
    left_out: frozenset[int] = frozenset()
    subheads: tuple[Subhead, ...] = ()
    length: Length = Length()

    @property
    def earns(self) -> bool:
        """Return whether the body shows a commercial link."""
        return bool(self.programmes)


def derive(
    elements: list[Element], evaluate: Evaluate, options: Options, *, has_videos: bool = False
) -> Derived:
    """Return the blocks of a body's top-level `elements`, which are changed in place.

    - The disclosure comes before the first block with a commercial link, if there is one (16 CFR
      255.5; FTC, ".com Disclosures": before the link, without a click).
    - Commercial links, and all outside links of an advertisement, get rel="sponsored" (Google Search
      Central), and marks as the options say.
    - A link becomes plain text if its programme forbids the channel, or if its deal is over and is
      set to unlink.
    - If the page shows a commercial link, it leaves out every paragraph and list item that is
      certainly nothing but a hand-written disclosure and has no such link itself.
    - The videos come after the first paragraph, or at the end of a body without one.
    - Footnotes become numbers, and a list at the end.

    Args:
        evaluate: the function that evaluates an address.
    """
    links = Links(elements, evaluate, options)
    if links.earn:
        elements = [element for element in elements if links.leave_out_notices(element)]
    _mark_repeated(elements)
    length = length_of(text_of(element) for element in elements if not _is_repeated(element))
    outline = Outline()
    return Derived(
        list(joined(_blocks(elements, links, outline, has_videos))),
        frozenset(links.programmes),
        frozenset(links.left_out),
        tuple(outline.subheads),
        length,
    )


def _blocks(
    elements: list[Element], links: Links, outline: "Outline", has_videos: bool
) -> Iterator[Block]:
    """Yield the blocks in order, with the disclosures and the videos in their places."""
    notes = Notes(links.options.channel)
    is_disclosed, videos_due = False, has_videos
    for element in elements:
        places = notes.take(element)
        outline.enter(element)
        _name_columns(element)
        if links.rewrite(element) and not is_disclosed:
            yield Disclosures()
            is_disclosed = True
        notes.refer(places)
        yield from blocks_of(element)
        if videos_due and element.tag == "p":
            yield Videos()
            videos_due = False
    if videos_due:
        yield Videos()
    if len(notes.list):
        if links.rewrite(notes.list, apart=True) and not is_disclosed:
            yield Disclosures()
        yield notes.block()


class Outline:
    """The outline of a body: gives each subhead a unique id, and keeps levels from being skipped."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.has_h2 = False
        self.subheads: list[Subhead] = []

    def enter(self, element: Element) -> None:
        """Give each subhead in `element` an id to link to; make an h3 before any h2 an h2."""
        for heading in element.iter("h2", "h3"):
            if heading.tag == "h3" and not self.has_h2:
                heading.tag = "h2"
            self.has_h2 = True
            stem = slugify("".join(heading.itertext()))[:60].strip("-") or "section"
            key = stem
            while key in self.ids:
                self.counts[stem] += 1
                key = f"{stem}-{self.counts[stem] + 1}"
            self.ids.add(key)
            heading.set("id", key)
            if heading.tag == "h2" and (text := text_of(heading)):
                self.subheads.append(Subhead(key, text))


def _mark_repeated(elements: list[Element]) -> None:
    """Mark the pull quotes whose words are in the body's other text, and that have no link."""
    quotes = [e for e in elements if e.tag == "figure" and e.get("class") == "pullquote"]
    if not quotes:
        return
    others = "".join(_letters(e) for e in elements if not any(e is quote for quote in quotes))
    for quote in quotes:
        lines = list(quote.iter("p", "figcaption")) or [quote]
        # A link that is hidden from screen readers could still be reached by the Tab key. A note is one.
        if next(quote.iter("a", "sup"), None) is None and all(
            _letters(line) in others for line in lines
        ):
            quote.set(REPEATED, "")


def _is_repeated(element: Element) -> bool:
    """Return whether an element only repeats words: those of this story, or another's headline."""
    return element.get(REPEATED) is not None or element.get("class") == "story"


def _letters(element: Element) -> str:
    """Return an element's words without notes, case and punctuation, which a pull quote leaves out."""
    element = copy.deepcopy(element)
    for note in element.xpath(f".//{NOTE}"):
        note.drop_tree()
    words = re.findall(r"[^\W_]+", text_of(element).casefold())
    return f" {' '.join(words)} "


def _name_columns(element: Element) -> None:
    """Mark the headers in a table's first row as column headers, for screen readers."""
    for table in element.iter("table"):
        row = next(table.iter("tr"), None)
        for header in row.iter("th") if row is not None else ():
            header.set("scope", "col")
