"""Load the demo's fronts: former editions, those that are live, and one that is scheduled."""

from typing import Any

from articles.models import Article, Front, FrontEdition, Section, Tag
from articles.models.containers import Container, Pin, as_json, pin_ends
from newsroom.demo.reading import instant, read
from staff.models import User


def load_fronts(users: dict[str, User]) -> None:
    """Create the fronts of fronts.toml, with their editions in the past and in the future."""
    for entry in read("fronts.toml")["front"]:
        section = Section.objects.get(slug=entry["section"]) if entry["section"] else None
        starts = [instant(edition["at"]) for edition in entry["edition"]]
        for number, (edition, begin) in enumerate(zip(entry["edition"], starts, strict=True), 1):
            containers = [_container(each) for each in edition["containers"]]
            FrontEdition.objects.create(
                section=section,
                number=number,
                containers=as_json(containers),
                pin_ends=pin_ends(containers),
                live_from=begin,
                live_until=starts[number] if number < len(starts) else None,
                note=edition["note"],
                printed_at=min(begin, instant("")),
                printed_by=users["editor"],
            )
        Front.objects.create(
            section=section,
            containers=as_json(containers),
            saved_at=instant("1d 17:20"),
            saved_by=users["editor"],
        )


def _container(entry: dict[str, Any]) -> Container:
    """Return a container with keys in place of slugs and names."""
    found = dict(entry)
    if "section" in found:
        found["section"] = Section.objects.get(slug=found["section"]).pk
    if "tag" in found:
        found["tag"] = Tag.objects.get(name=found["tag"]).pk
    pins = tuple(
        Pin(
            Article.objects.get(slug=pin["story"]).pk,
            instant(pin["until"]) if "until" in pin else None,
        )
        for pin in found.pop("pins", [])
    )
    return Container(**found, pins=pins)
