"""The words that a picture's file brings along: agencies and photo editors write them into it.

Read are the properties of the IPTC Photo Metadata Standard 2023.2 for alt text, description, creator and
credit line, from XMP or else from the older IIM block. Exif isn't read: cameras fill its description with
their own name.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import Truncator
from lxml import etree
from PIL import IptcImagePlugin
from PIL.ImageFile import ImageFile

logger = logging.getLogger(__name__)

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ALT = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}AltTextAccessibility"
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
CREDIT = "{http://ns.adobe.com/photoshop/1.0/}Credit"
# Record and dataset numbers of the Information Interchange Model 4.2.
IIM = {DESCRIPTION: (2, 120), CREATOR: (2, 80), CREDIT: (2, 110)}
# Real packets have a few kilobytes; larger ones hold thumbnails and histories.
MAXIMUM_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Words:
    """A picture's alt text, caption and credit, as its file has them; "" for what it hasn't."""

    alt: str = ""
    caption: str = ""
    credit: str = ""


def words_in(opened: ImageFile) -> Words:
    """Return the words in an opened picture, no longer than the library's fields; none if they are broken."""
    found: dict[str, str] = {}
    for read in (_iim, _xmp):
        try:
            found.update(read(opened))
        except Exception as error:
            # The picture can be shown without them, and whoever uploads it can type them.
            logger.info("A picture's embedded words can't be read: %s", error)
    return Words(
        alt=_cut(found.get(ALT, ""), 300),
        caption=_cut(found.get(DESCRIPTION, ""), 300),
        credit=_cut(_credit(found.get(CREATOR, ""), found.get(CREDIT, "")), 200),
    )


def _credit(creator: str, credit: str) -> str:
    """Return who made it and who supplied it as they are printed: "Ana Ruiz/AP"."""
    if not creator or creator.casefold() in credit.casefold():
        return credit
    return f"{creator}/{credit}" if credit else creator


def _cut(words: str, length: int) -> str:
    printable = "".join(each if each.isprintable() else " " for each in words)
    one_line = " ".join(printable.split())
    if len(one_line) <= length:
        return one_line
    return Truncator(one_line[: length + 1]).chars(length)


def _iim(opened: ImageFile) -> Iterator[tuple[str, str]]:
    fields = IptcImagePlugin.getiptcinfo(opened) or {}
    for name, number in IIM.items():
        values = fields.get(number, b"")
        each = values if isinstance(values, list) else [values]
        words = ", ".join(_decoded(value) for value in each if value)
        if words:
            yield name, words


def _decoded(value: bytes) -> str:
    """Return IIM's text, which says its encoding so seldom right that it is better tried."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="replace")


def _xmp(opened: ImageFile) -> Iterator[tuple[str, str]]:
    packet = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    packet = packet.strip(b"\x00 \t\r\n")
    if not packet or len(packet) > MAXIMUM_BYTES:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(packet, parser)
    for described in root.iter(f"{RDF}Description"):
        for name in (ALT, DESCRIPTION, CREATOR, CREDIT):
            words = described.get(name) or _value(described.find(name))
            if words.strip():
                yield name, words


def _value(found: "etree._Element | None") -> str:
    """Return the text of a property: of its list's entries, or of its alternatives' first language."""
    if found is None:
        return ""
    entries = [entry.text or "" for entry in found.iter(f"{RDF}li")]
    if not entries:
        return found.text or ""
    return entries[0] if found.find(f"{RDF}Alt") is not None else ", ".join(entries)
