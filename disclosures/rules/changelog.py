"""The changelog of a programme's rule, in sentences."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from disclosures.models import Programme, RuleChange
from disclosures.models.programme import listed

NAMES = {field.attname: field.verbose_name for field in Programme._meta.concrete_fields}
LISTS = ("patterns", "own_ids", "ids_in", "targets_in", "shorteners", "channels")


def changes(rows: Iterable[RuleChange]) -> list[tuple[RuleChange, list[str]]]:
    """Pair each change of a programme with sentences that describe it, newest first.

    Args:
        rows: all changes of one programme, newest first.
    """
    found = list(rows)
    described = [list(_described(old.values, new.values)) for new, old in pairwise(found)]
    return list(zip(found, [*described, [_("Added to the programmes.")]], strict=False))


def _described(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name, value in new.items():
        if old.get(name) == value:
            continue
        label = str(capfirst(NAMES[name]))
        if name == "active":
            yield _("Switched on.") if value else _("Switched off.")
        elif name in LISTS:
            yield from _listed(label, _items(old.get(name, "")), _items(value))
        elif isinstance(value, bool):
            answer = _("yes") if value else _("no")
            yield f"{label}: {answer}."
        else:
            yield _("{label}: {value} in place of {former}.").format(
                label=label, value=value, former=old.get(name)
            )


def _items(value: Any) -> list[str]:
    return value if isinstance(value, list) else listed(value)


def _listed(label: str, old: list[str], new: list[str]) -> Iterator[str]:
    if added := [item for item in new if item not in old]:
        yield _("{label}: added {added}.").format(label=label, added=", ".join(added))
    if removed := [item for item in old if item not in new]:
        yield _("{label}: removed {removed}.").format(label=label, removed=", ".join(removed))
