"""Helpers of the crawlers of site and desk: the addresses on a page, and their responses."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from lxml import html as lxml_html

SITE = "http://testserver"
ATTRIBUTES = ("href", "src", "poster")
# Addresses in feeds, sitemaps and data blocks: of an attribute, or absolute ones of our own.
IN_TEXT = re.compile(rf"""(?:href|src)=["']([^"']+)|({SITE}[^\s<>"'\\]*)""")


def tree(response: HttpResponse) -> lxml_html.HtmlElement | None:
    """Return a page's HTML, parsed; None for anything else."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    content = response.content.decode()
    return lxml_html.document_fromstring(content) if content.strip() else None


def addresses(response: HttpResponse, at: str) -> Iterator[str]:
    """Yield the addresses on this site that the page at the path `at` leads to, as paths."""
    page = tree(response)
    found = _in_html(page) if page is not None else _in_text(response)
    for address in found:
        target, _fragment = urldefrag(urljoin(f"{SITE}{at}", address.strip()))
        if target.startswith(f"{SITE}/") or target == SITE:
            yield target.removeprefix(SITE) or "/"


def _in_html(page: lxml_html.HtmlElement) -> Iterator[str]:
    for element in page.iter("*"):
        yield from (element.get(name) for name in ATTRIBUTES if element.get(name))
        if srcset := element.get("srcset"):
            yield from (part.split()[0] for part in srcset.split(",") if part.strip())
        if element.tag == "script" and "json" in (element.get("type") or ""):
            yield from _strings(json.loads(element.text or "null"))


def _in_text(response: HttpResponse) -> Iterator[str]:
    text = b"".join(response).decode()
    if "json" in response.headers.get("Content-Type", ""):
        text = " ".join(_strings(json.loads(text)))
    for attribute, absolute in IN_TEXT.findall(html.unescape(text)):
        yield html.unescape(attribute or absolute)


def _strings(value: object) -> Iterator[str]:
    """Yield the texts anywhere in JSON that are addresses of this site or hold some."""
    if isinstance(value, str):
        yield value if SITE in value or "<" in value else ""
    elif isinstance(value, Iterable):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def missing_fragments(response: HttpResponse) -> list[str]:
    """Return the links to a place on the same page that it doesn't have."""
    page = tree(response)
    if page is None:
        return []
    places = {*page.xpath("//@id"), *page.xpath("//a/@name"), "", "top"}
    return [link for link in page.xpath("//a/@href") if link[:1] == "#" and link[1:] not in places]


def missing_names(response: HttpResponse) -> list[str]:
    """Return the ids that the page's labels and fields refer to, and that no element has."""
    page = tree(response)
    if page is None:
        return []
    places = set(page.xpath("//@id"))
    named = page.xpath("//@aria-describedby | //@aria-labelledby | //@for")
    return sorted({place for text in named for place in text.split()} - places)


def is_static(path: str) -> bool:
    return path.startswith("/static/")


def static_exists(path: str) -> bool:
    """Tell if a static file is there; the server in front of the views serves it."""
    return finders.find(urlsplit(path).path.removeprefix("/static/")) is not None
