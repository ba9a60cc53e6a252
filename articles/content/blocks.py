"""The conversion of a clean body to the blocks that a page shows, done at every rendering.

A block is one of

    {"kind": "html", "html": "<p>…</p>"}
    {"kind": "picture", "image": 12, "caption": "…"}    alt text and credit come from its row
    {"kind": "videos"}                                    the place of the recommended videos
    {"kind": "disclosure"}                                before the first block that may earn

Reference data (a credit, a wording) is read at render time, and every channel (page, feed, API)
shows the same blocks. Links are evaluated here and never read from storage, so a changed rule takes
effect at the next rendering.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from django.utils.html import escape
from django.utils.text import slugify
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles.content import hand_written as by_hand
from articles.content.hand_written import HandWritten, found_in, removable, take_out, text_of
from disclosures.audit.hand_written import is_disclosure
from disclosures.channels import Channel
from disclosures.matching import Judgement, sponsored
from newsroom import clock
from newsroom.keys import whole_number

Block = dict[str, Any]
Judging = Callable[[str], Judgement]


@dataclass(frozen=True)
class Derived:
    """The blocks of a body, and facts about its links.

    `programmes`: the programmes of the commercial links shown, None for a link that an editor marked
    as paid. `left_out`: the positions of links that the page doesn't show in any form, because they
    are around a picture or in a hand-written disclosure that ours replaced.
    """

    blocks: list[Block]
    programmes: frozenset[int | None]
    left_out: frozenset[int] = frozenset()

    @property
    def earns(self) -> bool:
        """Return whether the body shows a commercial link."""
        return bool(self.programmes)


def derive(
    body: str,
    judge: Judging,
    *,
    channel: str = Channel.PAGE,
    at: datetime | None = None,
    mark: str = "",
    marks_all: bool = False,
    has_videos: bool = False,
) -> Derived:
    """Return the blocks of `body` as a channel shows them at an instant (default: now).

    - The disclosure comes before the first block with a commercial link, if there is one (16 CFR
      255.5; FTC, ".com Disclosures": before the link, without a click).
    - Commercial links, and all outside links of an advertisement, get rel="sponsored" (Google Search
      Central).
    - `mark` follows every commercial link if `marks_all`. Otherwise it follows only those that a
      reader can reach without passing the disclosure: below a subhead or in a table.
    - A link becomes plain text if its programme forbids the channel, or if its deal is over and is
      set to unlink.
    - If the page shows a commercial link, it leaves out every paragraph and list item that is
      certainly nothing but a hand-written disclosure and has no such link itself.
    - The videos come after the first paragraph, or at the end of a body without one.

    Args:
        body: clean HTML.
        judge: the function that evaluates an address.
        mark: the words of the mark, without parentheses; "" for none.
    """
    page = _Page(judge, channel, at or clock.now(), mark, marks_all)
    elements = list(_top_level(body))
    page.evaluate_links(elements)
    if page.earns:
        elements = [element for element in elements if page.leave_out_notices(element)]
    blocks: list[Block] = []
    outline = Outline()
    disclosed = False
    videos_due = has_videos
    for element in elements:
        outline.enter(element)
        _name_columns(element)
        if page.mark_links(element) and not disclosed:
            blocks.append({"kind": "disclosure"})
            disclosed = True
        blocks += _blocks_of(element)
        if videos_due and element.tag == "p":
            blocks.append({"kind": "videos"})
            videos_due = False
    if videos_due:
        blocks.append({"kind": "videos"})
    return Derived(_joined(blocks), frozenset(page.programmes), frozenset(page.left_out))


class _Page:
    """The links of a body: all are evaluated first, then changed in place."""

    def __init__(
        self, judge: Judging, channel: str, at: datetime, mark: str, marks_all: bool
    ) -> None:
        self.judge, self.channel, self.at, self.mark = judge, channel, at, mark
        self.marks_all = marks_all
        self.judged: dict[Element, tuple[int, Judgement]] = {}
        self.programmes: set[int | None] = set()
        self.left_out: set[int] = set()
        self.below_subhead = False

    def evaluate_links(self, elements: Iterable[Element]) -> None:
        """Evaluate every link, and remove links around pictures, which pages don't show."""
        every = [link for element in elements for link in element.iter("a")]
        for position, link in enumerate(every):
            # Browsers drop tabs and line breaks in an address; serialised, they would be kept.
            address = re.sub(r"[\t\n\r]", "", link.get("href", ""))
            link.set("href", address)
            if next(link.iter("img"), None) is not None:
                self.left_out.add(position)
                link.drop_tag()
            else:
                self.judged[link] = position, self.judge(address)

    def leave_out_notices(self, element: Element) -> bool:
        """Remove hand-written disclosures from `element`; return whether anything of it is left.

        Only a paragraph or list item is removed that is certainly nothing but a disclosure and shows
        no commercial link. Headings, tables, quotations and captions stay.
        """
        for line in list(removable(element)):
            links = [self.judged[link] for link in line.iter("a")]
            if is_disclosure(text_of(line)) and not any(self._shows(j) for _, j in links):
                self.left_out.update(position for position, _ in links)
                if take_out(line, element):
                    return False
        return True

    @property
    def earns(self) -> bool:
        """Return whether the body has a commercial link that the page shows."""
        return any(self._shows(judgement) for _, judgement in self.judged.values())

    def mark_links(self, element: Element) -> bool:
        """Rewrite the links in `element`: as plain text, with rel or with the mark.

        Returns:
            Whether `element` shows a commercial link.
        """
        earns = False
        subheads = element.iter("h2", "h3")
        self.below_subhead = self.below_subhead or next(subheads, None) is not None
        for link in list(element.iter("a")):
            position, judgement = self.judged[link]
            if judgement.is_text(self.channel, self.at):
                link.drop_tag()
            elif judgement.rel:
                link.set("rel", sponsored(link.get("rel", ""), judgement.rel))
                if judgement.earns:
                    self._show(link, position, judgement)
                    earns = True
        return earns

    def _shows(self, judgement: Judgement) -> bool:
        return judgement.earns and not judgement.is_text(self.channel, self.at)

    def _show(self, link: Element, position: int, judgement: Judgement) -> None:
        self.programmes.update(judgement.programmes)
        if self.channel == Channel.PAGE:
            link.set("data-link", str(position))
        apart = self.below_subhead or next(link.iterancestors("table"), None) is not None
        if self.mark and (self.marks_all or apart):
            words = lxml_html.Element("span")
            words.set("class", "paid")
            words.text = f"({self.mark})"
            # The text that followed the link now follows the mark.
            following, link.tail = link.tail, " "
            link.addnext(words)
            words.tail = following


