"""Readers' views: which caches may store their pages, and which parameters of the query they read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_resolver
from django.utils.cache import add_never_cache_headers, patch_cache_control

from newsroom.cache.keys import Collection, collecting
from newsroom.cache.replicas import reading

View = Callable[..., HttpResponse]
# The key in a request's META of the Collection of its page, if the page may be stored.
COLLECTION = "newsroom.page"


def for_readers(*reads: str) -> Callable[[View], View]:
    """Mark a view's responses as public: caches may store them, but must revalidate each time.

    With an ETag, an unchanged page costs a 304, and a changed one is never served stale. Responses
    to a browser with a session are private.

    The page cache (serving.py) stores the responses, so a view must depend on nothing but its rows,
    the settings, the request's host and scheme, and these parameters of the query.

    Args:
        reads: the parameters of the query that the view reads. Others don't reach it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            collection = request.META.get(COLLECTION)
            if collection is None:
                response = view(request, *args, **kwargs)
            else:
                response = _collected(collection, view, request, *args, **kwargs)
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                patch_cache_control(response, private=True, no_cache=True)
            else:
                patch_cache_control(response, public=True, no_cache=True)
            return response

        wrapper.reads = reads  # type: ignore[attr-defined]  # read by serving.py
        return wrapper

    return decorate


def _collected(
    collection: Collection, view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Call the view and collect the keys of its page, also of a 404 at a known address."""
    collection.database = collection.choose()
    with collecting(collection), reading(collection.database):
        try:
            response = view(request, *args, **kwargs)
            if not getattr(response, "is_rendered", True):
                response.render()  # type: ignore[attr-defined]  # a TemplateResponse
        except Http404 as error:
            # Any number of addresses lead to pages that a list doesn't have.
            if request.GET or not collection.found:
                raise
            handler = get_resolver().resolve_error_handler(404)
            response = handler(request, error)  # type: ignore[call-arg]  # stubs lack it
    collection.complete = True
    return response


def never_stored(response: HttpResponseBase) -> None:
    """Forbid caches to store and search engines to index a response: for previews and drafts."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
