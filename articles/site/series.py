"""The pages of series: all of them, and one with its parts in reading order."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Series
from articles.site import lists
from articles.site.lists import found_or_404
from articles.site.views import story_list
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers
from newsroom.pagination import paginate


@require_safe
@for_readers("page")
def index(request: HttpRequest) -> HttpResponse:
    """Serve the list of all series with a live story."""
    with showing() as shows:
        # The first live story of a series makes it public, the last one's end hides it.
        shows("articles_series")
        shows("articles_edition")
        page = paginate(lists.public_series(clock.now()), request.GET.get("page") or "1")
        shows("image", *(each.picture_id for each in page.rows if each.picture_id))
    return render(request, "articles/all_series.html", {"page": page})


@require_safe
@for_readers("page")
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a series in reading order; 404 while none of its stories is live."""
    found = series_or_404(slug)
    parts = lists.in_series(found.pk, clock.now())
    page = story_list(request, parts, "series-list", found.pk)
    if not page.rows:
        raise Http404("No story of this series is live.")
    return render(request, "articles/series.html", {"page": page, "series": found})


def series_or_404(slug: str) -> Series:
    """Return a series, whether or not one of its stories is live. Raises Http404."""
    with showing() as shows:
        found = found_or_404(lists.series(slug))
        shows("series", found.pk)
        if found.picture_id:
            shows("image", found.picture_id)
    return found
