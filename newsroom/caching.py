"""How long a reader's page may be kept, and by whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Mark a view's pages as everyone's: kept by caches, but asked for again each time.

    With the ETag of ConditionalGetMiddleware a page that hasn't changed costs a 304, and one that
    has is never shown in its former state. Answers to a browser that signed in stay its own.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return wrapper


def never_stored(response: HttpResponseBase) -> None:
    """Mark an answer as nobody's to keep or to index: previews, drafts."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
