"""Deriving editions' blocks again: after a rule changed, or when the derivation itself did."""

from collections.abc import Iterable

from articles.models import Edition
from articles.publishing import derive_blocks
from disclosures.models import Programme

BATCH = 500


def rebuild_blocks(linking_to: Iterable[str] | None = None) -> tuple[int, int]:
    """Derive the blocks of editions again; return how many were looked at and how many changed.

    Editions that have ended stay as readers saw them. `linking_to` narrows it to those with a link
    to one of these hosts or below; None takes all. Only rows that come out differently are
    written, so running it twice changes nothing.
    """
    editions = Edition.objects.not_ended().only("body", "videos", "blocks")
    if linking_to is not None:
        editions = editions.filter(hosts__overlap=list(linking_to))
    rules = Programme.objects.active().rules()
    looked_at = changed = 0
    stale: list[Edition] = []
    for edition in editions.order_by("pk").iterator(chunk_size=BATCH):
        looked_at += 1
        derived = derive_blocks(edition, rules)
        if derived != edition.blocks:
            edition.blocks = derived
            stale.append(edition)
            changed += 1
        if len(stale) == BATCH:
            Edition.objects.bulk_update(stale, ["blocks"])
            stale.clear()
    Edition.objects.bulk_update(stale, ["blocks"])
    return looked_at, changed
