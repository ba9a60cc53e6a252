"""Figures: pictures with caption and credit, for pages, feeds and files."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from images.models import Image


def figure(
    image: Image, shown: SafeString, caption: str = "", *, styled: bool = True
) -> SafeString:
    """Return `image` as a <figure> with its caption and, always, its credit.

    Args:
        shown: the HTML of the picture itself.
        caption: clean HTML that replaces the picture's own caption.
        styled: add the classes of the site's stylesheet.
    """
    words = mark_safe(caption) if caption else image.caption  # noqa: S308  (from a clean body)
    parts = [(name, text) for name, text in (("caption", words), ("credit", image.credit)) if text]
    if styled:
        below = format_html_join(" ", '<span class="{}">{}</span>', parts)
        tall = " tall" if image.height >= image.width else ""
        start = format_html('<figure class="figure{}">', tall)
    else:
        below = format_html_join(" · ", "{}", [(text,) for _, text in parts])
        start = mark_safe("<figure>")
    if below:
        below = format_html("<figcaption>{}</figcaption>", below)
    return format_html("{}{}{}</figure>", start, shown, below)


def plain_figure(image: Image, caption: str = "") -> SafeString:
    """Return `image` as a <figure> that needs no stylesheet, with one address for the picture."""
    width = image.widths[min(4, len(image.widths) - 1)]
    alt = "" if image.decorative else image.alt
    shown = format_html('<img src="{}" alt="{}">', image.url_at(width, "jpg"), alt)
    return figure(image, shown, caption, styled=False)
