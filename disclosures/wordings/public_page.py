"""What the page behind “Learn more” says: every disclosure in force, by kind, and what earns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from disclosures.models import Wording
from disclosures.wordings.selection import Audience, Disclosure, Need, disclosures_for, wording_for

# What stands in a disclosure's words where a story has a name.
NAMES = {"partner": "[Name]", "author": "[Name]", "interest": "[What it is.]"}


@dataclass(frozen=True)
class Told:
    """A disclosure, and under whose rules it is made: a jurisdiction's name, or "" for the site's."""

    disclosure: Disclosure
    rules: str


def told(kind: str, wordings: Iterable[Mapping[str, Any]]) -> list[Told]:
    """What stories say of a kind: the site's own wording first, then where another jurisdiction's
    wording says something else.

    Args:
        wordings: those in force, as `WordingQuerySet.rows` gives them.
    """
    wordings, need = list(wordings), Need(kind, names=NAMES)
    found: dict[tuple[str, ...], Told] = {}
    for rules in (settings.JURISDICTION, *_elsewhere()):
        audience = _audience(rules)
        wording = wording_for(need, wordings, audience)
        ours = rules == settings.JURISDICTION
        if wording is None or not ours and wording["jurisdiction"] != rules:
            continue
        (said,) = disclosures_for([need], [wording], audience)
        # Marks are those of the wording for links, whatever else a story tells.
        mark = f"{said.marks} {said.mark}" if kind == Wording.Kind.AFFILIATE else ""
        name = "" if ours else Wording.Jurisdiction(rules).label
        found.setdefault((said.text, said.label, mark), Told(said, name))
    return list(found.values())


def demanded(programme: int, wordings: Iterable[Mapping[str, Any]]) -> str:
    """The sentence that a programme has of its own, or ""."""
    need = Need(Wording.Kind.AFFILIATE, programme)
    found = disclosures_for([need], wordings, _audience(settings.JURISDICTION))
    return found[0].text if found else ""


def _elsewhere() -> list[str]:
    known = Wording.Jurisdiction.values
    return [each for each in known if each not in ("", settings.JURISDICTION)]


def _audience(jurisdiction: str) -> Audience:
    return Audience(jurisdiction, settings.LANGUAGE_CODE.partition("-")[0])
