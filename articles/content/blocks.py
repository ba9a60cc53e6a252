"""From a clean body to the blocks a page shows, made anew each time it is shown.

A block is one of

    {"kind": "html", "html": "<p>…</p>"}
    {"kind": "picture", "image": 12, "caption": "…"}    the row gives alt text and credit, live
    {"kind": "videos"}                                    where the recommended videos stand
    {"kind": "disclosure"}                                before the first block that may earn

so that what is reference data (a credit, a wording) is looked up when the page is made, and every
surface (page, feed, API) shows the same blocks. Links are judged here and nowhere stored: a rule that
changes shows on the next page that is asked for.
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
from disclosures.matching import Judgement, sponsored
from newsroom import clock
from newsroom.keys import whole_number

Block = dict[str, Any]
Judging = Callable[[str], Judgement]


@dataclass(frozen=True)
class Derived:
    """A body's blocks; `programmes`: whose links it shows, None for those an editor marked.

    `left_out`: the positions of the links that it doesn't show in any form, since a picture can't
    be one or since they stand in a disclosure that gave way to ours.
    """

    blocks: list[Block]
    programmes: frozenset[int | None]
    left_out: frozenset[int] = frozenset()

    @property
    def earns(self) -> bool:
        """Whether it shows a commercial link."""
        return bool(self.programmes)


def derive(
    body: str,
    judge: Judging,
    *,
    channel: str = "page",
    at: datetime | None = None,
    mark: str = "",
    marks_all: bool = False,
    has_videos: bool = False,
) -> Derived:
    """Return the blocks of `body`, which is clean HTML, as a channel shows them at an instant.

    The disclosure's place: before the first block with a commercial link, and only if there is one
    (16 CFR 255.5; FTC, ".com Disclosures": before the link, without a click). Links that may earn
    get rel="sponsored" (Google Search Central), and with `marks_all` each gets `mark` beside it, else
    those that a reader can come to without passing the disclosure, below a subhead or in a table. Links whose deal is over or
    whose programme forbids the channel become plain text. A paragraph that is a disclosure by hand,
    and certainly nothing else, gives way to ours. The videos stand after the first paragraph.
    """
    page = _Page(judge, channel, at or clock.now(), mark, marks_all)
    elements = list(_top_level(body))
    page.look_at(elements)
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
    """The links of a body: judged together, then marked where they stand."""

    def __init__(
        self, judge: Judging, channel: str, at: datetime, mark: str, marks_all: bool
    ) -> None:
        self.judge, self.channel, self.at, self.mark = judge, channel, at, mark
        self.marks_all = marks_all
        self.judged: dict[Element, tuple[int, Judgement]] = {}
        self.programmes: set[int | None] = set()
        self.left_out: set[int] = set()
        self.below_subhead = False

    def look_at(self, elements: Iterable[Element]) -> None:
        """Judge every link; those around pictures go, since pictures are shown without."""
        every = [link for element in elements for link in element.iter("a")]
        for position, link in enumerate(every):
            # As browsers read it: spelled out, a line break would be part of the address.
            address = re.sub(r"[\t\n\r]", "", link.get("href", ""))
            link.set("href", address)
            if next(link.iter("img"), None) is not None:
                self.left_out.add(position)
                link.drop_tag()
            else:
                self.judged[link] = position, self.judge(address)

    def leave_out_notices(self, element: Element) -> bool:
        """Take the disclosures by hand out of `element`; return whether anything of it is left.

        Only a paragraph, or a list item, goes that is certainly nothing else and has no link that
        earns: a heading, a table, a quotation, a caption stay as they are.
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
        """Whether there is a commercial link to show."""
        return any(self._shows(judgement) for _, judgement in self.judged.values())

    def mark_links(self, element: Element) -> bool:
        """Make of the links below `element` what they are; return whether it shows one that earns."""
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
        if self.channel == "page":
            link.set("data-link", str(position))
        apart = self.below_subhead or next(link.iterancestors("table"), None) is not None
        if self.mark and (self.marks_all or apart):
            words = lxml_html.Element("span")
            words.set("class", "paid")
            words.text = f"({self.mark})"
            # What followed the link follows the mark now.
            following, link.tail = link.tail, " "
            link.addnext(words)
            words.tail = following


