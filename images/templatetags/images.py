from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from images.models import Image

register = template.Library()


@register.simple_tag
def picture(image: Image | None, sizes: str = "100vw", **attributes: Any) -> SafeString:
    """Return a responsive `<picture>` with AVIF, WebP and JPEG in every width, and its dimensions.

    `sizes` is the attribute of that name: the picture's width on the page. Other keywords become
    attributes of the `<img>`; `loading` defaults to "lazy". Without an image the result is empty.
    """
    if image is None:
        return SafeString("")
    fallback = image.widths[min(2, len(image.widths) - 1)]
    attributes = {
        "src": image.url_at(fallback, "jpg"),
        "srcset": _srcset(image, "jpg"),
        "sizes": sizes,
        "width": image.width,
        "height": image.height,
        "alt": "" if image.decorative else image.alt,
        "loading": "lazy",
        "decoding": "async",
    } | attributes
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">'
        '<source type="image/webp" srcset="{}" sizes="{}"><img{}></picture>',
        _srcset(image, "avif"),
        sizes,
        _srcset(image, "webp"),
        sizes,
        format_html_join("", ' {}="{}"', attributes.items()),
    )


def _srcset(image: Image, format: str) -> str:
    return ", ".join(f"{image.url_at(width, format)} {width}w" for width in image.widths)
