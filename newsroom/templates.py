"""Templates without their indentation, which the formatter writes for people and no browser shows."""

import re

from django.template import Origin
from django.template.loaders import filesystem

# Texts to translate are looked up by their source, so theirs must stay as it is.
TEMPLATE_TAG = re.compile(
    r"\{% *(blocktranslate|blocktrans|verbatim)\b.*?\{% *end\1\b.*?%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.S,
)
# White space next to the start or end of these is never shown. `h` is a heading of a variable level.
BLOCKS = (
    "address|article|aside|base|blockquote|body|br|caption|col|colgroup|dd|details|dialog|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|h[1-6]?|head|header|hr|html|iframe|legend|li|link|main|"
    "meta|nav|ol|optgroup|option|p|picture|script|section|source|style|summary|svg|table|tbody|td|"
    "tfoot|th|thead|title|tr|ul"
)
VERBATIM = re.compile(r"<(pre|textarea|script|style)\b.*?</\1>", re.S | re.I)
START = re.compile(rf"\s*\n\s*(?=</?(?:{BLOCKS})(?![\w-]))")
END = re.compile(r">\s*\n\s*")
LAST_TAG = re.compile(rf"(</?(?:{BLOCKS})(?![\w-])|<button\b)[^<>]*>$")
IN_TAG = re.compile(r"<[a-z][^<>]*>", re.S)
# A template tag inside of an HTML tag may contain < and >, so it is replaced by a mark meanwhile.
MARK = re.compile("\x00(\\d+)\x00")


class Loader(filesystem.Loader):
    """Load the project's templates compacted; those of other packages stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        """Return the source of a template without indentation."""
        contents: str = super().get_contents(origin)
        return compact(contents) if str(origin.name).endswith(".html") else contents


def compact(source: str) -> str:
    """Return `source` without the line breaks and the indentation that no browser shows.

    Between words and inline elements a line break becomes a space; next to blocks it goes.
    """
    kept: list[str] = []

    def mark(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    text = TEMPLATE_TAG.sub(mark, source)
    text = VERBATIM.sub(mark, text)
    text = IN_TAG.sub(_tag, text)
    text = START.sub("", text)
    text = re.sub(r"(</?[a-z][^<>]*>)\s*\n\s*", _after, text)
    text = re.sub(r"\s*\n\s*(?=</button>)", "", text)
    text = re.sub(r"\s*\n\s*", " ", text)
    while MARK.search(text):
        text = MARK.sub(lambda found: kept[int(found[1])], text)
    return text


def _tag(found: re.Match[str]) -> str:
    """Return an HTML tag on one line."""
    return re.sub(r"\s+(/?>)$", r"\1", re.sub(r"\s*\n\s*", " ", found[0]))


def _after(found: re.Match[str]) -> str:
    return found[1] + ("" if LAST_TAG.search(found[1]) else " ")
