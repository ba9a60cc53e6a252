"""Pages of stories without a count: the cost of a page doesn't grow with the archive."""

import re
from dataclasses import dataclass

from django.http import Http404

from articles.models import Edition
from articles.querysets import EditionQuerySet

PER_PAGE = 20
# OFFSET walks what it skips, so pages end somewhere: 10,000 stories back.
LAST_PAGE = 500


@dataclass(frozen=True)
class Page:
    """One page of a list, `number` from 1; `next` and `previous` are numbers or None."""

    stories: list[Edition]
    number: int
    next: int | None
    previous: int | None


def paginate(editions: EditionQuerySet, number: str) -> Page:
    """Return page `number`, as it stands in an address, of an ordered queryset; one query.

    Raises:
        Http404: it is no number from 1, or the list ends before it.
    """
    if not re.fullmatch(r"[1-9][0-9]{0,2}", number) or int(number) > LAST_PAGE:
        raise Http404(f"There is no page {number[:20]!r} of this list.")
    page = int(number)
    start = (page - 1) * PER_PAGE
    found = list(editions[start : start + PER_PAGE + 1])
    if page > 1 and not found:
        raise Http404(f"This list ends before page {page}.")
    return Page(
        stories=found[:PER_PAGE],
        number=page,
        next=page + 1 if len(found) > PER_PAGE and page < LAST_PAGE else None,
        previous=page - 1 if page > 1 else None,
    )
