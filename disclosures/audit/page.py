"""Looks at a page as a reader gets it, and tells what is wrong with its disclosure.

It knows nothing of how pages are made: it is what the making is measured by.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from lxml import html as lxml_html
from lxml.etree import _Element as Element

from disclosures.audit.hand_written import is_disclosure
from disclosures.models import Finding, Found

# Where words are that readers may never see, or see smaller than the rest.
HIDING = {"footer", "details", "template", "dialog", "noscript", "nav", "small"}
HIDING_ATTRIBUTES = {"hidden", "popover"}
HIDING_ROLES = {"tooltip", "tabpanel"}
HIDING_CLASSES = {"visually-hidden"}
HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SLIDING = {"carousel", "slide"}
Kind = Finding.Kind


def faults(page: str, earns: Callable[[str], bool], told: Iterable[str]) -> Iterator[Found]:
    """Yield what is wrong with `page`.

    Args:
        page: HTML, a whole page or a part.
        earns: whether a link to an address is a commercial one.
        told: the texts that must all be there, each an element's own, if, and only if, there is a
            commercial link; "" for one that nothing says.

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
    told = [" ".join(text.split()) for text in told]
    for text in told:
        places = [
            (number, element)
            for number, element in enumerate(elements)
            if text and text == _own_words(element)
        ]
        yield from _faults_of(text, places, links)
    if links and written and any(told):
        yield Found(Kind.DOUBLED, _own_words(written[0][1])[:300])


def unmarked(page: str, earns: Callable[[str], bool], mark: str) -> Iterator[Found]:
    """Yield the commercial links of `page` that the words “(mark)” don't follow at once."""
    expected = f"({' '.join(mark.split())})"
    for link in _tree(page).iter("a"):
        if not earns(link.get("href", "")):
            continue
        beside = link.getnext()
        following = (link.tail or "") + ("" if beside is None else _own_words(beside))
        if not mark or not " ".join(following.split()).startswith(expected):
            yield Found(Kind.UNMARKED, link.get("href", "")[:300])


def lacking(page: str, texts: Iterable[str], earns: Callable[[str], bool]) -> Iterator[Found]:
    """Yield what is wrong with texts that `page` must show whether or not it has a commercial link."""
    elements = list(_tree(page).iter())
    links = [n for n, e in enumerate(elements) if e.tag == "a" and earns(e.get("href", ""))]
    for text in (" ".join(text.split()) for text in texts):
        places = [(n, e) for n, e in enumerate(elements) if text and text == _own_words(e)]
        if not places:
            yield Found(Kind.MISSING, text[:300])
        # An author's interest also stands on their profile; one that everybody sees is enough.
        elif all(_hidden_by(element) is not None for _, element in places):
            yield Found(Kind.HIDDEN, text[:300])
        elif links and min(n for n, _ in places) > links[0]:
            yield Found(Kind.LATE, text[:300])


def unqualified(page: str, earns: Callable[[str], bool]) -> Iterator[Found]:
    """Yield the commercial links of `page` without rel="sponsored" (Google Search Central)."""
    for link in _tree(page).iter("a"):
        if earns(link.get("href", "")) and "sponsored" not in link.get("rel", "").split():
            yield Found(Kind.UNQUALIFIED, link.get("href", "")[:300])


def addresses(page: str) -> list[str]:
    """Return the addresses that `page` links to, in their order."""
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
        yield Found(Kind.HIDDEN, f"It stands in <{hiding.tag}>.")


def _hidden_by(element: Element) -> Element | None:
    """Return the element that may keep readers from seeing `element`, if there is one."""
    return next(filter(_hides, [element, *element.iterancestors()]), None)


def _tree(page: str) -> Element:
    parser = lxml_html.HTMLParser(huge_tree=True)
    return cast(Element, lxml_html.fromstring(f"<div>{page}</div>", parser=parser))


def _own_words(element: Element) -> str:
    """What the element says itself, before and between what stands in it."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return ""
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(parts).split())


def _is_hand_written(element: Element, earns: Callable[[str], bool]) -> bool:
    """Return whether a paragraph is a disclosure that ours should have taken the place of.

    Not so in a quotation, a table or a caption, nor where the paragraph itself has a link that earns.
    """
    if element.tag != "p" or "disclosure" in element.get("class", "").split():
        return False
    if next(element.iterancestors("blockquote", "table", "figure"), None) is not None:
        return False
    if any(earns(link.get("href", "")) for link in element.iter("a")):
        return False
    # The mark that a page puts beside a link, “paid link”, is no word of the story's.
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
