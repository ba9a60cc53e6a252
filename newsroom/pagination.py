"""Pagination without a count, so that the cost of a page doesn't grow with the archive.

Two subclasses of Django's Paginator remain where Django's own views require one: `CappedPaginator`
for the lists of the desk, `KeyRanges` for site maps.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import cached_property

from newsroom.compiled import Found

PER_PAGE = 20
# OFFSET reads the rows that it skips, so the list ends after 10,000 rows.
LAST_PAGE = 500

Row = TypeVar("Row")
ModelRow = TypeVar("ModelRow", bound=Model)


# A list of rows that a slice reads.
Ordered = QuerySet[ModelRow] | Found[ModelRow]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, `number` from 1; `next` and `previous` are numbers or None."""

    rows: list[Row]
    number: int
    next: int | None
    previous: int | None


def number_in(text: str) -> int | None:
    """Return the number of a page from a URL; None if it isn't one from 1 to `LAST_PAGE`."""
    is_number = re.fullmatch(r"[1-9][0-9]{0,2}", text) is not None
    return int(text) if is_number and int(text) <= LAST_PAGE else None


def page_of(
    read: Callable[[int, int], Iterable[Row]],
    number: int,
    per_page: int = PER_PAGE,
    last: int = LAST_PAGE,
) -> Page[Row]:
    """Return a page of a list, which is empty after the list's end.

    Args:
        read: returns the rows from one index up to another (excluded).
        number: the page's number, from 1.
        last: the number of the last page that the list may have.
    """
    start = (number - 1) * per_page
    found = list(read(start, start + per_page + 1))
    return Page(
        rows=found[:per_page],
        number=number,
        next=number + 1 if len(found) > per_page and number < last else None,
        previous=number - 1 if number > 1 else None,
    )


def paginate(queryset: Ordered[ModelRow], number: str) -> Page[ModelRow]:
    """Return page `number` (text from a URL) of an ordered list of rows, with one query for them.

    Raises:
        Http404: `number` isn't a number from 1, or the list ends before it.
    """
    known = number_in(number)
    if known is None:
        raise Http404(f"There is no page {number[:20]!r} of this list.")
    page = page_of(rows_of(queryset), known)
    if known > 1 and not page.rows:
        raise Http404(f"This list ends before page {known}.")
    return page


def rows_of(queryset: Ordered[ModelRow]) -> Callable[[int, int], Iterable[ModelRow]]:
    """Return a function that reads a slice of a queryset, for `page_of`."""

    def read(start: int, end: int) -> Any:
        return queryset[start:end]

    return read


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
