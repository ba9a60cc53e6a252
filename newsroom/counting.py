"""Requests of a reader's page that add one to a total, with nothing stored of the reader."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

# Bytes of the longest body that a page of ours sends.
LONGEST = 63


def counted(body: str, advice: str) -> Callable[[Callable[..., None]], Callable[..., HttpResponse]]:
    """Return a decorator that makes a view of a function `count(request, *numbers)`.

    The response is 204, also if the reader opted out of tracking: then the function isn't called.

    Args:
        body: the regular expression of the complete body; its groups are the numbers.
        advice: what to send instead of a body that doesn't fit.

    Errors: 400 for a body that our pages never send, 403 for a request from another site.

    Source: Global Privacy Control (Sec-GPC); Fetch Metadata (Sec-Fetch-Site).
    """
    pattern = re.compile(body.encode())

    def view_of(count: Callable[..., None]) -> Callable[..., HttpResponse]:
        # Exempt from CSRF checks: readers have no session and no cookie, so another site has
        # nothing to misuse; a request only adds one. Sec-Fetch-Site tells the page's origin.
        @csrf_exempt
        @require_POST
        @wraps(count)
        def view(request: HttpRequest) -> HttpResponse:
            response = _response(request, pattern, advice, count)
            never_stored(response)
            return response

        return view

    return view_of


def _response(
    request: HttpRequest, pattern: re.Pattern[bytes], advice: str, count: Callable[..., None]
) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return _plain("Only our own pages may send this.", 403)
    length = request.META.get("CONTENT_LENGTH") or "0"
    sent = (
        pattern.fullmatch(request.body) if whole_number(length, most=LONGEST) is not None else None
    )
    if sent is None:
        return _plain(advice, 400)
    if "1" not in (request.headers.get("Sec-GPC"), request.headers.get("DNT")):
        count(request, *map(int, sent.groups()))
    return HttpResponse(status=204)


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
