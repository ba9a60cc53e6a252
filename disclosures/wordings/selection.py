"""Selection of the wordings that a page shows; all channels use it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from disclosures.channels import Channel


@dataclass(frozen=True)
class Audience:
    """The jurisdiction, language and channel for which wordings are selected.

    Attributes:
        language: the site's language, such as de.
        story_language: that of a story in another one; its wordings come before those in the site's.
    """

    jurisdiction: str = ""
    language: str = ""
    channel: str = Channel.PAGE
    story_language: str = ""


@dataclass(frozen=True)
class Need:
    """A fact that a page must disclose; `names` has the values of the wording's placeholders."""

    kind: str
    programme: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Disclosure:
    """A wording as readers see it, with its placeholders filled in."""

    wording: int | None
    kind: str
    programme: int | None
    text: str
    mark: str = ""
    marks: str = "none"
    label: str = ""
    learn_more: str = ""
    # That of the wording, where the story's language isn't the site's.
    language: str = ""


def disclosures_for(
    needs: Iterable[Need], wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> list[Disclosure]:
    """Return the disclosure for each need, in their order; omit a need without a wording.

    An author's interest is already a sentence, so without a wording it is shown by itself.

    Args:
        wordings: the wordings in force, as `WordingQuerySet.as_json` returns them.
    """
    wordings = list(wordings)
    found = (
        _disclosure_of(need, wording_shown(need, wordings, audience), audience) for need in needs
    )
    return [disclosure for disclosure in found if disclosure is not None]


def wording_shown(
    need: Need, wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> Mapping[str, Any] | None:
    """Return the wording for a need as `wording_for` does, else any wording for it.

    A wording for another audience is better than no disclosure. With DISCLOSURES off, only an
    author's interest has one.
    """
    if not settings.DISCLOSURES and need.kind != "interest":
        return None
    wordings = list(wordings)
    others = (w for w in wordings if (w["kind"], w["programme_id"]) == (need.kind, need.programme))
    return wording_for(need, wordings, audience) or next(others, None)


def wording_for(
    need: Need, wordings: Iterable[Mapping[str, Any]], audience: Audience
) -> Mapping[str, Any] | None:
    """Return the most specific wording for a need and audience; None if there is none.

    A match of the jurisdiction takes precedence over one of the language, and that over the channel.
    The story's language comes before the site's.
    """
    matching = [
        wording
        for wording in wordings
        if wording["kind"] == need.kind
        and wording["programme_id"] == need.programme
        and wording["jurisdiction"] in ("", audience.jurisdiction)
        and wording["language"] in ("", audience.language, audience.story_language)
        and wording["channel"] in ("", audience.channel)
    ]
    return max(
        matching,
        key=lambda w: (
            bool(w["jurisdiction"]),
            bool(w["language"]) + (w["language"] == (audience.story_language or None)),
            bool(w["channel"]),
        ),
        default=None,
    )


def _disclosure_of(
    need: Need, wording: Mapping[str, Any] | None, audience: Audience
) -> Disclosure | None:
    if wording is None:
        interest = need.names.get("interest")
        return Disclosure(None, need.kind, None, interest) if interest else None
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
        language=wording["language"] if audience.story_language else "",
    )


def _filled(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text
