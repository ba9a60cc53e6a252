"""The archive: every story by year and month of its first publication, in the site's time zone.

No page counts the whole archive. The years are found by one look into an index each, a year's page counts that
year's stories, and a month's page is a list like any other.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.site import lists
from articles.site.views import story_list
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers

# The most years that the archive lists, the newest ones.
MOST_YEARS = 100


def beginning(year: int, month: int = 1) -> datetime:
    """Return the first instant of a month in the site's time zone; month 13 is the next January."""
    year, month = (year + 1, 1) if month == 13 else (year, month)
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())


def local(at: datetime) -> datetime:
    """Return an instant in the time zone that decides to which month it belongs."""
    return timezone.localtime(at)


@require_safe
@for_readers()
def index(request: HttpRequest) -> HttpResponse:
    """Serve the list of years with a live story."""
    return render(request, "articles/archive.html", {"years": years(clock.now())})


def years(at: datetime) -> list[int]:
    """Return the years with a live story, newest first, in three queries."""
    with showing() as shows:
        shows("articles_edition")
        newest = lists.last_before(at, at).first()
        oldest = lists.first_from(beginning(1000), at).first()
        if newest is None or oldest is None:
            return []
        last, first = local(newest.published_at).year, local(oldest.published_at).year
        known = range(last, max(first, last - MOST_YEARS + 1) - 1, -1)
        live = Edition.objects.live(at).order_by("-published_at", "-id")
        one_of_each = [
            live.filter(
                published_at__gte=beginning(year), published_at__lt=beginning(year + 1)
            ).values_list("published_at", flat=True)[:1]
            for year in known
        ]
        found: Any = one_of_each[0].union(*one_of_each[1:], all=True)
        return sorted({local(each).year for each in found}, reverse=True)


@require_safe
@for_readers()
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Serve a year's months with their numbers of stories; 404 without any."""
    at, start, stop = clock.now(), beginning(year), beginning(year + 1)
    with showing() as shows:
        shows("articles_edition")
        of_year = Edition.objects.live(at).filter(published_at__gte=start, published_at__lt=stop)
        counted = of_year.order_by().annotate(month=TruncMonth("published_at")).values("month")
        months = list(counted.annotate(stories=Count("pk")).order_by("-month"))
    if not months:
        raise Http404(f"No live story is from {year}.")
    context = {"start": start, "months": months, **neighbours(start, stop, at)}
    return render(request, "articles/archive_year.html", context)


@require_safe
@for_readers("page")
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Serve the stories of a month, newest first; 404 without any."""
    at, start, stop = clock.now(), beginning(year, month), beginning(year, month + 1)
    page = story_list(request, lists.published_within(start, stop, at), "articles_edition")
    if not page.rows:
        raise Http404(f"No live story is from {start:%B %Y}.")
    context = {"page": page, "month": start, **neighbours(start, stop, at)}
    return render(request, "articles/archive_month.html", context)


def neighbours(start: datetime, stop: datetime, at: datetime) -> dict[str, datetime | None]:
    """Return the dates of the last live story before a period and of the first one after it."""
    with showing() as shows:
        shows("articles_edition")
        before, after = lists.last_before(start, at).first(), lists.first_from(stop, at).first()
    return {
        "before": local(before.published_at) if before else None,
        "after": local(after.published_at) if after else None,
    }