def links(body: str) -> list[str]:
    """Return the addresses that `body` links to, in order."""
    return [link.get("href", "") for element in _top_level(body) for link in element.iter("a")]


def hand_written(body: str) -> list[HandWritten]:
    """Return the lines of `body` that are hand-written disclosures or may contain one."""
    return list(found_in(_top_level(body)))


def without_line(body: str, text: str) -> str | None:
    """Return `body` without the first line whose words are `text`; None if there is no such line."""
    left = by_hand.without_line(list(_top_level(body)), text)
    if left is None:
        return None
    return "".join(lxml_html.tostring(element, encoding="unicode") for element in left)


def picture_ids(body: str) -> list[int]:
    """Return the keys of the library pictures in `body`, in order, without duplicates."""
    found = (_image_key(image) for element in _top_level(body) for image in element.iter("img"))
    return list(dict.fromkeys(key for key in found if key is not None))


def lost_links(body: str) -> list[str]:
    """Return the addresses in `body` that lead nowhere, such as a host without https://.

    Browsers take such an address as relative to the story.
    """
    addresses = (address.strip() for address in links(body))
    leading = re.compile(r"[/\\#]|https?:|mailto:", re.IGNORECASE)
    return [address for address in addresses if not leading.match(address)]


def has_lost_pictures(body: str) -> bool:
    """Return whether a picture is where the page can't show it: within words, a list or a table."""
    return any(
        element.tag not in ("figure", "img") and next(element.iter("img"), None) is not None
        for element in _top_level(body)
    )


