"""Suggested wordings for staff to start from, by kind and jurisdiction, from suggestions.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Suggestion:
    """A wording to start from.

    `jurisdiction` is "" if the wording suits everywhere. `mark` is the text next to links, and `marks`
    says which links get it (`Wording.marks`). `label` is the text on cards and before titles in feeds.
    `mark` and `label` are "" for none. `why` names the rules that the wording follows.
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
    """Return all suggestions, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["suggestion"]
    return [Suggestion(**row) for row in rows]


def suggestion(kind: str, jurisdiction: str = "") -> Suggestion:
    """Return the suggestion for a jurisdiction, or else the one that suits everywhere.

    Raises:
        KeyError: there is no suggestion for the kind.
    """
    found = {(each.kind, each.jurisdiction): each for each in suggestions()}
    return found.get((kind, jurisdiction)) or found[kind, ""]
