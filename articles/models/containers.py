"""The containers of a front, and their JSON, in which drafts and editions of fronts keep them.

A *container* is a group of stories in one layout. Its *pins* are the stories that an editor placed in
it, in their order; its *source* fills the places after them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The most containers of a front, and the most stories of one container.
MOST_CONTAINERS, MOST_STORIES = 20, 20
LONGEST_HEADING = 60


class Layout(TextChoices):
    """The shapes of a container on the page; templates/components/fronts/ has a template for each."""

    LEAD = "lead", _("Lead: one very large, four beside it")
    FEATURE = "feature", _("Feature: one large, the others as headlines")
    GRID = "grid", _("Grid: equal cards with pictures")
    STRIP = "strip", _("Strip: opinions or reviews, by their authors")
    RANKED = "ranked", _("Ranked: a numbered list")
    RIVER = "river", _("River: text only, with dates")


class Source(TextChoices):
    """The stories that fill a container after its pins: the newest first, or those read most."""

    NEWEST = "newest", _("The newest stories")
    SECTION = "section", _("The newest of a section")
    TAG = "tag", _("The newest with a tag")
    GENRE = "genre", _("The newest of a genre")
    # A ranking. It shows stories that are elsewhere on the page, too, and has no pins.
    MOST_READ = "most_read", _("The most read")
    NONE = "none", _("Pinned stories only")


# The sources of which one row or genre must be chosen; the field of `Container` has its name.
CHOSEN = (Source.SECTION, Source.TAG, Source.GENRE)


@dataclass(frozen=True)
class Pin:
    """A story that an editor placed; from `until` on, the container's source fills its place."""

    story: int
    until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {"story": self.story} | ({"until": self.until.isoformat()} if self.until else {})

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        until = given.get("until")
        return cls(given["story"], datetime.fromisoformat(until) if until else None)

    def holds(self, at: datetime) -> bool:
        """Return whether the pin hasn't expired at an instant."""
        return self.until is None or at < self.until


@dataclass(frozen=True)
class Container:
    """A container.

    Attributes:
        heading: the words above it; "" for those of its source, such as a section's name.
        section, tag: the key of the row that the source needs, or None.
        genre: the genre that the source needs, or "".
        count: the most stories that it shows.
    """

    layout: str = Layout.GRID
    heading: str = ""
    source: str = Source.NEWEST
    section: int | None = None
    tag: int | None = None
    genre: str = ""
    count: int = 4
    pins: tuple[Pin, ...] = ()

    @property
    def is_ranking(self) -> bool:
        """True if it shows stories by how often they are read."""
        return self.source == Source.MOST_READ

    def as_json(self) -> dict[str, Any]:
        """Return the container as JSON, without empty values."""
        found = {name: getattr(self, name) for name in ("layout", "heading", "source", "count")}
        # A former choice that the source doesn't need would only look like one.
        if self.source in CHOSEN:
            found[str(self.source)] = getattr(self, self.source)
        found["pins"] = [pin.as_json() for pin in self.pins]
        return {name: value for name, value in found.items() if value not in ("", [], None)}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        pins = tuple(map(Pin.from_json, given.get("pins", [])))
        return replace(cls(**{name: given[name] for name in given if name != "pins"}), pins=pins)


def from_json(containers: Iterable[dict[str, Any]]) -> list[Container]:
    """Return the containers of a front's JSON."""
    return [Container.from_json(each) for each in containers]


def as_json(containers: Iterable[Container]) -> list[dict[str, Any]]:
    """Return the JSON of containers."""
    return [each.as_json() for each in containers]


def pin_ends(containers: Iterable[Container]) -> list[datetime]:
    """Return the instants at which pins expire, in order."""
    return sorted({pin.until for each in containers for pin in each.pins if pin.until})
