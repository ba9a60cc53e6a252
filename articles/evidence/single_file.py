"""Self-contained pages: one HTML file with embedded styles, fonts and pictures."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from images.files import StorageAway
from images.models import Image
from newsroom.static_files import JOINED, PARTS

TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
# In pixels: wide enough to see what was shown, small enough to send by e-mail.
WIDTH = 800


def standalone(page: str) -> str:
    """Return `page`, HTML of this site, with embedded styles and pictures and without scripts.

    Raises:
        StorageAway: the pictures can't be fetched now. The page without them would be another page.
    """
    document = cast(Element, lxml_html.document_fromstring(page))
    for element in list(document.iter("script")):
        if element.get("type") != "application/ld+json":
            element.drop_tree()
    for link in list(document.iter("link")):
        if link.get("rel") == "stylesheet":
            style = lxml_html.Element("style")
            style.text = _stylesheet(link.get("href", ""))
            link.addprevious(style)
        if link.get("rel") != "canonical":
            link.drop_tree()
    for source in list(document.iter("source")):
        # libxml2 predates <source> as a void element, and nests the following <img> in it.
        source.drop_tag()
    for image in document.iter("img"):
        image.attrib.pop("srcset", None)
        image.attrib.pop("sizes", None)
        image.set("src", _picture(image.get("src", "")))
    markup: str = lxml_html.tostring(document, encoding="unicode", doctype="<!doctype html>")
    return markup


def _stylesheet(address: str) -> str:
    """Return a stylesheet with the files it refers to embedded; "" if there is no such file."""
    name = _static_name(address)
    # Only `collectstatic` makes the joined one; the finders have its parts.
    return "\n".join(map(_embedded, PARTS if name == JOINED else (name,)))


def _embedded(name: str) -> str:
    """Return one of the stylesheets in the source folders, as `_stylesheet` does."""
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    path = Path(found)

    def embedded(match: re.Match[str]) -> str:
        file = (path.parent / match[1]).resolve()
        kind = TYPES.get(file.suffix)
        return f'url("{_data(kind, file.read_bytes())}")' if kind and file.exists() else match[0]

    return re.sub(r'url\("(?!data:)([^")]+)"\)', embedded, path.read_text())


def _static_name(address: str) -> str:
    """Return `css/site.css` from its address, with or without a content hash in the name."""
    name = address.partition("/static/")[2]
    return re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name)


def _picture(address: str) -> str:
    """Return a picture of this site as a data URL; "" if it is no longer available.

    Raises:
        StorageAway: as in `standalone`.
    """
    try:
        found = resolve(address)
    except Resolver404:
        return ""
    image = Image.objects.filter(token=found.kwargs.get("token", "")).first()
    if image is None:
        return ""
    try:
        rendition = image.rendition(min(_widths(image)), "jpg")
    except StorageAway:
        raise
    except OSError:
        return ""
    return _data("image/jpeg", rendition.content) if rendition else ""


def _widths(image: Image) -> Iterator[int]:
    """Yield the widths of at least WIDTH, or else the widest."""
    enough = [width for width in image.widths if width >= WIDTH]
    yield from enough or image.widths[-1:]


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
