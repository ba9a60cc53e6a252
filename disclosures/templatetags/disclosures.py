"""What the desk's templates ask of wordings."""

from collections.abc import Iterable
from typing import Any

from django import template

from disclosures.models import Wording
from disclosures.wordings.succession import slot_name, standing

register = template.Library()

# The colours of a story's standings, which mean the same here.
CLASSES = {"In force": "live", "Waiting": "scheduled", "Over": "draft"}


@register.filter
def by_slot(wordings: Iterable[Wording]) -> list[dict[str, Any]]:
    """Each wording with what it stands for and whether it is in force."""
    return [
        {
            "wording": wording,
            "slot": slot_name(wording),
            "standing": standing(wording),
            "standing_class": CLASSES[standing(wording)],
        }
        for wording in wordings
    ]
