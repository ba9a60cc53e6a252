"""The lines of a body that somebody wrote as a disclosure: what may be left out, and what is asked about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from disclosures.audit.hand_written import is_disclosure, mentions_one

_LINES = ("p", "li", "h2", "h3", "td", "th", "figcaption")


@dataclass(frozen=True)
class HandWritten:
    """A line that is a disclosure somebody wrote, or may have one in it.

    `gives_way`: pages that show ours leave it out by themselves.
    """

    text: str
    gives_way: bool


def found_in(elements: Iterable[Element]) -> Iterator[HandWritten]:
    """Yield the disclosures by hand in a body's elements, and what may be one, in order.

    What somebody is quoted with isn't ours, so of that only what is certain is named.
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
    """Yield what a page may leave out of a body's element: a paragraph, or an item of a list.

    Never a heading, a table, a quotation or a caption.
    """
    if element.tag == "p":
        yield from () if _has_picture(element) else (element,)
    elif element.tag in ("ul", "ol"):
        yield from (item for item in element.iter("li") if not _has_picture(item))


def take_out(line: Element, element: Element) -> bool:
    """Take `line` out of `element`, with what is empty around it; return whether `element` is gone."""
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
    """Return a body's elements without the first line whose words are `text`; None if none is."""
    for element in elements:
        for line in _lines(element):
            if text_of(line) == text:
                gone = take_out(line, element)
                return [each for each in elements if not (gone and each is element)]
    return None


def text_of(element: Element) -> str:
    """Return the words of an element; a line break stands between two words."""
    parts: list[str] = []
    for each in element.iter():
        if isinstance(each.tag, str):
            parts += [" " if each.tag == "br" else each.text or ""]
        parts += [each.tail or ""] if each is not element else []
    return " ".join("".join(parts).split())


def _lines(element: Element) -> Iterator[Element]:
    """Yield what reads as a line: of lines within each other the innermost, and those with words of
    their own besides."""
    for line in element.iter(*_LINES):
        within = [each for each in line.iter(*_LINES) if each is not line]
        innermost = [each for each in within if all(e is each for e in each.iter(*_LINES))]
        if len(text_of(line)) > sum(len(text_of(each)) + 1 for each in innermost):
            yield line


def _has_picture(element: Element) -> bool:
    return next(element.iter("img"), None) is not None
