"""Looks at a page as a reader gets it, and tells what is wrong with its disclosure.

It knows nothing of how pages are made: it is what the making is measured by.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from lxml import html as lxml_html
from lxml.etree import _Element as Element

from disclosures.handwritten import is_disclosure
from disclosures.models import Finding

HIDING = {"footer", "details", "template", "dialog", "noscript", "nav"}
HIDING_ROLES = {"tooltip", "tabpanel"}
Kind = Finding.Kind


def faults(
    page: str, earns: Callable[[str], bool], told: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with `page`, as pairs of a `Finding.Kind` and a detail.

    Args:
        page: HTML, a whole page or a part.
        earns: whether a link to an address is a commercial one.
        told: the texts that must all be there if, and only if, there is a commercial link.

    Source: 16 CFR 255.0(f) and 255.5; FTC, ".com Disclosures" (2013): before the link, unavoidable.
    """
    elements = list(_tree(page).iter())
    links = [
        number
        for number, element in enumerate(elements)
        if element.tag == "a" and earns(element.get("href", ""))
    ]
    written = [
        (number, element) for number, element in enumerate(elements) if _is_hand_written(element)
    ]
    told = [" ".join(text.split()) for text in told]
    for text in told:
        places = [
            (number, element)
            for number, element in enumerate(elements)
            if text and text in _own_words(element)
        ]
        yield from _faults_of(text, places, links)
    if links and written and any(told):
        yield Kind.DOUBLED, _own_words(written[0][1])[:300]


def _faults_of(
    text: str, places: list[tuple[int, Element]], links: list[int]
) -> Iterator[tuple[str, str]]:
    if not links:
        if places:
            yield Kind.NEEDLESS, text[:300]
        return
    if not places:
        yield Kind.MISSING, text[:300]
        return
    if len(places) > 1:
        yield Kind.DOUBLED, text[:300]
    number, element = places[0]
    if number > links[0]:
        yield Kind.LATE, text[:300]
    if hiding := next(filter(_hides, [element, *element.iterancestors()]), None):
        yield Kind.HIDDEN, f"It stands in <{hiding.tag}>."


def _tree(page: str) -> Element:
    parser = lxml_html.HTMLParser(huge_tree=True)
    return cast(Element, lxml_html.fromstring(f"<div>{page}</div>", parser=parser))


def _own_words(element: Element) -> str:
    """What the element says itself, before and between what stands in it."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return ""
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(parts).split())


def _is_hand_written(element: Element) -> bool:
    if element.tag != "p" or "disclosure" in element.get("class", "").split():
        return False
    return is_disclosure("".join(cast("Iterable[str]", element.itertext())))


def _hides(element: Element) -> bool:
    return (
        element.tag in HIDING
        or element.get("role") in HIDING_ROLES
        or element.get("aria-hidden") == "true"
        or "hidden" in element.attrib
        or "title" in element.attrib
        and element.tag == "abbr"
    )
