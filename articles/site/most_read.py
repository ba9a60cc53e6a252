"""The stories that were read most within a day, for the page that lists them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.content.shown import show_cards
from articles.models import Edition
from articles.site import lists
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers

SHOWN = 20


@require_safe
@for_readers()
def page(request: HttpRequest) -> HttpResponse:
    """Serve the most-read stories."""
    return render(request, "articles/most_read.html", {"stories": most_read(clock.now())})


def most_read(at: datetime, number: int = SHOWN) -> list[Edition]:
    """Return the live editions of the stories that are read most, for cards, at most `number`.

    If fewer are ranked, the newest follow them. Takes two queries, or four if there are others.
    """
    with showing() as shows:
        shows("ranking", "day")
        # A story that isn't live now may be restored, and the newest change with each publication.
        shows("articles_edition")
        found = lists.ranked(at)[:number]
        if len(found) < number:
            ranked = {edition.article_id for edition in found}
            newest = lists.newest(at)[: number + len(found)]
            found += [each for each in newest if each.article_id not in ranked]
        show_cards(shows, found[:number])
    return found[:number]
