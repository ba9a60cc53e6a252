"""The content of the “Learn more” page: each disclosure in force, by kind and jurisdiction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from disclosures import jurisdictions
from disclosures.models import Wording
from disclosures.wordings.selection import Audience, Disclosure, Need, disclosures_for, wording_for
from newsroom.languages import site_language


@dataclass(frozen=True)
class KindDisclosure:
    """A disclosure and the name of the jurisdiction that it is for, "" for the site's own."""

    disclosure: Disclosure
    rules: str


def placeholders() -> dict[str, str]:
    """Return the values of the placeholders on that page; on a story they are real names."""
    name = gettext("[Name]")
    return {"partner": name, "author": name, "interest": gettext("[What it is.]")}


def disclosures_of(kind: str, wordings: Iterable[Mapping[str, Any]]) -> list[KindDisclosure]:
    """Return the distinct disclosures that stories show for a kind, without programmes' own.

    That for the site's jurisdiction comes first, then those of other jurisdictions that differ.

    Args:
        kind: a value of `Wording.Kind`.
        wordings: the wordings in force, as `WordingQuerySet.rows` returns them.
    """
    wordings, need = list(wordings), Need(kind, names=placeholders())
    found: dict[tuple[str, ...], KindDisclosure] = {}
    others = (code for code in jurisdictions.codes() if code != settings.JURISDICTION)
    for rules in (settings.JURISDICTION, *others):
        audience = _audience(rules)
        wording = wording_for(need, wordings, audience)
        ours = rules == settings.JURISDICTION
        if wording is None or not ours and wording["jurisdiction"] != rules:
            continue
        (disclosure,) = disclosures_for([need], [wording], audience)
        # Only the wording for affiliate links puts marks on links, so other kinds ignore theirs.
        mark = f"{disclosure.marks} {disclosure.mark}" if kind == Wording.Kind.AFFILIATE else ""
        name = "" if ours else jurisdictions.name_of(rules)
        found.setdefault(
            (disclosure.text, disclosure.label, mark), KindDisclosure(disclosure, name)
        )
    return list(found.values())


def demanded(programme: int, wordings: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of a programme's own disclosure, "" if it has none.

    Args:
        programme: the programme's key.
        wordings: the wordings in force, as `WordingQuerySet.rows` returns them.
    """
    need = Need(Wording.Kind.AFFILIATE, programme)
    found = disclosures_for([need], wordings, _audience(settings.JURISDICTION))
    return found[0].text if found else ""


def _audience(jurisdiction: str) -> Audience:
    return Audience(jurisdiction, site_language().partition("-")[0])
