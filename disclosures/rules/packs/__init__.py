"""Rule packs: what is known of each programme's links, as data. A new pack is a new file here."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.matching import Pattern, Rule

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """An address, and how a rulebook of all packs must read it.

    `by`: the slug of the pack whose programme pays, where it isn't the example's own.
    """

    address: str
    earns: bool
    by: str = ""
    tracking_id: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class Pack:
    """A programme as shipped: staff make a row of it and put their own ids in.

    `wording` is the sentence that the programme itself demands, or "".
    """

    slug: str
    name: str
    patterns: tuple[str, ...]
    note: str
    sources: tuple[str, ...]
    examples: tuple[Example, ...]
    ids_in: tuple[str, ...] = ()
    targets_in: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("page", "feed", "api", "email")
    nofollow: bool = False
    needs_wording: bool = False
    forbids_prices: bool = False
    wording: str = ""

    def rule(self, programme: int, own_ids: tuple[str, ...] = ()) -> Rule:
        """The pack as the link finder knows it, for the programme with that number."""
        return Rule(
            programme=programme,
            name=self.name,
            patterns=tuple(map(Pattern.parse, self.patterns)),
            ids_in=self.ids_in,
            targets_in=self.targets_in,
            own_ids=own_ids,
            shorteners=self.shorteners,
            channels=frozenset(self.channels),
            nofollow=self.nofollow,
            needs_wording=self.needs_wording,
            forbids_prices=self.forbids_prices,
        )


@cache
def packs(folder: Path = FOLDER) -> list[Pack]:
    """All packs of a folder, by name. ValueError names a file that can't be read."""
    found = [read(path) for path in folder.glob("*.toml")]
    return sorted(found, key=lambda pack: pack.name.casefold())


def pack(slug: str) -> Pack:
    """The pack in the file of that name. KeyError if there is none."""
    return {pack.slug: pack for pack in packs()}[slug]


def read(path: Path) -> Pack:
    """Read one pack; its slug is the file's name. ValueError says what is wrong with it."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        examples = tuple(Example(**example) for example in data.pop("example", []))
        wording = data.pop("wording", {}).get("text", "")
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        found = Pack(slug=path.stem, examples=examples, wording=wording, **fields)
        found.rule(0)  # Its patterns are read now, and not by whoever starts a programme from it.
    except (TypeError, ValueError) as error:
        raise ValueError(f"The pack {path.name} can't be read: {error}") from error
    return found
