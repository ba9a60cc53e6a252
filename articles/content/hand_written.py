"""Hand-written disclosures in a body: lines that pages leave out or that editors must review."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from disclosures.audit.hand_written import is_disclosure, mentions_one

_LINES = ("p", "li", "h2", "h3", "td", "th", "figcaption")


@dataclass(frozen=True)
class HandWritten:
    """A line that is a hand-written disclosure or may contain one.

    `gives_way`: pages that show our disclosure leave the line out.
    """

    text: str
    gives_way: bool


def found_in(elements: Iterable[Element]) -> Iterator[HandWritten]:
    """Yield the lines of a body that are hand-written disclosures or may contain one, in order.

    A quotation isn't the newsroom's own text, so there only certain disclosures count.
    """
    for element in elements:
        whole = set(removable(element))
        for line in _lines(element):
            text = text_of(line)
            certain = is_disclosure(text)
            if certain or (element.tag != "blockquote" and mentions_one(text)):
                around = [line, *line.iterancestors()]
                yield HandWritten(
                    text, certain and any(e in whole and text_of(e) == text for e in around)
                )


def removable(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and list items in `element` that a page may leave out.

    Headings, tables, quotations, captions and anything with a picture are never left out.
    """
    if element.tag == "p":
        yield from () if _has_picture(element) else (element,)
    elif element.tag in ("ul", "ol"):
        yield from (item for item in element.iter("li") if not _has_picture(item))


def take_out(line: Element, element: Element) -> bool:
    """Remove `line` from `element`, with parents that become empty.

    Returns:
        Whether `element` itself must be removed, which is up to the caller.
    """
    while line is not element:
        parent = line.getparent()
        if parent is None:
            return False
        line.drop_tree()
        if text_of(parent) or _has_picture(parent):
            return False
        line = parent
    return True


def without_line(elements: list[Element], text: str) -> list[Element] | None:
    """Return the elements without the first line whose words are `text`; None if there is none."""
    for element in elements:
        for line in _lines(element):
            if text_of(line) == text:
                gone = take_out(line, element)
                return [each for each in elements if not (gone and each is element)]
    return None


def text_of(element: Element) -> str:
    """Return the words of an element, separated by single spaces; <br> separates words, too."""
    parts: list[str] = []
    for each in element.iter():
        if isinstance(each.tag, str):
            parts += [" " if each.tag == "br" else each.text or ""]
        parts += [each.tail or ""] if each is not element else []
    return " ".join("".join(parts).split())


def _lines(element: Element) -> Iterator[Element]:
    """Yield the elements that read as a line.

    Of nested elements, yield the innermost, and the outer ones that have words of their own.
    """
    for line in element.iter(*_LINES):
        within = [each for each in line.iter(*_LINES) if each is not line]
        innermost = [each for each in within if all(e is each for e in each.iter(*_LINES))]
        if len(text_of(line)) > sum(len(text_of(each)) + 1 for each in innermost):
            yield line


def _has_picture(element: Element) -> bool:
    return next(element.iter("img"), None) is not None
