import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from disclosures import clicks
from disclosures.models import Programme, Wording
from disclosures.wordings.public_page import demanded, told
from newsroom.caching import for_readers, never_stored
from newsroom.keys import whole_number

# All that a page ever sends of a click.
CLICK = re.compile(rb"edition=(\d{1,18})&link=(\d{1,9})")


@require_safe
@for_readers
def disclosures(request: HttpRequest) -> HttpResponse:
    """Where “Learn more” leads: the disclosures in force, word for word, and whom we may earn from.

    Kept by what staff enter for stories, so that it can't say anything else. Two queries.
    """
    wordings = Wording.objects.in_force().rows()
    context = {
        "told": {kind.value: told(kind.value, wordings) for kind in Wording.Kind},
        "programmes": [
            (programme, demanded(programme.pk, wordings))
            for programme in Programme.objects.active().filter(passes_on=False)
        ],
    }
    return render(request, "disclosures/disclosures.html", context)


# Readers have no session and get no cookie, so there is no token to check and nothing that a
# stranger's page could misuse: a click adds one to a total. Browsers say themselves whose page it was.
@csrf_exempt
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Count a click on a commercial link: `edition=12&link=3`. Nothing of the reader is kept.

    Always answers without content, also to a link that isn't there any more (the page was opened
    before it changed) and to readers who ask not to be counted. It never redirects: links lead
    where they say.

    Errors: 400 for what no page of ours sends, 403 for another site's page.

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