def links(body: str) -> list[str]:
    """The addresses that `body` links to, in order."""
    return [link.get("href", "") for element in _top_level(body) for link in element.iter("a")]


def hand_written(body: str) -> list[HandWritten]:
    """Return the disclosures that somebody wrote into `body`, and what may be one."""
    return list(found_in(_top_level(body)))


def without_line(body: str, text: str) -> str | None:
    """Return `body` without the first line whose words are `text`; None if none has these words."""
    left = by_hand.without_line(list(_top_level(body)), text)
    if left is None:
        return None
    return "".join(lxml_html.tostring(element, encoding="unicode") for element in left)


def picture_ids(body: str) -> list[int]:
    """The keys of the library pictures that stand in `body`, in order, each once."""
    found = (_image_key(image) for element in _top_level(body) for image in element.iter("img"))
    return list(dict.fromkeys(key for key in found if key is not None))


def lost_links(body: str) -> list[str]:
    """The addresses in `body` that lead below the story itself: a site's name without https://."""
    addresses = (address.strip() for address in links(body))
    leading = re.compile(r"[/\\#]|https?:|mailto:", re.IGNORECASE)
    return [address for address in addresses if not leading.match(address)]


def has_lost_pictures(body: str) -> bool:
    """Whether a picture stands where the page can't show it: within words, a list, a table."""
    return any(
        element.tag not in ("figure", "img") and next(element.iter("img"), None) is not None
        for element in _top_level(body)
    )


def has_linked_pictures(body: str) -> bool:
    """Whether a picture is itself a link, which pages don't show."""
    return any(
        next(link.iter("img"), None) is not None
        for element in _top_level(body)
        for link in element.iter("a")
    )


def has_foreign_pictures(body: str) -> bool:
    """Whether `body` shows a picture that isn't from the library."""
    return any(
        _image_key(image) is None for element in _top_level(body) for image in element.iter("img")
    )


_STANDS_ALONE = {
    *("p", "h2", "h3", "ul", "ol", "blockquote", "hr", "table", "figure", "img", "figcaption"),
}


def _top_level(body: str) -> Iterator[Element]:
    """Yield the elements that a body consists of.

    Words, links and marks outside any become a paragraph; pictures in a link or mark, a figure.
    """
    # A deeply nested body is odd, but not for the parser to cut short.
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
    """Whether an element outside any paragraph shows a picture and no words."""
    return next(node.iter("img"), None) is not None and not text_of(node)


def _figure_of(node: Element) -> Element:
    figure = cast(Element, lxml_html.Element("figure"))
    figure.append(node)
    return figure


def _finished(paragraph: Element) -> Iterator[Element]:
    if len(paragraph) or (paragraph.text or "").strip():
        yield paragraph


class Outline:
    """The subheads met so far: each gets an id of its own, and none skips a level."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.has_h2 = False

    def enter(self, element: Element) -> None:
        """Number the subheads in `element`, so that they can be linked to, and mend their level."""
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
    """Tell screen readers that the headers in a table's first row are its columns'."""
    for table in element.iter("table"):
        row = next(table.iter("tr"), None)
        for header in row.iter("th") if row is not None else ():
            header.set("scope", "col")


def _blocks_of(element: Element) -> Iterator[Block]:
    """Library pictures, the first with the caption, as blocks; anything else as HTML without any."""
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
    """Runs of HTML as one block each."""
    joined: list[Block] = []
    for is_html, run in groupby(blocks, lambda block: block["kind"] == "html"):
        if is_html:
            joined.append({"kind": "html", "html": "\n".join(block["html"] for block in run)})
        else:
            joined += run
    return joined
