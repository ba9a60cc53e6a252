"""From a clean body to the blocks a page shows. Derived data: it can be made again at any time.

A block is one of

    {"kind": "html", "html": "<p>…</p>"}
    {"kind": "picture", "image": 12, "caption": "…"}    the row gives alt text and credit, live
    {"kind": "videos"}                                    where the recommended videos stand
    {"kind": "disclosure"}                                before the first block that may earn

so that what is reference data (a credit, a wording) is looked up when the page is made, and every
surface (page, feed, API) shows the same blocks.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.utils.html import escape
from django.utils.text import slugify
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from disclosures.links import Rule, family, host_of, programme_of, sponsored

Block = dict[str, Any]


def derive(body: str, rules: Iterable[Rule], *, has_videos: bool = False) -> list[Block]:
    """Return the blocks of `body`, which is clean HTML.

    The disclosure's place: before the first block with a commercial link, and only if there is one
    (16 CFR 255.5; FTC, ".com Disclosures": before the link, without a click). Links that may earn
    get rel="sponsored" (Google Search Central). The videos stand after the first paragraph.
    """
    blocks: list[Block] = []
    outline = Outline()
    rules = list(rules)
    disclosed = False
    videos_due = has_videos
    for element in _top_level(body):
        outline.enter(element)
        _name_columns(element)
        earns = _mark_links(element, rules)
        if earns and not disclosed:
            blocks.append({"kind": "disclosure"})
            disclosed = True
        blocks += _blocks_of(element)
        if videos_due and element.tag == "p":
            blocks.append({"kind": "videos"})
            videos_due = False
    if videos_due:
        blocks.append({"kind": "videos"})
    return _joined(blocks)


def link_hosts(body: str) -> list[str]:
    """The hosts that `body` links to and those they stand below, sorted: what a rule may name."""
    addresses = (link.get("href", "") for element in _top_level(body) for link in element.iter("a"))
    hosts = filter(None, map(host_of, addresses))
    return sorted({name for host in hosts for name in family(host)})


def picture_ids(body: str) -> list[int]:
    """The keys of the library pictures that stand in `body`, in order, each once."""
    found = (_image_key(image) for element in _top_level(body) for image in element.iter("img"))
    return list(dict.fromkeys(key for key in found if key is not None))


def lost_links(body: str) -> list[str]:
    """The addresses in `body` that lead below the story itself: a site's name without https://."""
    links = (link for element in _top_level(body) for link in element.iter("a"))
    addresses = (link.get("href", "").strip() for link in links)
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


def _mark_links(element: Element, rules: list[Rule]) -> bool:
    """Mark the commercial links below `element`; return whether there is one."""
    earns = False
    for link in element.iter("a"):
        if programme_of(link.get("href", ""), rules):
            link.set("rel", sponsored(link.get("rel", "")))
            earns = True
    return earns


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
