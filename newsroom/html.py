"""The one cleaner of HTML that people write, and what the editor may offer: one list rules both."""

import re
from typing import Any

import nh3
from django_prose_editor.config import allowlist_from_extensions

from newsroom.html_limits import bounded
from newsroom.wrapped_links import unwrap

LINK_SCHEMES = {"http", "https", "mailto"}

# What the writing column offers. The cleaner's allow-list is derived from this, so a button can
# never make HTML that cleaning would take away again.
EDITOR_EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Link": {"enableTarget": False, "protocols": sorted(LINK_SCHEMES)},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "HorizontalRule": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": {"pickerUrl": "/admin/images/image/pick/"},
    "Caption": True,
    "Image": True,
    "SpecialCharacters": True,
    "Menu": {
        "groups": [
            {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
            {"group": "marks"},
            {"group": "link"},
            {"group": "lists"},
            {"group": "nodes -blockType -lists"},
            {"group": "table"},
            {"group": "history"},
            {"group": "utility"},
        ]
    },
}

_EMPTY = re.compile(r"(?:\s|&nbsp;|\u00a0|<p>|</p>|<br>)*")


def _cleaner() -> nh3.Cleaner:
    rules = allowlist_from_extensions(EDITOR_EXTENSIONS)
    # `rel` is derived from the link when the page is made; what a person or a paste says of it
    # would only stand in the way.
    rules["attributes"]["a"] -= {"rel", "target"}
    # The editor marks its figures with a class of its own; any other class is somebody's styling.
    rules["attributes"]["figure"] = set()
    rules["allowed_classes"] = {"figure": {"figure"}}
    return nh3.Cleaner(**rules, strip_comments=True, attribute_filter=_unwrapped)


def _unwrapped(tag: str, attribute: str, value: str) -> str:
    """Return a link's address without what mail programs and documents put around it."""
    return unwrap(value) if (tag, attribute) == ("a", "href") else value


_CLEANER = _cleaner()


# What XML 1.0 has no place for, not even escaped (its section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Return `text` without the control characters that would make a feed unreadable."""
    return _NOT_XML.sub("", text)


def clean(html: str) -> str:
    """Return `html` with nothing left that the editor couldn't have made; "" if no copy is left.

    Cleaning twice gives what cleaning once gives. The result has no character that XML hasn't, so that
    every parser and every feed takes it.

    Raises:
        TooMuchHtml: it is longer or more deeply nested than the site accepts.
    """
    cleaned = _CLEANER.clean(bounded(for_xml(html)))
    if _NOT_XML.search(cleaned):
        # They were written as references, such as &#8;. An address may be another without them.
        cleaned = _CLEANER.clean(for_xml(cleaned))
    cleaned = cleaned.strip()
    # Cleaning writes end tags and references in full: what it gives must be accepted again.
    bounded(cleaned)
    return "" if _EMPTY.fullmatch(cleaned) else cleaned
