"""Cache headers: which caches may store a page, and for how long."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Mark a view's responses as public: caches may store them, but must revalidate each time.

    With the ETag from ConditionalGetMiddleware, an unchanged page costs a 304, and a changed one
    is never served stale. Responses to a browser with a session are private.
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
    """Forbid caches to store and search engines to index a response: for previews and drafts."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
