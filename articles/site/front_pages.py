"""The views of the home page and of sections: their fronts, and a section's list of all stories."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import HOME
from articles.site import lists
from articles.site.environment import sections
from articles.site.fronts import read_front
from articles.site.views import story_list
from newsroom import clock
from newsroom.cache.readers import for_readers
from newsroom.pagination import number_in


@require_safe
@for_readers("page")
def home(request: HttpRequest) -> HttpResponse:
    """Serve the home page; 301 from its former further pages to those of the latest stories."""
    if (number := request.GET.get("page")) is not None:
        if number_in(number) is None:
            raise Http404(f"There is no page {number[:20]!r} of the latest stories.")
        return HttpResponsePermanentRedirect(f"{reverse('latest')}?page={number}")
    public = sections()
    front = read_front(HOME, public, clock.now())
    return render(request, "articles/home.html", {"front": front, "public_sections": public})


@require_safe
@for_readers("page")
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a section's front, or with a page's number all its stories; 404 while none is live."""
    public, now = sections(), clock.now()
    found = next((each for each in public if each.slug == slug), None)
    if found is None:
        raise Http404("Nothing has this address.")
    context: dict[str, object] = {"section": found, "public_sections": public}
    if "page" in request.GET:
        page = story_list(request, lists.in_section(found.pk, now), "section-list", found.pk)
        return render(request, "articles/section_stories.html", context | {"page": page})
    front = read_front(found.pk, public, now)
    return render(request, "articles/section.html", context | {"front": front})
