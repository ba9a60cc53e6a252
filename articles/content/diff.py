"""The comparison of two texts, word by word, in plain words: no links, no pictures, no markup.

A comparison shows words that are no longer live next to those that are. Without their links they
can't earn, so they need no disclosure.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Elements that end a line of words. Any other element is inline markup within a line.
_BLOCKS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "div"),
    *("figcaption", "table", "thead", "tbody", "tr", "th", "td", "br", "hr"),
}
_BOUNDARY = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS))})[^>]*>")
# The most characters of both texts together; a reader can't wait for a longer comparison.
MOST = 400_000
# The most words of a line to compare; a longer one is shown whole, the former and the new line.
LONGEST_LINE = 3_000


def lines(body: str) -> list[str]:
    """Return the paragraphs, subheads, list items and cells of an HTML `body` as plain text."""
    # A note follows its word without a space.
    body = body.replace('<sup class="footnote">', " <sup>")
    pieces = _BOUNDARY.split(nh3.clean(body, tags=_BLOCKS, attributes={}))
    return [" ".join(text.split()) for piece in pieces if (text := unescape(piece)).strip()]


def words(former: str, new: str) -> SafeString:
    """Return `new` as HTML, with added words in <ins> and words that only `former` has in <del>."""
    return _joined(_spans(former.split(), new.split()))


def bodies(former: str, new: str) -> list[SafeString] | None:
    """Return the lines that differ between two HTML bodies, in order, each marked as by `words`.

    Returns None if the bodies are too long to compare while a reader waits.
    """
    if len(former) + len(new) > MOST:
        return None
    before, after = lines(former), lines(new)
    changed: list[SafeString] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            continue
        paired = b - a == d - c
        if paired:
            pairs = zip(before[a:b], after[c:d], strict=True)
            changed += [words(old, now) for old, now in pairs]
        else:
            changed += [words(line, "") for line in before[a:b]]
            changed += [words("", line) for line in after[c:d]]
    return changed


def sides(former: str, new: str) -> tuple[SafeString, SafeString]:
    """Return both texts as HTML, each with the words that only it has in <mark>."""
    spans = list(_spans(former.split(), new.split()))
    left = [("mark" if kind == "del" else "", run) for kind, run in spans if kind != "ins"]
    right = [("mark" if kind == "ins" else "", run) for kind, run in spans if kind != "del"]
    return _joined(left), _joined(right)


def body_sides(former: str, new: str) -> list[tuple[SafeString, SafeString]] | None:
    """Return the lines that differ between two HTML bodies as pairs, marked as by `sides`.

    A line that only one of them has is paired with "". Returns None if the bodies are too long to
    compare while a reader waits.
    """
    if len(former) + len(new) > MOST:
        return None
    before, after = lines(former), lines(new)
    found: list[tuple[SafeString, SafeString]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            found += [sides(*pair) for pair in zip_longest(before[a:b], after[c:d], fillvalue="")]
    return found


def _spans(former: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield runs of words, each with "" if both texts have it, else with "del" or "ins"."""
    if max(len(former), len(new)) > LONGEST_LINE:
        yield "del", former
        yield "ins", new
        return
    for kind, a, b, c, d in SequenceMatcher(None, former, new).get_opcodes():
        if kind == "equal":
            yield "", former[a:b]
        else:
            yield "del", former[a:b]
            yield "ins", new[c:d]


def _joined(spans: Iterable[tuple[str, list[str]]]) -> SafeString:
    html = [
        format_html("<{0}>{1}</{0}>", mark, " ".join(run))
        if mark
        else format_html("{}", " ".join(run))
        for mark, run in spans
        if run
    ]
    return mark_safe(" ".join(html))  # noqa: S308  (each run is escaped)