def has_linked_pictures(body: str) -> bool:
    """Return whether a picture is itself a link, which pages don't show."""
    return any(
        next(link.iter("img"), None) is not None
        for element in _top_level(body)
        for link in element.iter("a")
    )


def has_foreign_pictures(body: str) -> bool:
    """Return whether `body` shows a picture that isn't from the library."""
    return any(
        _image_key(image) is None for element in _top_level(body) for image in element.iter("img")
    )


_STANDS_ALONE = {
    *("p", "h2", "h3", "ul", "ol", "blockquote", "hr", "table", "figure", "img", "figcaption"),
}


def _top_level(body: str) -> Iterator[Element]:
    """Yield the top-level elements of a body.

    Words, links and inline markup outside any block become a paragraph. A picture in a link or in
    inline markup becomes a figure.
    """
    # Without huge_tree the parser would cut off a deeply nested body.
    parser = lxml_html.HTMLParser(huge_tree=True)
    paragraph = lxml_html.Element("p")
    for node in lxml_html.fragments_fromstring(body, parser=parser) if body else ():
        if isinstance(node, str):
            paragraph.text = node
            continue
        tail, node.tail = node.tail, None
        if node.tag in _STANDS_ALONE or _is_picture(node):
            yield from _finished(paragraph)
            paragraph = lxml_html.Element("p")
            paragraph.text = tail
            yield cast(Element, node if node.tag in _STANDS_ALONE else _figure_of(node))
        else:
            paragraph.append(node)
            node.tail = tail
    yield from _finished(paragraph)


def _is_picture(node: Element) -> bool:
    """Return whether an element outside any paragraph shows a picture and no words."""
    return next(node.iter("img"), None) is not None and not text_of(node)


def _figure_of(node: Element) -> Element:
    figure = cast(Element, lxml_html.Element("figure"))
    figure.append(node)
    return figure


def _finished(paragraph: Element) -> Iterator[Element]:
    if len(paragraph) or (paragraph.text or "").strip():
        yield paragraph


class Outline:
    """The outline of a body: gives each subhead a unique id, and keeps levels from being skipped."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.has_h2 = False

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


def _name_columns(element: Element) -> None:
    """Mark the headers in a table's first row as column headers, for screen readers."""
    for table in element.iter("table"):
        row = next(table.iter("tr"), None)
        for header in row.iter("th") if row is not None else ():
            header.set("scope", "col")


def _blocks_of(element: Element) -> Iterator[Block]:
    """Yield a figure's library pictures as blocks, any other element as HTML without its pictures."""
    if element.tag in ("figure", "img"):
        yield from _blocks_of_figure(element)
        return
    for image in list(element.iter("img")):
        image.drop_tree()
    html = lxml_html.tostring(element, encoding="unicode")
    if element.tag == "table":
        html = f'<div class="table" role="group" aria-label="Table" tabindex="0">{html}</div>'
    yield {"kind": "html", "html": html}


def _blocks_of_figure(figure: Element) -> Iterator[Block]:
    """Yield the library pictures, the first with the caption, then the figure's other content."""
    keys = [key for image in figure.iter("img") if (key := _image_key(image)) is not None]
    caption = figure.find("figcaption")
    words = _inner_html(caption)
    for number, key in enumerate(keys):
        yield {"kind": "picture", "image": key, "caption": "" if number else words}
    if words and not keys:
        yield {"kind": "html", "html": f"<p>{words}</p>"}
    for child in list(figure):
        if child.tag not in ("img", "figcaption") and text_of(child):
            child.tail = None
            yield from _blocks_of(child)


def _image_key(image: Element) -> int | None:
    return whole_number(image.get("data-file", ""))


def _inner_html(element: Element | None) -> str:
    if element is None:
        return ""
    children = (lxml_html.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "") + "".join(children)).strip()


def _joined(blocks: list[Block]) -> list[Block]:
    """Return the blocks with each run of HTML blocks joined to one."""
    joined: list[Block] = []
    for is_html, run in groupby(blocks, lambda block: block["kind"] == "html"):
        if is_html:
            joined.append({"kind": "html", "html": "\n".join(block["html"] for block in run)})
        else:
            joined += run
    return joined
