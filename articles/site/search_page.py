"""The page on which readers search, and what is suggested while they type.

Neither is kept by the page cache, in which a machine's made-up questions would replace pages that people read.
"""

import re

from django.contrib.postgres.search import SearchQuery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.models import Edition, SearchMiss
from articles.models.words import CONFIG
from articles.site.search import LONGEST, Question, search
from newsroom import clock

SUGGESTED = 6
# The words of a suggestion's question; the last one may be cut short.
MOST_WORDS, SHORTEST = 8, 3


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Serve the search; without words, its form."""
    results = search(Question.of(request.GET))
    question = results.question
    if question.text and not results.total and not question.is_narrowed:
        SearchMiss.objects.count_one(question.text)
    response = render(request, "articles/search.html", {"results": results, "question": question})
    # Any number of addresses lead here.
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True, private=True)
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the newest stories in whose title all words of the parameter `q` are, as JSON.

    The last word may be the beginning of one.
    """
    words = re.findall(r"\w+", request.GET.get("q", "")[:LONGEST])[:MOST_WORDS]
    stories = []
    if words and len(words[-1]) >= SHORTEST:
        query = SearchQuery(" & ".join(words) + ":*", config=CONFIG, search_type="raw")
        found = Edition.objects.live(clock.now()).filter(words__title=query).latest_first()
        stories = [
            {"headline": edition.headline, "address": edition.get_absolute_url()}
            for edition in found.only("headline", "path")[:SUGGESTED]
        ]
    response = JsonResponse({"stories": stories})
    patch_cache_control(response, no_cache=True, private=True)
    return response
