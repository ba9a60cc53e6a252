"""The pages for errors, and what of an error reaches the log."""

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

# Seconds after which a client may ask again; PostgreSQL restarts in less.
RETRY_AFTER = 5
# Seconds between two lines about the same outage: every request of it meets the same error.
LOG_EVERY = 60


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Return Django's 404, which no cache keeps: a scheduled story may be there in a minute."""
    response = defaults.page_not_found(request, exception)
    patch_cache_control(response, no_cache=True)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for an exception that nobody caught: a 503 while PostgreSQL is away, or a 500.

    Django calls it while it handles the exception, wherever that was raised: in a view, a template
    or the session's middleware. Neither page needs the database.
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
    """Return the page of an error, which says where to look for what a form had sent."""
    context["sent"] = request.method not in ("GET", "HEAD", "OPTIONS")
    body = loader.render_to_string(f"{status}.html", context)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


class OutageLog:
    """Log an outage as one line a minute."""

    def __init__(self) -> None:
        self.logged = float("-inf")

    def log(self, error: BaseException | None) -> None:
        if (now := time.monotonic()) - self.logged >= LOG_EVERY:
            self.logged = now
            reason = str(error).strip().partition("\n")[0]
            logger.error("PostgreSQL can't be reached, and readers get a 503: %s", reason)


outages = OutageLog()
