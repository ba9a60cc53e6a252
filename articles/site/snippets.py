"""The part of a story that answers a search, with the words marked."""

import re
import unicodedata
from html import unescape
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

# Letters before and after the first word that is shown.
BEFORE, AFTER = 60, 160
# Tags between words, and tags that may be inside one.
BLOCK = re.compile(
    r"</?(?:p|h[2-6]|li|ul|ol|blockquote|table|t[a-z]+|figure|figcaption|hr|br|div)\b[^>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*>")
# A letter for each letter, so that places in the folded text are places in the text.
FOLDED = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)} | {
    code: unicodedata.normalize("NFKD", chr(code))[0].lower()
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
}


def snippet(edition: Any, stems: list[str]) -> SafeString:
    """Return the part of an edition's body with most of the words, marked; else its standfirst.

    Args:
        stems: the beginnings of the words, as PostgreSQL's dictionary has them.
    """
    pattern = _pattern(stems)
    text = plain(edition.body)
    matches = list(pattern.finditer(folded(text))) if pattern else []
    if not matches:
        return _marked(edition.standfirst, pattern)
    starts = [(match.start(), match[0]) for match in matches]

    def distinct(start: int) -> int:
        return len({word for at, word in starts if start <= at < start + AFTER})

    best = max(starts, key=lambda each: distinct(each[0]))[0]
    begin, end = _from(text, best - BEFORE), _to(text, best + AFTER)
    shown = _marked(text[begin:end].strip(" ·"), pattern)
    return format_html("{}{}{}", "… " if begin else "", shown, " …" if end < len(text) else "")


def folded(text: str) -> str:
    """Return the text in lower case and without accents, letter for letter."""
    return text.translate(FOLDED)


def plain(html: str) -> str:
    """Return the text of a body's HTML in one line.

    A dot in the middle parts a heading, a caption or a cell from what follows it.
    """
    blocks = (" ".join(unescape(TAG.sub("", block)).split()) for block in BLOCK.split(html))
    return " ".join(
        f"{block} ·" if block[-1].isalnum() else block for block in blocks if block
    ).removesuffix(" ·")


def _pattern(stems: list[str]) -> re.Pattern[str] | None:
    """Return what finds the words with these stems in folded text; None for none."""
    words = []
    for stem in stems:
        # English stems end in "i" where the word ends in "y".
        begin = re.escape(stem[:-1]) + "[iy]" if stem.endswith("i") else re.escape(stem)
        words.append(rf"{begin}\w{{0,4}}" if len(stem) > 3 else rf"{begin}(?:e?s|ed|ing)?")
    return re.compile(rf"\b(?:{'|'.join(words)})\b") if words else None


def _marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return text as HTML with the words in <mark>."""
    pairs, end = [], 0
    for match in pattern.finditer(folded(text)) if pattern else ():
        pairs.append((text[end : match.start()], text[slice(*match.span())]))
        end = match.end()
    return format_html_join("", "{}<mark>{}</mark>", pairs) + escape(text[end:])


def _from(text: str, at: int) -> int:
    """Return the place of the first word that begins at a place or after it."""
    if at <= 0:
        return 0
    space = text.find(" ", at)
    return space + 1 if space >= 0 else at


def _to(text: str, at: int) -> int:
    """Return the end of the last word that ends at a place or before it."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at)
    return space if space > 0 else at
