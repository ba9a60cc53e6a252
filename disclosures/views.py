"""Public views: the “Learn more” page and the click counter."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures import clicks
from disclosures.models import Programme, Wording
from disclosures.wordings.public_page import demanded, disclosures_of
from newsroom.cache.readers import for_readers
from newsroom.counting import counted


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


@counted(
    r"edition=(\d{1,18})&link=(\d{1,9})",
    "Send edition=12&link=3: the edition’s key and the link’s number.",
)
def click(request: HttpRequest, edition: int, link: int) -> None:
    """Count a click on a commercial link, `edition=12&link=3`, unless the link is gone by now.

    It never redirects, since links lead straight to their targets.
    """
    clicks.count(edition, link)
