"""The place of a story in its series: its part, and the parts before and after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models import Edition, Series
from articles.models.querysets import EditionQuerySet
from newsroom.compiled import compiled

# The parts of a series that are read for the box. A story further back has a box without its neighbours.
MOST_PARTS = 500


@dataclass(frozen=True)
class SeriesPlace:
    """The place of a story in its series.

    Attributes:
        part: the story's number, from 1; None if the series is longer than MOST_PARTS.
        total: the number of parts so far.
        previous: the live edition of the part before it.
        next: the live edition of the part after it.
    """

    series: Series
    part: int | None = None
    total: int = 0
    previous: Edition | None = None
    next: Edition | None = None


@compiled
def parts_of(series: int, at: datetime) -> EditionQuerySet:
    """Return the live editions of a series in reading order, with no more than a link needs."""
    return (
        Edition.objects.live(at)
        .filter(series=series)
        .in_reading_order()
        .only("article_id", "headline", "language", "path", "series", "series_part", "published_at")
    )


def place_of(copy: Any, at: datetime) -> SeriesPlace | None:
    """Return the place of an edition or a draft in its series; None without one. Takes one query.

    A draft is placed among the live parts as if it were published now.
    """
    if copy.series_id is None:
        return None
    story = copy.article_id if isinstance(copy, Edition) else copy.pk
    live = parts_of(copy.series_id, at)[:MOST_PARTS]
    others = [each for each in live if each.article_id != story]
    if len(live) == MOST_PARTS and len(others) == MOST_PARTS:
        return SeriesPlace(copy.series)
    own = order_of(copy, at)
    before = [each for each in others if order_of(each, at) < own]
    after = others[len(before) :]
    # Unnumbered parts follow the numbered ones, of which some may be withdrawn.
    numbers = [each.series_part or 0 for each in (*others, copy)]
    return SeriesPlace(
        series=copy.series,
        part=copy.series_part
        or max(numbers) + sum(each.series_part is None for each in before) + 1,
        total=max(len(numbers), max(numbers) + numbers.count(0)),
        previous=before[-1] if before else None,
        next=after[0] if after else None,
    )


def order_of(copy: Any, at: datetime) -> tuple[bool, int, datetime, int]:
    """Return the key by which parts are in reading order, as `in_reading_order` has them."""
    return (
        copy.series_part is None,
        copy.series_part or 0,
        getattr(copy, "published_at", None) or at,
        copy.pk or 0,
    )
