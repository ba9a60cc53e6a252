"""The page of all stories, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.site import lists
from articles.site.views import story_list
from newsroom import clock
from newsroom.cache.readers import for_readers


@require_safe
@for_readers("page")
def latest(request: HttpRequest) -> HttpResponse:
    """Serve all stories, newest first."""
    page = story_list(request, lists.newest(clock.now()), "articles_edition")
    return render(request, "articles/latest.html", {"page": page})
