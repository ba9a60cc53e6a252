"""The jurisdictions whose rules disclosures can follow, in one table.

A new jurisdiction is a row of `TABLE`; it needs no migration. Settings, sections, wordings and the
page /disclosures/ take their choices and names from here, and the validation of wordings takes its
rules. A row without wordings of its own in wordings/suggestions.toml gets the general suggestions.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.translation import Text


@dataclass(frozen=True)
class Jurisdiction:
    """A jurisdiction and its rules for the general wording for affiliate links.

    Attributes:
        code: two capital letters, as the database and `JURISDICTION` have them.
        name: the name in lists.
        place: the name within a sentence, after “in”.
        law: the law or authority that the rules come from.
        forbids_may: a text may not say that we “may” earn.
        needs_label: cards and feed titles must have a label.
    """

    code: str
    name: Text
    place: Text
    law: str
    forbids_may: bool = False
    needs_label: bool = False


TABLE = (
    # FTC, "What people are asking": one notice suffices where readers see it with the links.
    Jurisdiction("US", _("United States"), _("the US"), "16 CFR 255"),
    # ASA and CAP, "Affiliate marketing": a notice that we “may” earn is unlikely to suffice, and the
    # label belongs where readers decide to click.
    Jurisdiction(
        "UK", _("United Kingdom"), _("the UK"), "CAP Code 2.1", forbids_may=True, needs_label=True
    ),
    Jurisdiction(
        "EU",
        _("European Union"),
        _("the EU"),
        "Directives 2005/29/EC, art. 7(2), and 2000/31/EC, art. 6",
    ),
)


def codes() -> list[str]:
    """Return the codes of all jurisdictions."""
    return [row.code for row in TABLE]


def name_of(code: str) -> str:
    """Return the name of a jurisdiction; raise KeyError if there is none with this code."""
    return {row.code: str(row.name) for row in TABLE}[code]


def jurisdiction(code: str) -> Jurisdiction | None:
    """Return a row of the table; None for "", or for a code that was removed from it."""
    return next((row for row in TABLE if row.code == code), None)


def choices_of_wordings() -> list[tuple[str, str]]:
    """Return the choices of a wording: "" is for everywhere."""
    return [("", gettext("Everywhere")), *((row.code, str(row.name)) for row in TABLE)]


def choices_of_sections() -> list[tuple[str, str]]:
    """Return the choices of a section: "" is for no particular law."""
    return [("", gettext("None in particular")), *((row.code, str(row.name)) for row in TABLE)]
