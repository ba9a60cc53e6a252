"""Template filters about wordings for the desk."""

from collections.abc import Iterable
from typing import Any

from django import template

from disclosures.models import Wording
from disclosures.wordings.succession import Status, slot_name, status_of

register = template.Library()

# The CSS classes of the publication statuses with the same meanings.
CLASSES = {Status.IN_FORCE: "live", Status.WAITING: "scheduled", Status.OVER: "draft"}


@register.filter
def by_slot(wordings: Iterable[Wording]) -> list[dict[str, Any]]:
    """Return a dict for each wording, with its slot, its status and the status's CSS class."""
    return [
        {
            "wording": wording,
            "slot": slot_name(wording),
            "status": status_of(wording).label,
            "status_class": CLASSES[status_of(wording)],
        }
        for wording in wordings
    ]
