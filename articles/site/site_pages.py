"""The pages about the publication, such as ethics, privacy and imprint, and their index."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from articles.content.body import Body
from articles.content.disclosures import audience_of, disclose_body
from articles.content.hand_written import text_of
from articles.content.shown import show_blocks
from articles.content.story_page import with_cards
from articles.models import SitePage
from disclosures.matching import LinkEvaluator
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers

# Search engines cut off a longer description.
DESCRIPTION_LENGTH = 160


@require_safe
@for_readers()
def index(request: HttpRequest) -> HttpResponse:
    """Serve the list of all site pages."""
    return render(request, "articles/about.html")


@require_safe
@for_readers()
def site_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a site page. Commercial links are marked and disclosed as in a story."""
    site_page = get_object_or_404(SitePage, slug=slug)
    body = Body(site_page.body)
    disclosed = disclose_body(
        body,
        LinkEvaluator(rulebook()),
        Wording.objects.in_force().rows(),
        audience_of(None),
        at=clock.now(),
    )
    with showing() as shows:
        (blocks,) = with_cards([disclosed.blocks])
        show_blocks(shows, blocks)
    context = {
        "site_page": site_page,
        "disclosed": replace(disclosed, blocks=blocks),
        "description": description_of(body),
    }
    return render(request, "articles/site_page.html", context)


def description_of(body: Body) -> str:
    """Return a description for search engines: the beginning of the first paragraph, "" without one."""
    paragraphs = (text_of(element) for element in body.elements if element.tag == "p")
    return Truncator(next(filter(None, paragraphs), "")).chars(DESCRIPTION_LENGTH)
