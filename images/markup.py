"""Pictures as HTML."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from images.models import Focus, Image


def picture(image: Image | None, sizes: str = "100vw", **attributes: Any) -> SafeString:
    """Return a responsive `<picture>` with AVIF, WebP and JPEG in every width, and its dimensions.

    `sizes` is the attribute of that name: the picture's width on the page. Other keywords become
    attributes of the `<img>`; `loading` defaults to "lazy". A class names the part that stays in view
    where its box cuts off the sides. Without an image the result is empty.
    """
    if not image:
        return SafeString("")
    widths = image.widths
    avif, webp, jpeg = (_srcset(image, widths, format) for format in ("avif", "webp", "jpg"))
    attributes = {
        "src": image.url_at(widths[min(2, len(widths) - 1)], "jpg"),
        "srcset": jpeg,
        "sizes": sizes,
        "width": image.width,
        "height": image.height,
        "alt": "" if image.decorative else image.alt,
        "loading": "lazy",
        "decoding": "async",
    } | attributes
    if image.focus != Focus.CENTRE:
        attributes["class"] = f"{attributes.get('class', '')} focus-{image.focus}".strip()
    shown = "".join([f' {name}="{escape(str(value))}"' for name, value in attributes.items()])
    sizes = escape(sizes)
    return mark_safe(  # noqa: S308  (addresses hold a random token and numbers; the rest was escaped)
        f'<picture><source type="image/avif" srcset="{avif}" sizes="{sizes}">'
        f'<source type="image/webp" srcset="{webp}" sizes="{sizes}"><img{shown}></picture>'
    )


def _srcset(image: Image, widths: list[int], format: str) -> str:
    return ", ".join([f"{image.url_at(width, format)} {width}w" for width in widths])
