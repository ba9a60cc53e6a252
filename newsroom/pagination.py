"""Pagination whose cost doesn't grow with the archive: without a count, or with a capped one."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import cached_property

PER_PAGE = 20
# OFFSET reads the rows that it skips, so the list ends after 10,000 rows.
LAST_PAGE = 500

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, `number` from 1; `next` and `previous` are numbers or None."""

    rows: list[Row]
    number: int
    next: int | None
    previous: int | None


def paginate(queryset: QuerySet[Row], number: str) -> Page[Row]:
    """Return page `number` (text from a URL) of an ordered queryset, with one query.

    Raises:
        Http404: `number` isn't a number from 1, or the list ends before it.
    """
    if not re.fullmatch(r"[1-9][0-9]{0,2}", number) or int(number) > LAST_PAGE:
        raise Http404(f"There is no page {number[:20]!r} of this list.")
    page = int(number)
    start = (page - 1) * PER_PAGE
    found = list(queryset[start : start + PER_PAGE + 1])
    if page > 1 and not found:
        raise Http404(f"This list ends before page {page}.")
    return Page(
        rows=found[:PER_PAGE],
        number=page,
        next=page + 1 if len(found) > PER_PAGE and page < LAST_PAGE else None,
        previous=page - 1 if page > 1 else None,
    )


class CappedPaginator(Paginator):
    """A paginator for the desk's lists that counts at most `MOST` rows.

    Staff search a long list instead of paging through it.
    """

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        """The number of rows, at most `MOST`."""
        rows: Any = self.object_list
        found: int = rows.order_by().values("pk")[: self.MOST].count()
        return found
