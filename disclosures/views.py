from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.models import Programme, Wording
from newsroom.caching import for_readers


@require_safe
@for_readers
def disclosures(request: HttpRequest) -> HttpResponse:
    """Where “Learn more” leads: the wording in force and whom we may earn from."""
    context = {
        "wording": Wording.objects.in_force().general().first(),
        "programmes": Programme.objects.active(),
    }
    return render(request, "disclosures/disclosures.html", context)
