"""What a page must tell its readers, and in which words: one function for every surface."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Audience:
    """Who is told: where the law is, in which language, by which way."""

    jurisdiction: str = ""
    language: str = ""
    channel: str = "page"


@dataclass(frozen=True)
class Need:
    """One thing that must be told. `names` fill a wording's placeholders."""

    kind: str
    programme: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Disclosure:
    """A wording as readers see it."""

    wording: int | None
    kind: str
    programme: int | None
    text: str
    mark: str = ""
    marks: str = "none"
    label: str = ""
    learn_more: str = ""


def disclosures_for(
    needs: Iterable[Need], wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> list[Disclosure]:
    """What the page says of each need, in their order; nothing for a need without a wording.

    An author's interest is a sentence for readers already; without a wording around it, it stands by
    itself.

    Args:
        wordings: those in force, as `WordingQuerySet.as_json` gives them.
    """
    wordings = list(wordings)
    found = (_disclosure_of(need, wording_shown(need, wordings, audience)) for need in needs)
    return [disclosure for disclosure in found if disclosure is not None]


def wording_shown(
    need: Need, wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> Mapping[str, Any] | None:
    """As `wording_for`; but before readers are told nothing, they are told in another's words."""
    wordings = list(wordings)
    others = (w for w in wordings if (w["kind"], w["programme_id"]) == (need.kind, need.programme))
    return wording_for(need, wordings, audience) or next(others, None)


def wording_for(
    need: Need, wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> Mapping[str, Any] | None:
    """The wording in force that says it best: its own jurisdiction, language, channel before all."""
    meant = [
        wording
        for wording in wordings
        if wording["kind"] == need.kind
        and wording["programme_id"] == need.programme
        and wording["jurisdiction"] in ("", audience.jurisdiction)
        and wording["language"] in ("", audience.language)
        and wording["channel"] in ("", audience.channel)
    ]
    return max(
        meant,
        key=lambda w: (bool(w["jurisdiction"]), bool(w["language"]), bool(w["channel"])),
        default=None,
    )


def _disclosure_of(need: Need, wording: Mapping[str, Any] | None) -> Disclosure | None:
    if wording is None:
        told = need.names.get("interest")
        return Disclosure(None, need.kind, None, told) if told else None
    names = {"site": settings.SITE_NAME, **need.names}
    return Disclosure(
        wording=wording["id"],
        kind=wording["kind"],
        programme=wording["programme_id"],
        text=_filled(wording["text"], names),
        mark=wording["mark"],
        marks=wording["marks"],
        label=_filled(wording["label"], names),
        learn_more=wording["learn_more"],
    )


def _filled(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text
