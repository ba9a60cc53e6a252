"""The Lantern's own kind of block."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from lxml.etree import _Element as Element

from articles.content.blocks import Block, inner_html, register
from articles.content.hand_written import text_of


@register
@dataclass(frozen=True)
class Walk(Block):
    """Directions for a walk: a quotation that begins with “Walk:”."""

    template_name = "lantern/walk.html"
    html: SafeString

    @classmethod
    def match(cls, element: Element) -> Sequence[Block] | None:
        if element.tag != "blockquote" or not text_of(element).startswith("Walk:"):
            return None
        # The cleaner has cleaned the body.
        return [cls(mark_safe(inner_html(element)))]  # noqa: S308  (clean)

    def plain(self) -> SafeString:
        """Return the HTML for feeds and the audit."""
        return mark_safe(f"<blockquote>{self.html}</blockquote>")  # noqa: S308  (clean, as above)
