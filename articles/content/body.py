"""The body of a story or policy: its HTML, parsed once for everything that reads it."""

import copy
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import cast

from django.utils.translation import gettext
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles.content import deriving, hand_written
from articles.content.blocks import has_picture, image_key, own_alt
from articles.content.body_links import Evaluate, Options
from articles.content.deriving import Derived
from articles.content.hand_written import HandWritten, text_of
from disclosures.channels import Channel

# The beginnings of addresses that lead somewhere.
_LEADING = re.compile(r"[/\\#]|https?:|mailto:", re.IGNORECASE)
_TOP_LEVEL = {
    *("p", "h2", "h3", "ul", "ol", "blockquote", "hr", "table", "figure", "img", "figcaption"),
}


class Body:
    """A body of clean HTML, parsed once, when one of its properties is first read.

    Reading never changes it, so one object serves validation, every channel and the ledger.
    """

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def _root(self) -> Element:
        root = cast(Element, lxml_html.Element("div"))
        root.extend(_top_level(self.html))
        return root

    @property
    def elements(self) -> list[Element]:
        """The top-level elements, which callers must not change."""
        return list(self._root)

    @cached_property
    def links(self) -> list[str]:
        """The addresses that it links to, in order."""
        return [link.get("href", "") for link in self._root.iter("a")]

    @cached_property
    def pictures(self) -> list[int]:
        """The keys of its library pictures, in order, without duplicates."""
        keys = map(image_key, self._root.iter("img"))
        return list(dict.fromkeys(key for key in keys if key is not None))

    @cached_property
    def described(self) -> set[int]:
        """The keys of the library pictures that have alt text of the body's own wherever they are."""
        images = [(image_key(image), own_alt(image)) for image in self._root.iter("img")]
        without = {key for key, alt in images if not alt}
        return {key for key, _ in images if key is not None and key not in without}

    @property
    def has_foreign_pictures(self) -> bool:
        """True if it shows a picture that isn't from the library."""
        return any(image_key(image) is None for image in self._root.iter("img"))

    @property
    def has_lost_pictures(self) -> bool:
        """True if a picture is where pages can't show it: within words, a list or a table."""
        return any(
            element.tag not in ("figure", "img") and has_picture(element) for element in self._root
        )

    @property
    def has_linked_pictures(self) -> bool:
        """True if a picture is itself a link, which pages don't show."""
        return any(map(has_picture, self._root.iter("a")))

    @property
    def words(self) -> str:
        """Its text without tags, with single spaces."""
        return " ".join("".join(map(text_of, self._root)).split())

    @cached_property
    def hand_written(self) -> list[HandWritten]:
        """The lines that are hand-written disclosures or may contain one."""
        return list(hand_written.found_in(self._root))

    def link_problems(self) -> Iterator[str]:
        """Yield a sentence for each link that leads nowhere, such as a host without https://.

        Browsers take such an address as relative to the story.
        """
        for address in (address.strip() for address in self.links):
            if not _LEADING.match(address):
                yield (
                    gettext(
                        "The link “{address}” leads nowhere. Begin it with https:// or with /."
                    ).format(address=address[:80])
                )

    def problems(self, library: Iterable[int]) -> Iterator[str]:
        """Yield a sentence for each reason why pages can't show it as it is.

        Args:
            library: the keys of pictures that exist, among them all of this body that do.
        """
        yield from self.link_problems()
        if self.has_lost_pictures:
            yield (
                gettext(
                    "A picture is within a paragraph, a list, a quotation or a table, where it can't "
                    "be shown. Move it to a line of its own."
                )
            )
        if self.has_linked_pictures:
            yield (
                gettext(
                    "A picture in the body is itself a link, which pages don't show. Take the link "
                    "off, and put it into the caption."
                )
            )
        if self.has_foreign_pictures or not set(self.pictures) <= set(library):
            yield (
                gettext(
                    "A picture in the body is not from the picture library. Remove it, or upload it "
                    "there and choose it with “Browse”."
                )
            )

    def without_line(self, text: str) -> str | None:
        """Return the HTML without the first line whose words are `text`; None if there is none."""
        left = hand_written.without_line(list(copy.deepcopy(self._root)), text)
        if left is None:
            return None
        return "".join(lxml_html.tostring(element, encoding="unicode") for element in left)

    def derive(
        self,
        evaluate: Evaluate,
        *,
        channel: str = Channel.PAGE,
        at: datetime | None = None,
        mark: str = "",
        marks_all: bool = False,
        mark_attributes: tuple[tuple[str, str], ...] = (),
        has_videos: bool = False,
    ) -> Derived:
        """Return its blocks as a channel shows them; the arguments are those of `derive` and `Options`.

        Each call works on a copy of the parsed tree, so a body can be derived for several channels.
        """
        elements = list(copy.deepcopy(self._root))
        options = Options(channel, at, mark, marks_all, mark_attributes)
        return deriving.derive(elements, evaluate, options, has_videos=has_videos)


def parse(html: str) -> list[Element | str]:
    """Parse clean HTML to its top-level nodes; every parse of a body is a call of this function."""
    # Without huge_tree the parser would cut off a deeply nested body.
    parser = lxml_html.HTMLParser(huge_tree=True)
    return cast("list[Element | str]", lxml_html.fragments_fromstring(html, parser=parser))


def _top_level(html: str) -> Iterator[Element]:
    """Yield the top-level elements of a body.

    Words, links and inline markup outside any block become a paragraph. A picture in a link or in
    inline markup becomes a figure.
    """
    paragraph = cast(Element, lxml_html.Element("p"))
    for node in parse(html) if html else ():
        if isinstance(node, str):
            paragraph.text = node
            continue
        tail, node.tail = node.tail, None
        if node.tag in _TOP_LEVEL or _is_picture(node):
            yield from _finished(paragraph)
            paragraph = cast(Element, lxml_html.Element("p"))
            paragraph.text = tail
            yield node if node.tag in _TOP_LEVEL else _figure_of(node)
        else:
            paragraph.append(node)
            node.tail = tail
    yield from _finished(paragraph)


def _is_picture(node: Element) -> bool:
    """Return whether an element outside any paragraph shows a picture and no words."""
    return has_picture(node) and not text_of(node)


def _figure_of(node: Element) -> Element:
    figure = cast(Element, lxml_html.Element("figure"))
    figure.append(node)
    return figure


def _finished(paragraph: Element) -> Iterator[Element]:
    if len(paragraph) or (paragraph.text or "").strip():
        yield paragraph
