"""Deriving editions' blocks again: after a rule changed, or when the derivation itself did."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from articles import blocks
from articles.models import Edition
from disclosures.models import Programme

BATCH = 500


def rebuild_blocks(mentioning: Iterable[str] | None = None) -> tuple[int, int]:
    """Derive the blocks of editions again; return how many were looked at and how many changed.

    `mentioning` narrows it to bodies that contain one of these texts; None takes every edition.
    Only rows that come out differently are written, so running it twice changes nothing.
    """
    editions = Edition.objects.only("body", "videos", "blocks")
    if mentioning is not None:
        texts = [Q(body__icontains=text) for text in mentioning]
        editions = editions.filter(reduce(or_, texts)) if texts else editions.none()
    rules = Programme.objects.active().rules()
    looked_at = changed = 0
    stale: list[Edition] = []
    for edition in editions.order_by("pk").iterator(chunk_size=BATCH):
        looked_at += 1
        derived = blocks.derive(edition.body, rules, has_videos=bool(edition.videos))
        if derived != edition.blocks:
            edition.blocks = derived
            stale.append(edition)
            changed += 1
        if len(stale) == BATCH:
            Edition.objects.bulk_update(stale, ["blocks"])
            stale.clear()
    Edition.objects.bulk_update(stale, ["blocks"])
    return looked_at, changed
