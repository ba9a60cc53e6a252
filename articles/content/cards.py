"""Cards in a body: a story of ours, and a product."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from lxml.etree import _Element as Element

from articles.content.blocks import (
    Block,
    Html,
    Picture,
    has_picture,
    image_key,
    inner_html,
    register,
)
from articles.content.figures import plain_figure
from articles.content.hand_written import text_of
from images.models import Image
from newsroom.keys import whole_number

# An address on this site; browsers read one that begins with two slashes as another site's.
_OURS = re.compile(r"/(?![/\\])")


@register
@dataclass(frozen=True)
class StoryCard(Block):
    """A card of another story, which readers see while that story is live.

    `key` is the story's. `edition` and `label`, the label of its disclosure, are None and "" until a
    page adds them. They stay so if the story isn't live; the card is nothing then.
    """

    template_name = "articles/blocks/story_card.html"

    key: int
    edition: Any = None
    label: str = ""

    @classmethod
    def match(cls, element: Element) -> list[Block] | None:
        """Return a figure of the class `story`; without a key, or with more than a link of ours, as HTML."""
        if element.tag != "figure" or element.get("class") != "story" or has_picture(element):
            return None
        key = whole_number(element.get("data-story", ""))
        link = element[0] if len(element) == 1 else None
        # The page shows neither the stored link nor its words, so they must not be any others.
        if (
            key is not None
            and link is not None
            and _is_ours(link)
            and text_of(link) == text_of(element)
        ):
            return [cls(key)]
        return [Html(f"<p>{inner_html(element)}</p>")] if text_of(element) else []

    def plain(self) -> str:
        """Return a line with the story's link, for feeds."""
        if self.edition is None:
            return ""
        prefix = gettext("Related:") + " "
        prefix += f"{self.label}: " if self.label else ""
        prefix += gettext("Retracted:") + " " if self.edition.is_retracted else ""
        address = self.edition.get_absolute_url()
        return format_html('<p>{}<a href="{}">{}</a></p>', prefix, address, self.edition.headline)


@register
@dataclass(frozen=True)
class ProductCard(Block):
    """A product: its name, a text, the price, links to shops as buttons, and a picture of the library.

    Its links are the body's: evaluated, disclosed and marked like all others before they get here.
    `html` begins with the name, a <figcaption>. `key` is the picture's, `image` its row.
    """

    template_name = "articles/blocks/product.html"

    html: str
    key: int | None = None
    image: Image | None = None

    @classmethod
    def match(cls, element: Element) -> list[Block] | None:
        """Return a figure of the class `product` with its first picture; further ones follow it."""
        if element.tag != "figure" or element.get("class") != "product":
            return None
        keys = [key for image in element.iter("img") if (key := image_key(image)) is not None]
        for image in list(element.iter("img")):
            image.drop_tree()
        for line in list(element):
            # Fields that the editor left empty.
            if not text_of(line):
                line.drop_tree()
        name = element.find("figcaption")
        if name is not None and element[0] is not name:
            element.remove(name)
            element.insert(0, name)
        cards: list[Block] = []
        if text_of(element):
            cards.append(cls(inner_html(element), keys[0] if keys else None))
        return [*cards, *map(Picture, keys[len(cards) :])]

    def plain(self) -> str:
        picture = plain_figure(self.image) if self.image else ""
        return f"{picture}<figure>{self.html}</figure>"


def _is_ours(link: Element) -> bool:
    """Return whether `link` is an ordinary link to a page of this site and holds nothing but words."""
    is_plain = link.tag == "a" and not len(link) and not link.get("rel")
    return is_plain and _OURS.match(link.get("href", "")) is not None
