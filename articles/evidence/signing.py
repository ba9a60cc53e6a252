"""The file that a proof is handed over as: written from its record and page, and sealed; and opened.

All that the file says follows from the record, the page and a few words on its making. So it is held
against them by being written again, and these three by digests under a seal that only this site can make.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.models import Edition
from newsroom import clock

# Goes up whenever the template changes: a file can only be written again by the template it is of.
FORMAT = 1
RECORD = '<script type="application/json" id="record">'
MAKING = '<script type="application/json" id="making">'
FRAME = '<iframe sandbox srcdoc="'


@dataclass(frozen=True)
class File:
    """A proof's file, as it was found. `making`: when, in which time zone, digests, the seal."""

    text: str
    record: dict[str, Any]
    page: str
    making: dict[str, Any]

    @property
    def is_sealed(self) -> bool:
        """Whether the seal is ours: made with the site's key, or one that it had."""
        seal = str(self.making.get("seal"))
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(seal, _seal(self.making, key)) for key in keys)

    def changes(self) -> Iterator[str]:
        """What was changed in it, each in a sentence; nothing for a file that agrees with itself."""
        digest, page_digest = digest_of(self.record), _sha256(self.page)
        if self.making.get("record") != digest:
            yield f"The record was changed: its digest is {digest}, and the file names another."
        if self.making.get("page") != page_digest:
            yield f"The page in the frame was changed: its digest is {page_digest}, and the file names another."
        try:
            expected = _written(self.record, self.page, self.making)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield "The record was changed: parts of it are missing."
            return
        if self.text != expected and self.making.get("record") == digest:
            yield from _changed_line(self.text, expected)


def sealed(record: dict[str, Any], page: str) -> str:
    """The HTML file for a record and the page that it is of."""
    making = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "zone": timezone.get_current_timezone_name(),
        "record": digest_of(record),
        "page": _sha256(page),
    }
    return _written(record, page, making | {"seal": _seal(making, settings.SECRET_KEY)})


def opened(text: str) -> File | str:
    """The parts of a proof's file, or a sentence that says why it is none."""
    record, making = record_in(text), _object_in(text, MAKING)
    frame = text.partition(FRAME)[2].partition('"')[0]
    if record is None or making is None:
        return "It is no proof, or was changed: it carries no record."
    if making.get("format") != FORMAT:
        return "It was made by another version of this software, which alone can check it."
    return File(text, record, unescape(frame), making)


def record_in(text: str) -> dict[str, Any] | None:
    """The record that a proof's file carries, or None if it is no such file."""
    return _object_in(text, RECORD)


def digest_of(record: dict[str, Any]) -> str:
    """The digest of a record: the same whenever, and by whichever version, it is made."""
    return _sha256(_as_json(record))


def _written(record: dict[str, Any], page: str, making: dict[str, Any]) -> str:
    at = datetime.fromisoformat(record["instant"])
    made_at = datetime.fromisoformat(making["made_at"])
    connections = dict(Edition._meta.get_field("connection").flatchoices)
    context = {
        "record": record,
        "record_json": _as_json(record),
        "making": making,
        "making_json": _as_json(making),
        "page": page,
        "at": at,
        "connection": connections.get(record["edition"]["connection"]),
        "is_to_come": at > made_at,
    }
    with timezone.override(ZoneInfo(making["zone"])):
        return render_to_string("articles/proof.html", context)


def _changed_line(text: str, expected: str) -> Iterator[str]:
    """The first line that isn't as it was written, in a sentence."""
    lines = zip_longest(text.split("\n"), expected.split("\n"), fillvalue="")
    for number, (found, written) in enumerate(lines, start=1):
        if found != written:
            yield (
                f"What the file says of its record was changed: line {number} reads "
                f"“{found.strip()[:200]}”, and was “{written.strip()[:200]}”."
            )
            return


def _object_in(text: str, opening: str) -> dict[str, Any] | None:
    _, found, rest = text.partition(opening)
    try:
        value = json.loads(rest.partition("</script>")[0]) if found else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _seal(making: dict[str, Any], key: str | bytes) -> str:
    said = {name: value for name, value in making.items() if name != "seal"}
    return salted_hmac(
        "articles.evidence.signing", _as_json(said), secret=key, algorithm="sha256"
    ).hexdigest()


def _as_json(value: dict[str, Any]) -> str:
    """The one spelling that digests are made of, fit for a script element."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
