"""Blocks: the pieces that a body is shown as, each a small class with a template of its own.

Pages, policy pages and previews render blocks with `blocks(…)`, feeds and the audit with
`Block.plain`. Reference data (a credit, a wording) is read at render time and not stored.

A publisher adds a kind of block by registering a subclass, in the `ready` of their app's
configuration:

    @register
    @dataclass(frozen=True)
    class Recipe(Block):
        template_name = "recipes/block.html"
        html: str

        @classmethod
        def match(cls, element):
            is_recipe = element.tag == "blockquote" and text_of(element).startswith("Recipe:")
            return [cls(inner_html(element))] if is_recipe else None

`match` gets each top-level element of a body after its links were rewritten for the channel, so the
block keeps their `rel`, marks and disclosure if it keeps the element's HTML.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Self, TypeVar

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles.content.figures import plain_figure
from articles.content.hand_written import text_of
from articles.models.videos import Video
from disclosures.wordings.selection import Disclosure
from images.models import Image
from newsroom.keys import whole_number


@dataclass(frozen=True)
class Block:
    """One piece of a body as a page shows it."""

    template_name: ClassVar[str]

    @classmethod
    def match(cls, element: Element) -> Sequence["Block"] | None:
        """Return the blocks that a top-level element of a body becomes; None if it is another kind's.

        They must follow from the element and the site's language alone, because they are kept for the
        next page with this body.

        The element may be changed. No commercial link may be lost or added: the disclosures before it
        follow from the links that it has.
        """
        return None

    def context(self) -> dict[str, Any]:
        """Return the variables of its template, in addition to those of the page."""
        return {"block": self}

    def plain(self) -> str:
        """Return its HTML for feeds, e-mail and the audit, which have no stylesheet or scripts."""
        return render_to_string(self.template_name, self.context())


@dataclass(frozen=True)
class Html(Block):
    """A run of paragraphs, subheads, lists, quotations and tables."""

    template_name = "articles/blocks/html.html"

    html: str

    @classmethod
    def match(cls, element: Element) -> list[Self]:
        """Return the element as HTML without its pictures; any element matches."""
        for image in list(element.iter("img")):
            image.drop_tree()
        html = lxml_html.tostring(element, encoding="unicode")
        if element.tag == "table":
            name = escape(gettext("Table"))
            html = f'<div class="table" role="group" aria-label="{name}" tabindex="0">{html}</div>'
        return [cls(html)]

    def plain(self) -> str:
        return self.html


@dataclass(frozen=True)
class Picture(Block):
    """A picture from the library. The credit comes from its row, the caption from the body.

    Alt text and caption of the body replace the picture's own.

    `image` is None until a page adds the row, and stays None if there is none.
    """

    template_name = "articles/blocks/picture.html"

    key: int
    caption: str = ""
    image: Image | None = None
    alt: str = ""

    @classmethod
    def match(cls, element: Element) -> list[Block] | None:
        """Return a figure's library pictures, the first with the caption, then its other content."""
        if element.tag not in ("figure", "img"):
            return None
        shown = [(image_key(image), own_alt(image)) for image in element.iter("img")]
        keys = [(key, alt) for key, alt in shown if key is not None]
        words = inner_html(element.find("figcaption"))
        found: list[Block] = [
            cls(key, "" if number else words, alt=alt) for number, (key, alt) in enumerate(keys)
        ]
        if words and not keys:
            found.append(Html(f"<p>{words}</p>"))
        for child in list(element):
            if child.tag not in ("img", "figcaption") and text_of(child):
                child.tail = None
                found += blocks_of(child)
        return found

    def plain(self) -> str:
        if self.image is not None:
            return plain_figure(self.image, self.caption)
        # The audit needs no picture, but the caption may have a link.
        return f"<figure><figcaption>{self.caption}</figcaption></figure>" if self.caption else ""


