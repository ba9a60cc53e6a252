"""What the desk's templates ask of wordings."""

from collections.abc import Iterable
from typing import Any

from django import template

from disclosures.models import Wording
from disclosures.wordings.succession import slot_name, status_of

register = template.Library()

# The colours of a story's statuses, which mean the same here.
CLASSES = {"In force": "live", "Waiting": "scheduled", "Over": "draft"}


@register.filter
def by_slot(wordings: Iterable[Wording]) -> list[dict[str, Any]]:
    """Each wording with what it stands for and whether it is in force."""
    return [
        {
            "wording": wording,
            "slot": slot_name(wording),
            "status": status_of(wording),
            "status_class": CLASSES[status_of(wording)],
        }
        for wording in wordings
    ]
