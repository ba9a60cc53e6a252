"""Wordings for staff to start from, by kind and jurisdiction. They are data: suggestions.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Suggestion:
    """A wording to start from.

    `jurisdiction` is "" where it suits everywhere. `mark` is what stands beside a link, `marks`
    beside which (`Wording.marks`), `label` what stands on cards and before titles in feeds; "" for none. `why` names the rules it follows.
    """

    kind: str
    jurisdiction: str
    text: str
    mark: str
    label: str
    why: str
    language: str = "en"
    marks: str = "none"


@cache
def suggestions() -> list[Suggestion]:
    """All of them, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["suggestion"]
    return [Suggestion(**row) for row in rows]


def suggestion(kind: str, jurisdiction: str = "") -> Suggestion:
    """What to suggest: the jurisdiction's own, or else what suits everywhere.

    Raises:
        KeyError: no wording is suggested for such a kind.
    """
    found = {(each.kind, each.jurisdiction): each for each in suggestions()}
    return found.get((kind, jurisdiction)) or found[kind, ""]
