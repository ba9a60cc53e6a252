"""The HTML cleaner and the editor's extensions; both use the same allow-list."""

import re
from typing import Any

import nh3
from django_prose_editor.config import allowlist_from_extensions

from newsroom.html_limits import bounded
from newsroom.wrapped_links import unwrap

LINK_SCHEMES = {"http", "https", "mailto"}

# The editor's buttons. The cleaner's allow-list is derived from these, so no button can produce
# HTML that cleaning would remove.
EDITOR_EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    # Typed as [words](address), a link is one as well.
    "Link": {"enableTarget": False, "markdownLinks": True, "protocols": sorted(LINK_SCHEMES)},
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
    "Find": True,
    # Ours: static/js/desk-moving.js and desk-blocks.js.
    "MoveBlocks": True,
    "PullQuote": True,
    "StoryCard": True,
    "ProductCard": True,
    "Footnote": True,
    "Menu": {
        "groups": [
            {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
            {"group": "marks"},
            {"group": "link"},
            {"group": "lists"},
            {"group": "nodes -blockType -lists"},
            {"group": "inserts"},
            {"group": "table"},
            {"group": "moving"},
            {"group": "history"},
            {"group": "utility"},
        ]
    },
}

# The classes that say which block an element is; any other class is foreign styling. WordPress has
# a name of its own for the pull quote.
CLASSES = {
    "figure": {"figure", "product", "pullquote", "story"},
    "p": {"price", "shops"},
    "sup": {"footnote"},
}
_ALIASES = {"wp-block-pullquote": "pullquote"}

_EMPTY = re.compile(r"(?:\s|&nbsp;|\u00a0|<p>|</p>|<br>)*")


def _cleaner() -> nh3.Cleaner:
    rules = allowlist_from_extensions(EDITOR_EXTENSIONS)
    # `rel` is derived from the address when the page is rendered; a typed or pasted value would
    # interfere.
    rules["attributes"]["a"] -= {"rel", "target"}
    for tag in CLASSES:
        rules["attributes"].setdefault(tag, set()).add("class")
    return nh3.Cleaner(**rules, strip_comments=True, attribute_filter=_filtered)


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's clean value, None to remove it.

    A link's address loses what mail programs put around it, a class every name that isn't ours.
    """
    if attribute == "class":
        names = (_ALIASES.get(name, name) for name in value.split())
        return " ".join(name for name in names if name in CLASSES[tag]) or None
    return unwrap(value) if (tag, attribute) == ("a", "href") else value


_CLEANER = _cleaner()


# Characters that XML 1.0 doesn't allow, not even escaped (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Return `text` without the control characters that would make a feed unreadable."""
    return _NOT_XML.sub("", text)


def clean(html: str) -> str:
    """Return `html` reduced to what the editor can produce; "" if only blank paragraphs are left.

    Cleaning is idempotent. The result contains no character that XML forbids, so every parser and
    every feed accepts it.

    Raises:
        TooMuchHtml: it is longer or more deeply nested than the site accepts.
    """
    cleaned = _CLEANER.clean(bounded(for_xml(html)))
    if _NOT_XML.search(cleaned):
        # They came as references, such as &#8;. Without them an address may be a different one, so
        # clean again.
        cleaned = _CLEANER.clean(for_xml(cleaned))
    cleaned = cleaned.strip()
    # Cleaning adds end tags and expands references, and its result must pass the bounds as well.
    bounded(cleaned)
    return "" if _EMPTY.fullmatch(cleaned) else cleaned
