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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from disclosures.handwritten import is_disclosure
from disclosures.links import Judgement, sponsored

Block = dict[str, Any]
Judging = Callable[[str], Judgement]


@dataclass(frozen=True)
class Derived:
    """A body's blocks; `programmes`: whose links it shows, None for those an editor marked."""

    blocks: list[Block]
    programmes: frozenset[int | None]

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
    has_videos: bool = False,
) -> Derived:
    """Return the blocks of `body`, which is clean HTML, as a channel shows them at an instant.

    The disclosure's place: before the first block with a commercial link, and only if there is one
    (16 CFR 255.5; FTC, ".com Disclosures": before the link, without a click). Links that may earn
    get rel="sponsored" (Google Search Central), and those that a reader can come to without passing
    the disclosure, below a subhead or in a table, get `mark` beside them. Links whose deal is over or
    whose programme forbids the channel become plain text. A disclosure that somebody wrote by hand
    gives way to ours. The videos stand after the first paragraph.
    """
    page = _Page(judge, channel, at or timezone.now(), mark)
    elements = list(_top_level(body))
    earning = [page.mark_links(element) for element in elements]
    blocks: list[Block] = []
    outline = Outline()
    disclosed = False
    videos_due = has_videos
    for element, earns in zip(elements, earning, strict=True):
        outline.enter(element)
        _name_columns(element)
        if earns and not disclosed:
            blocks.append({"kind": "disclosure"})
            disclosed = True
        if not earns and page.programmes and is_hand_written(element):
            continue
        blocks += _blocks_of(element)
        if videos_due and element.tag == "p":
            blocks.append({"kind": "videos"})
            videos_due = False
    if videos_due:
        blocks.append({"kind": "videos"})
    return Derived(_joined(blocks), frozenset(page.programmes))


class _Page:
    """The links of a body, met in order."""

    def __init__(self, judge: Judging, channel: str, at: datetime, mark: str) -> None:
        self.judge, self.channel, self.at, self.mark = judge, channel, at, mark
        self.programmes: set[int | None] = set()
        self.position = 0
        self.below_subhead = False

    def mark_links(self, element: Element) -> bool:
        """Make of the links below `element` what they are; return whether it shows one that earns."""
        earns = False
        self.below_subhead = self.below_subhead or element.tag in ("h2", "h3")
        for link in list(element.iter("a")):
            judgement = self.judge(link.get("href", ""))
            if judgement.is_text(self.channel, self.at):
                link.drop_tag()
            elif judgement.rel:
                link.set("rel", sponsored(link.get("rel", ""), judgement.rel))
                if judgement.earns:
                    self._show(link, judgement)
                    earns = True
            self.position += 1
        return earns

    def _show(self, link: Element, judgement: Judgement) -> None:
        rule = judgement.reading.rule
        self.programmes.add(rule.programme if rule else None)
        if self.channel == "page":
            link.set("data-link", str(self.position))
        apart = self.below_subhead or next(link.iterancestors("table"), None) is not None
        if self.mark and apart:
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


def is_hand_written(element: Element) -> bool:
    """Whether an element is a disclosure that somebody wrote into the body."""
    if element.tag not in ("p", "blockquote"):
        return False
    return is_disclosure("".join(cast("Iterable[str]", element.itertext())))


def hand_written(body: str) -> list[str]:
    """The disclosures that somebody wrote into `body`."""
    found = filter(is_hand_written, _top_level(body))
    return [" ".join("".join(cast("Iterable[str]", p.itertext())).split()) for p in found]


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


def has_foreign_pictures(body: str) -> bool:
    """Whether `body` shows a picture that isn't from the library."""
    return any(
        _image_key(image) is None for element in _top_level(body) for image in element.iter("img")
    )


def _top_level(body: str) -> Iterator[Element]:
    """The elements a body consists of; words outside any become a paragraph."""
    # A deeply nested body is odd, but not for the parser to cut short.
    parser = lxml_html.HTMLParser(huge_tree=True)
    for fragment in lxml_html.fragments_fromstring(body, parser=parser) if body else ():
        if isinstance(fragment, str):
            if not fragment.strip():
                continue
            paragraph = lxml_html.Element("p")
            paragraph.text = fragment
            yield cast(Element, paragraph)
            continue
        tail, fragment.tail = fragment.tail, None
        yield cast(Element, fragment)
        if tail and tail.strip():
            paragraph = lxml_html.Element("p")
            paragraph.text = tail
            yield cast(Element, paragraph)


class Outline:
    """The subheads met so far: each gets an id of its own, and none skips a level."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.has_h2 = False

    def enter(self, element: Element) -> None:
        """Number the subheads in `element`, so that they can be linked to, and mend their level."""
        for heading in element.iter("h2", "h3"):
            if heading.tag == "h3" and not self.has_h2:
                heading.tag = "h2"
            self.has_h2 = True
            stem = slugify("".join(heading.itertext()))[:60].strip("-") or "section"
            key, count = stem, 1
            while key in self.ids:
                count += 1
                key = f"{stem}-{count}"
            self.ids.add(key)
            heading.set("id", key)


def _name_columns(element: Element) -> None:
    """Tell screen readers that the headers in a table's first row are its columns'."""
    for table in element.iter("table"):
        row = next(table.iter("tr"), None)
        for header in row.iter("th") if row is not None else ():
            header.set("scope", "col")


def _blocks_of(element: Element) -> Iterator[Block]:
    """A library picture and its caption as one block, anything else as HTML without pictures."""
    images = list(element.iter("img"))
    if element.tag in ("figure", "img"):
        key = _image_key(images[0]) if images else None
        if key is not None:
            caption = element.find(".//figcaption")
            yield {"kind": "picture", "image": key, "caption": _inner_html(caption)}
        return
    for image in images:
        image.drop_tree()
    html = lxml_html.tostring(element, encoding="unicode")
    if element.tag == "table":
        html = f'<div class="table" role="group" aria-label="Table" tabindex="0">{html}</div>'
    yield {"kind": "html", "html": html}


def _image_key(image: Element) -> int | None:
    key = image.get("data-file", "")
    # The largest key PostgreSQL's bigint holds has 19 digits.
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


def _inner_html(element: Element | None) -> str:
    if element is None:
        return ""
    children = (lxml_html.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "") + "".join(children)).strip()


def _joined(blocks: list[Block]) -> list[Block]:
    """Runs of HTML as one block each."""
    joined: list[Block] = []
    for block in blocks:
        if joined and block["kind"] == joined[-1]["kind"] == "html":
            joined[-1] = {"kind": "html", "html": joined[-1]["html"] + "\n" + block["html"]}
        else:
            joined.append(block)
    return joined
