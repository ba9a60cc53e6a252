"""Limits on submitted HTML, checked by a scan before any parser sees it.

The time that HTML parsers take grows with the square of the nesting: 50,000 nested lists occupy a
processor for a minute. The scan reads tags as the HTML Standard's tokenizer does (section 13.2.5)
and counts the open elements. Where a parser would interpret a tag by its context, the scan removes
the tag, so that both agree.
"""

import re

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

LONGEST = 300_000
DEEPEST = 100
# Unclosed formatting elements such as <b>: a parser repeats each in every paragraph.
UNCLOSED = 8
# Per tag. A parser compares each attribute with all before it.
ATTRIBUTES = 100


class TooMuchHtml(ValueError):
    """Raised for HTML that is too long or too deeply nested; the message says what to do."""


_ATTRIBUTE = (
    r"[\s/]*+[^\s/>][^\s/>=]*+"
    r"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+"
)
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE}){{{ATTRIBUTES}}}")
_TOKEN = re.compile(
    r"<!--(?:-?+>|.*?(?:--!?>|\Z))"
    # The content of these is not HTML, and is removed with them.
    r"|<(?P<raw>script|style)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])[^>]*+(?:>|\Z)|\Z)"
    rf"|<(?P<end>/?+)(?P<name>[a-z][^\s/>]*+)(?P<rest>(?:{_ATTRIBUTE})*+[\s/]*+)(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_VOID = {
    *(
        "area",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
    ),
    "wbr",
}
# If the surrounding element ends while one is open, the parser opens it again in the next element
# (the Standard, 13.2.4.3).
_FORMATTING = {
    *("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"),
}
_PHRASING = {
    *("abbr", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "label", "mark", "q"),
    *("samp", "span", "sub", "sup", "time", "var"),
}
# Start tags that implicitly close open elements: authors usually leave these end tags out.
_ENDS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr", "td", "th"},
    "tbody": {"thead", "tbody", "tfoot", "tr", "td", "th"},
    "tfoot": {"thead", "tbody", "tfoot", "tr", "td", "th"},
}
_IMPLIED = {"p"}.union(*_ENDS.values())
_IN_TABLES = {"caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"}
_INLINE = _FORMATTING | _PHRASING
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "dl"),
    *("fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hgroup", "main", "menu", "nav", "ol", "pre", "section", "summary", "table", "ul"),
}
# Elements that may still be open inside an element that a tag ends: they end with it, or are opened
# again after it. Outside a table, a parser ignores table tags, so they end only a paragraph.
_IN_ITEMS = _INLINE | {"p"}
_IN_CELLS = _IN_TABLES | {"p"}
# All other tags are removed: the cleaner would remove them too, and inside some (svg, title, select)
# a parser follows special rules.
_KNOWN = _VOID | _FORMATTING | _PHRASING | _IMPLIED | _IN_TABLES | _BLOCKS


def bounded(html: str) -> str:
    """Return `html` without comments, scripts, styles and context-dependent tags.

    The result isn't safe to show: sanitising is the cleaner's job.

    Raises:
        TooMuchHtml: it is longer than `LONGEST`, or nested more deeply than `DEEPEST`.
    """
    size = len(html.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        raise TooMuchHtml(
            _(
                "This text is too long: {size} KB with its markup, and {most} KB is the most. "
                "Divide it into two; or, if it was pasted with pictures or formatting in it, paste "
                "it as plain text."
            ).format(size=intcomma(size // 1000), most=LONGEST // 1000)
        )
    elements = _OpenElements()

    def read(token: re.Match[str]) -> str:
        name = (token["name"] or "").lower()
        if name not in _KNOWN:
            # A preceding "<" must not form a tag with what follows.
            return " " if html[token.start() - 1 : token.start()] == "<" else ""
        if token["end"]:
            elements.end(name)
            return token[0]
        elements.start(name, token[0])
        first = _ATTRIBUTES.match(token["rest"])
        return f"<{name}{first[0]}>" if first else token[0]

    return _TOKEN.sub(read, html)


class _OpenElements:
    """The stack of open elements during the scan. It may overestimate, never underestimate."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.tags: list[str] = []
        # Tags of formatting elements that were open when the element around them ended.
        self.unclosed: list[str] = []

    def start(self, name: str, tag: str) -> None:
        if name in _VOID:
            return
        if name == "a":
            self._end_formatting("a")
        elif name in _IN_TABLES:
            self._end(_ENDS.get(name, set()), _IN_CELLS)
        elif name not in _INLINE:
            self._end(_ENDS.get(name, set()), _IN_ITEMS)
            if name != "table":
                self._end({"p"}, _INLINE)
        self.names.append(name)
        self.tags.append(tag)
        if len(self.names) + len(self.unclosed) > DEEPEST:
            raise TooMuchHtml(
                _(
                    "This text is too deeply nested: more than {most} lists, tables or quotations "
                    "are within each other, or are never closed. Take some apart; or, if it was "
                    "pasted, paste it as plain text."
                ).format(most=DEEPEST)
            )

    def end(self, name: str) -> None:
        if name in _FORMATTING:
            self._end_formatting(name)
        elif name in _PHRASING:
            self._end({name}, _INLINE)
        elif name in _IN_TABLES:
            self._end({name}, _IN_CELLS)
        else:
            self._end({name}, _INLINE | _IMPLIED)

    def _end_formatting(self, name: str) -> None:
        for place in range(len(self.names) - 1, -1, -1):
            if self.names[place] == name:
                del self.names[place], self.tags[place]
                return
            if self.names[place] not in _INLINE:
                break
        for place in range(len(self.unclosed) - 1, -1, -1):
            if re.match(rf"<{name}(?![^\s/>])", self.unclosed[place], re.IGNORECASE):
                del self.unclosed[place]
                return

    def _end(self, names: set[str], through: set[str]) -> None:
        """End the nearest of `names` if only `through` elements are open inside it, as a parser does."""
        found = None
        for place in range(len(self.names) - 1, -1, -1):
            if self.names[place] in names:
                found = place
                # A row ends together with its cell; of two equal elements only the inner one ends.
                if len(names) == 1:
                    break
            elif found is not None or self.names[place] not in through:
                break
        if found is not None:
            self._close(found)

    def _close(self, place: int) -> None:
        for tag, name in zip(self.tags[place + 1 :], self.names[place + 1 :], strict=True):
            if name in _FORMATTING:
                self.unclosed.append(tag)
        del self.names[place:], self.tags[place:]
        # A parser repeats at most three equal ones, so a set is enough.
        if len(set(self.unclosed)) > UNCLOSED:
            raise TooMuchHtml(
                _(
                    "This text has too many tags that are never closed, such as <b> without </b>. "
                    "Close them; or, if it was pasted, paste it as plain text."
                )
            )
