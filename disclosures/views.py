"""Public views: the “Learn more” page and the click counter."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from disclosures import clicks
from disclosures.models import Programme, Wording
from disclosures.wordings.public_page import demanded, disclosures_of
from newsroom.cache.readers import for_readers, never_stored
from newsroom.keys import whole_number

# The complete body of a click request.
CLICK = re.compile(rb"edition=(\d{1,18})&link=(\d{1,9})")


@require_safe
@for_readers()
def disclosures(request: HttpRequest) -> HttpResponse:
    """Render the “Learn more” page: the disclosures in force, verbatim, and the active programmes.

    It uses the same rows as stories do, so the two can't contradict each other. Takes two queries.
    """
    if not settings.DISCLOSURES:
        raise Http404("This site has no disclosures.")
    wordings = Wording.objects.in_force().rows()
    context = {
        "by_kind": {kind.value: disclosures_of(kind.value, wordings) for kind in Wording.Kind},
        "programmes": [
            (programme, demanded(programme.pk, wordings))
            for programme in Programme.objects.active().filter(passes_on=False)
        ],
    }
    return render(request, "disclosures/disclosures.html", context)


# Exempt from CSRF checks: readers have no session and no cookie, so another site has nothing to
# misuse; a click only adds one to a total. Sec-Fetch-Site identifies the page's origin.
@csrf_exempt
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Count a click on a commercial link: `edition=12&link=3`. Nothing about the reader is stored.

    The response is 204 even if the link no longer exists (the page was opened before it changed) or
    if the reader opted out of tracking. It never redirects, since links lead straight to their
    targets.

    Errors: 400 for a body that our pages never send, 403 for a request from another site.

    Source: Global Privacy Control (Sec-GPC); Fetch Metadata (Sec-Fetch-Site).
    """
    response = _count(request)
    never_stored(response)
    return response


def _count(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return _plain("Clicks are counted on our own pages only.", 403)
    length = request.META.get("CONTENT_LENGTH") or "0"
    sent = CLICK.fullmatch(request.body) if whole_number(length, most=63) is not None else None
    if sent is None:
        return _plain("Send edition=12&link=3: the edition’s key and the link’s number.", 400)
    if "1" not in (request.headers.get("Sec-GPC"), request.headers.get("DNT")):
        clicks.count(int(sent[1]), int(sent[2]))
    return HttpResponse(status=204)


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
