"""The policy pages, such as ethics and corrections, and their index."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.content.disclosures import audience_of, disclose_body
from articles.content.shown import show_blocks
from articles.content.story_page import with_cards
from articles.models import Policy
from disclosures.matching import LinkEvaluator
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers


@require_safe
@for_readers()
def index(request: HttpRequest) -> HttpResponse:
    """Serve the list of policies."""
    return render(request, "articles/about.html", {"policies": Policy.objects.defer("body")})


@require_safe
@for_readers()
def policy(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve a policy's page. Commercial links are marked and disclosed as in a story."""
    policy = get_object_or_404(Policy, kind=kind)
    disclosed = disclose_body(
        policy.body,
        LinkEvaluator(rulebook()),
        Wording.objects.in_force().rows(),
        audience_of(None),
        at=clock.now(),
    )
    with showing() as shows:
        (blocks,) = with_cards([disclosed.blocks])
        show_blocks(shows, blocks)
    context = {"policy": policy, "disclosed": replace(disclosed, blocks=blocks)}
    return render(request, "articles/policy.html", context)
