"""Error pages, and the logging of outages."""

import logging
import sys
import time

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template import loader
from django.utils.cache import patch_cache_control
from django.views import defaults

from newsroom import reporting
from newsroom.database.outage import is_outage

logger = logging.getLogger(__name__)

# Seconds after which a client may retry; PostgreSQL restarts in less.
RETRY_AFTER = 5
# Seconds between two log lines about an outage: every request during it meets the same error.
LOG_EVERY = 60


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Return Django's 404 with `no-cache`: a scheduled story may be there in a minute."""
    response = defaults.page_not_found(request, exception)
    patch_cache_control(response, no_cache=True)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for an uncaught exception: a 503 while PostgreSQL is unavailable, else a 500.

    Django calls this while it handles the exception, whether a view, a template or the session
    middleware raised it. Neither page needs the database.
    """
    if is_outage(error := sys.exc_info()[1]):
        return unavailable(request, error)
    return page(request, 500, reported=reporting.is_configured())


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    outages.log(error)
    response = page(request, 503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """Return an error page; after a form submission it says how to recover what was typed."""
    context["sent"] = request.method not in ("GET", "HEAD", "OPTIONS")
    body = loader.render_to_string(f"{status}.html", context)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


class OutageLog:
    """A log of outages that writes at most one line a minute."""

    def __init__(self) -> None:
        self.logged = float("-inf")

    def log(self, error: BaseException | None) -> None:
        if (now := time.monotonic()) - self.logged >= LOG_EVERY:
            self.logged = now
            reason = str(error).strip().partition("\n")[0]
            logger.error("PostgreSQL doesn't work, and some requests get a 503: %s", reason)


outages = OutageLog()
