"""The page on which readers search, and what is suggested while they type.

Neither is kept by the page cache, in which a machine's made-up questions would replace pages that people read.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.content.disclosures import card_label, labelled_headline
from articles.models import Edition, PromotedResult, SearchMiss
from articles.models.promoted import SHOWN
from articles.models.querysets import EditionQuerySet
from articles.models.words import CONFIG
from articles.site.search import LONGEST, Question, search
from articles.site.snippets import folded
from newsroom import clock

SUGGESTED = 6
# The words of a suggestion's question; the last one may be cut short.
MOST_WORDS, SHORTEST = 8, 3
# Letters by which a word may be longer than its stem, and the stories that are looked through then.
CUT, LIKELY = (1, 2, 3), 30


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Serve the search; without words, its form. 404 for a page after the last one."""
    results = search(Question.of(request.GET))
    question = results.question
    if question.page > 1 and not results.hits:
        raise Http404(f"This search has no page {question.page}.")
    if question.text and not (results.total or results.fault or question.is_narrowed):
        SearchMiss.objects.count_one(question.text)
    response = render(request, "articles/search.html", {"results": results, "question": question})
    # Any number of addresses lead here.
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True, private=True)
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the newest stories in whose title all words of the parameter `q` are, as JSON.

    The last word may be the beginning of one. The first are those that editors put first for a
    search that begins so.
    """
    text = request.GET.get("q", "").replace("\x00", " ")[:LONGEST]
    words = re.findall(r"\w+", text)[:MOST_WORDS]
    stories = [
        {
            "headline": labelled_headline(
                edition.headline, card_label(edition), is_retracted=edition.is_retracted
            ),
            "address": edition.get_absolute_url(),
        }
        for edition in _suggested(text, words)
    ]
    response = JsonResponse({"stories": stories})
    patch_cache_control(response, no_cache=True, private=True)
    return response


def _suggested(text: str, words: list[str]) -> list[Any]:
    """Return the promoted stories and the newest ones with these words in the title."""
    at = clock.now()
    live = (
        Edition.objects.live(at).with_retractions(at).with_labels(at).latest_first().defer("body")
    )
    keys = PromotedResult.objects.beginning(text, at) if len(text.strip()) >= SHORTEST else []
    promoted = list(live.filter(article__in=keys)) if keys else []
    promoted.sort(key=lambda edition: keys.index(edition.article_id))
    promoted = promoted[:SHOWN]
    if not words or len(words[-1]) < SHORTEST:
        return promoted
    others = live.exclude(pk__in=[edition.pk for edition in promoted])
    return [*promoted, *_titled(others, words)][:SUGGESTED]


def _titled(live: EditionQuerySet, words: list[str]) -> list[Any]:
    """Return the newest of these editions with the words in the title, in two queries at most."""
    *others, last = words

    def found(*beginnings: str) -> Any:
        query = " & ".join([*others, f"({' | '.join(f'{each}:*' for each in beginnings)})"])
        return live.filter(words__title=SearchQuery(query, config=CONFIG, search_type="raw"))

    if stories := list(found(last)[:SUGGESTED]):
        return stories
    # The dictionary keeps the stems of words: “illustra” begins “illustrator”, but not “illustr”.
    shorter = [last[:-cut] for cut in CUT if len(last) - cut >= SHORTEST]
    begins = re.compile(rf"\b{re.escape(folded(last))}")
    likely = found(*shorter)[:LIKELY] if shorter else []
    return [each for each in likely if begins.search(folded(f"{each.headline} {each.standfirst}"))][
        :SUGGESTED
    ]
