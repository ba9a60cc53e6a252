"""Audit the disclosures of a rendered page, as readers get it.

This module is independent of the renderer, so that it can verify the renderer.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.utils.translation import gettext
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from disclosures.audit.hand_written import is_disclosure
from disclosures.models import Finding, Found

# Elements whose text readers may never see, or see smaller than the rest.
HIDING = {"footer", "details", "template", "dialog", "noscript", "nav", "small"}
HIDING_ATTRIBUTES = {"hidden", "popover"}
HIDING_ROLES = {"tooltip", "tabpanel"}
HIDING_CLASSES = {"visually-hidden"}
HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SLIDING = {"carousel", "slide"}
Kind = Finding.Kind


def parse(page: str) -> Element:
    """Parse a page, whole or a fragment, for several of the functions below."""
    parser = lxml_html.HTMLParser(huge_tree=True)
    return cast(Element, lxml_html.fromstring(f"<div>{page}</div>", parser=parser))


def faults(
    page: str | Element, earns: Callable[[str], bool], texts: Iterable[str]
) -> Iterator[Found]:
    """Yield the problems of the disclosures on `page`.

    Args:
        page: HTML, a whole page or a fragment, or the result of `parse`.
        earns: returns whether a link to an address is a commercial one.
        texts: the texts that must all be present, each as the text of one element, if and only if
            there is a commercial link; "" for a disclosure without a wording, which never is present.

    Source: 16 CFR 255.0(f) and 255.5; FTC, ".com Disclosures" (2013): before the link, unavoidable.
    """
    elements = list(_tree(page).iter())
    links = [
        number
        for number, element in enumerate(elements)
        if element.tag == "a" and earns(element.get("href", ""))
    ]
    written = [
        (number, element)
        for number, element in enumerate(elements)
        if _is_hand_written(element, earns)
    ]
    texts = [" ".join(text.split()) for text in texts]
    for text in texts:
        places = [
            (number, element)
            for number, element in enumerate(elements)
            if text and text == _own_words(element)
        ]
        yield from _faults_of(text, places, links)
    if links and written and any(texts):
        yield Found(Kind.DOUBLED, _own_words(written[0][1])[:300])


def unmarked(page: str | Element, earns: Callable[[str], bool], mark: str) -> Iterator[Found]:
    """Yield the commercial links of `page` that the text “(mark)” doesn't follow directly."""
    expected = f"({' '.join(mark.split())})"
    for link in _tree(page).iter("a"):
        if not earns(link.get("href", "")):
            continue
        sibling = link.getnext()
        following = (link.tail or "") + ("" if sibling is None else _own_words(sibling))
        if not mark or not " ".join(following.split()).startswith(expected):
            yield Found(Kind.UNMARKED, link.get("href", "")[:300])


def lacking(
    page: str | Element, texts: Iterable[str], earns: Callable[[str], bool]
) -> Iterator[Found]:
    """Yield the problems of texts that `page` must show even without a commercial link."""
    elements = list(_tree(page).iter())
    links = [n for n, e in enumerate(elements) if e.tag == "a" and earns(e.get("href", ""))]
    for text in (" ".join(text.split()) for text in texts):
        places = [(n, e) for n, e in enumerate(elements) if text and text == _own_words(e)]
        if not places:
            yield Found(Kind.MISSING, text[:300])
        # An author's interest may also be in their profile; one visible copy is enough.
        elif all(_hidden_by(element) is not None for _, element in places):
            yield Found(Kind.HIDDEN, text[:300])
        elif links and min(n for n, _ in places) > links[0]:
            yield Found(Kind.LATE, text[:300])


def unqualified(page: str | Element, earns: Callable[[str], bool]) -> Iterator[Found]:
    """Yield the commercial links of `page` without rel="sponsored" (Google Search Central)."""
    for link in _tree(page).iter("a"):
        if earns(link.get("href", "")) and "sponsored" not in link.get("rel", "").split():
            yield Found(Kind.UNQUALIFIED, link.get("href", "")[:300])


def addresses(page: str | Element) -> list[str]:
    """Return the `href` of each link on `page`, in document order."""
    return [link.get("href", "") for link in _tree(page).iter("a")]


def _faults_of(text: str, places: list[tuple[int, Element]], links: list[int]) -> Iterator[Found]:
    if not links:
        if places:
            yield Found(Kind.NEEDLESS, text[:300])
        return
    if not places:
        yield Found(Kind.MISSING, text[:300])
        return
    if len(places) > 1:
        yield Found(Kind.DOUBLED, text[:300])
    number, element = places[0]
    if number > links[0]:
        yield Found(Kind.LATE, text[:300])
    hiding = _hidden_by(element)
    if hiding is not None:
        yield Found(Kind.HIDDEN, gettext("It is inside of <{tag}>.").format(tag=hiding.tag))


def _hidden_by(element: Element) -> Element | None:
    """Return the element that may keep readers from seeing `element`, if there is one."""
    return next(filter(_hides, [element, *element.iterancestors()]), None)


def _tree(page: str | Element) -> Element:
    return parse(page) if isinstance(page, str) else page


def _own_words(element: Element) -> str:
    """Return the element's own text, before and between its children."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return ""
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(parts).split())


def _is_hand_written(element: Element, earns: Callable[[str], bool]) -> bool:
    """Return whether a paragraph is a hand-written disclosure that ours should have replaced.

    Paragraphs in a quotation, table or figure don't count, nor those with a commercial link.
    """
    if element.tag != "p" or "disclosure" in element.get("class", "").split():
        return False
    if next(element.iterancestors("blockquote", "table", "figure"), None) is not None:
        return False
    if any(earns(link.get("href", "")) for link in element.iter("a")):
        return False
    # Exclude the marks on links, such as “paid link”, which aren't part of the copy.
    words = element.xpath('.//text()[not(parent::*[@class="paid"])]')
    return is_disclosure("".join(cast("Iterable[str]", words)))


def _hides(element: Element) -> bool:
    return (
        element.tag in HIDING
        or not HIDING_ATTRIBUTES.isdisjoint(element.attrib)
        or _lower(element, "aria-hidden") == "true"
        or _lower(element, "role") in HIDING_ROLES
        or _lower(element, "aria-roledescription") in SLIDING
        or not HIDING_CLASSES.isdisjoint(element.get("class", "").split())
        or HIDING_STYLE.search(element.get("style", "")) is not None
        or (element.tag == "abbr" and "title" in element.attrib)
    )


def _lower(element: Element, name: str) -> str:
    return element.get(name, "").strip().lower()