@dataclass(frozen=True)
class PullQuote(Block):
    """A quotation in large type that draws readers in, usually with words of the story.

    `is_repeated`: the story has the same words elsewhere. Then screen readers pass it over, and feeds
    leave it out: without our stylesheet the words would simply be there twice. Any other is a quotation
    like all others there.
    """

    template_name = "articles/blocks/pull_quote.html"

    html: str
    is_repeated: bool = False

    @classmethod
    def match(cls, element: Element) -> list[Self] | None:
        """Return a figure of the class `pullquote`; `derive` marks those that repeat the story's words."""
        if element.tag != "figure" or element.get("class") != "pullquote" or has_picture(element):
            return None
        html = inner_html(element)
        return [cls(html, element.get(REPEATED) is not None)] if text_of(element) else []

    def plain(self) -> str:
        return "" if self.is_repeated else f"<figure>{self.html}</figure>"


# The attribute by which `derive` marks a pull quote.
REPEATED = "data-repeated"


@dataclass(frozen=True)
class Videos(Block):
    """The recommended videos, as links. `videos` is empty until a page adds them."""

    template_name = "articles/blocks/videos.html"

    videos: Sequence[Video] = ()

    def plain(self) -> str:
        rows = [(video.url, video.title, video.site) for video in self.videos]
        items = format_html_join("", '<li><a href="{}">{}</a> ({})</li>', rows)
        return (
            format_html("<p>{}</p><ul>{}</ul>", gettext("Recommended videos:"), items)
            if rows
            else ""
        )


@dataclass(frozen=True)
class Disclosures(Block):
    """The disclosures of the body's commercial links, before the first of them.

    There are none if no wording is in force; the audit reports that.
    """

    template_name = "articles/blocks/disclosures.html"

    disclosures: Sequence[Disclosure] = ()

    def plain(self) -> str:
        return plain_note(self.disclosures) if self.disclosures else ""


Kind = TypeVar("Kind", bound=type[Block])
# The kinds of blocks that an element of a body may become, in the order in which they are tried.
# `Html` matches everything, so it is the last.
_kinds: list[type[Block]] = [PullQuote, Picture, Html]


def register(kind: Kind) -> Kind:
    """Add a kind of block, which is tried before all others; usable as a decorator of the class."""
    if kind not in _kinds:
        _kinds.insert(0, kind)
    return kind


def kinds() -> tuple[type[Block], ...]:
    """Return the kinds of blocks in the order in which they are tried."""
    return tuple(_kinds)


def unregister(kind: type[Block]) -> None:
    """Remove a kind of block that `register` added."""
    _kinds.remove(kind)


def blocks_of(element: Element) -> Sequence[Block]:
    """Return the blocks that a top-level element of a body becomes; it may be changed."""
    return next(found for kind in _kinds if (found := kind.match(element)) is not None)


def joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with each run of HTML blocks joined to one."""
    for is_html, run in groupby(blocks, lambda block: isinstance(block, Html)):
        if is_html:
            yield Html("\n".join(block.html for block in run if isinstance(block, Html)))
        else:
            yield from run


def plain_note(disclosures: Sequence[Disclosure]) -> SafeString:
    """Return a paragraph with the disclosures, each in its own element, as the audit expects."""
    spans = [
        format_html(
            "<span>{}</span>{}",
            disclosure.text,
            format_html(' <a href="{}">{}</a>', disclosure.learn_more, gettext("Learn more"))
            if disclosure.learn_more
            else "",
        )
        for disclosure in disclosures
    ]
    return format_html('<p class="disclosure">{}</p>', mark_safe(" ".join(spans)))  # noqa: S308  (each part was escaped)


def inner_html(element: Element | None) -> str:
    """Return the HTML inside an element, stripped; "" for None."""
    if element is None:
        return ""
    children = (lxml_html.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "") + "".join(children)).strip()


def image_key(image: Element) -> int | None:
    """Return the key of the library picture that an <img> shows, None for any other picture."""
    return whole_number(image.get("data-file", ""))


def own_alt(image: Element) -> str:
    """Return the alt text that a body has for an <img>; "" if the picture's own counts."""
    return " ".join(image.get("alt", "").split())


def has_picture(element: Element) -> bool:
    """Return whether an element has a picture in it."""
    return next(element.iter("img"), None) is not None
