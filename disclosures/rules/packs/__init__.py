"""Rule packs: shipped programmes as data. To add a pack, add a TOML file to this folder."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.channels import Channel
from disclosures.matching import Pattern, Rule

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """An address, and the result that a rulebook of all packs must return for it.

    `by` is the slug of the pack whose programme pays, if it isn't the example's own.
    """

    address: str
    earns: bool
    by: str = ""
    tracking_id: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class Pack:
    """A shipped programme, from which staff create a `Programme` with their own ids.

    `wording` is the sentence that the programme demands, or "".
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
    channels: tuple[str, ...] = tuple(Channel.values)
    nofollow: bool = False
    needs_wording: bool = False
    forbids_prices: bool = False
    wording: str = ""

    def rule(self, programme: int, own_ids: tuple[str, ...] = ()) -> Rule:
        """Build the pack's rule for the programme with this key."""
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
    """Return the packs of a folder, sorted by name; raise ValueError if a file is invalid."""
    found = [read(path) for path in folder.glob("*.toml")]
    return sorted(found, key=lambda pack: pack.name.casefold())


def pack(slug: str) -> Pack:
    """Return the pack of the file with this name; raise KeyError if there is none."""
    return {pack.slug: pack for pack in packs()}[slug]


def read(path: Path) -> Pack:
    """Read one pack, whose slug is the file's name; raise ValueError if it is invalid."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        examples = tuple(Example(**example) for example in data.pop("example", []))
        wording = data.pop("wording", {}).get("text", "")
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        found = Pack(slug=path.stem, examples=examples, wording=wording, **fields)
        # Parse the patterns now, so that errors appear here, not when a programme is created.
        found.rule(0)
    except (TypeError, ValueError) as error:
        raise ValueError(f"The pack {path.name} can't be read: {error}") from error
    return found
