"""The pages of a front besides its form: the preview, the editions, and what its fields suggest."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from articles.admin.draft_preview import set_policy
from articles.admin.front_forms import FrontForm
from articles.admin.story_search import LONGEST, OFFERED
from articles.admin.tag_suggestions import suggestions
from articles.models import HOME, Edition, Front, Section
from articles.models.containers import Container
from articles.site.fronts import read_front
from newsroom import clock, time_words
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

# The most editions in a front's history.
SHOWN = 200


def preview(model_admin: ModelAdmin[Front], request: HttpRequest, pk: int) -> HttpResponse:
    """Show a front on the readers' template at the instant in `preview_at` (default: now).

    It is the one in the posted form, the edition with the number in `edition`, or else the draft.
    """
    front = readable(model_admin, request, pk)
    problems: list[str] = []
    containers, at = front.parsed(), clock.now()
    try:
        at = _instant(request, at)
    except time_words.NotUnderstood as problem:
        problems.append(str(problem))
    if request.method == "POST":
        form = FrontForm(request.POST)
        if form.is_valid():
            containers = form.parsed()
        else:
            problems.append(_("Correct what is marked in the form first."))
            problems += form.errors
    elif "edition" in request.GET:
        containers = _edition(front, request.GET["edition"])
    if problems:
        context = {"problems": problems}
        response = render(request, "admin/articles/front/no_preview.html", context)
    else:
        response = _page(request, front, containers, at)
    never_stored(response)
    set_policy(response, "frame-ancestors")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _instant(request: HttpRequest, now: datetime) -> datetime:
    given = request.POST if request.method == "POST" else request.GET
    typed = given.get("preview_at", "").replace("\x00", "").strip()
    return time_words.read(typed, now) if typed else now


def _edition(front: Front, number: str) -> list[Container]:
    edition = front.editions.filter(number=whole_number(number, most=2**31 - 1) or 0).first()
    if edition is None:
        raise Http404("There is no such edition.")
    return edition.parsed()


def _page(
    request: HttpRequest, front: Front, containers: list[Container], at: datetime
) -> HttpResponse:
    sections = list(Section.objects.public(at))
    shown = read_front(front.section_id or HOME, sections, at, containers)
    context = {"front": shown, "section": front.section, "is_framed": True}
    template = "articles/section.html" if front.section else "articles/home.html"
    return render(request, template, context)


def editions(model_admin: ModelAdmin[Front], request: HttpRequest, pk: int) -> HttpResponse:
    """List the front's editions, newest first, with buttons to restore and to cancel."""
    front = readable(model_admin, request, pk)
    rows = front.editions.select_related("printed_by", "section")[:SHOWN]
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Editions of the front: {name}").format(name=front.place),
        "front": front,
        "editions": rows,
        "now": clock.now(),
        "may_change": model_admin.has_change_permission(request, front),
        "is_draft_kept": any(each.containers == front.containers for each in rows),
    }
    response = TemplateResponse(request, "admin/articles/front/editions.html", context)
    never_stored(response)
    return response


def options(model_admin: ModelAdmin[Front], request: HttpRequest) -> JsonResponse:
    """Return what a field offers for the words `q`: live and scheduled stories, or `tags`."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    words = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    if request.GET.get("kind") == "tags":
        found = [
            {"value": row["name"], "label": row["name"], "about": row["stories"]}
            for row in suggestions(words)
        ]
        return JsonResponse({"options": found})
    # Of a live story with an update ahead, the live edition.
    live = Edition.objects.live().filter(article=OuterRef("article"))
    ahead = Q(live_from__gt=clock.now())
    editions = Edition.objects.printed().not_ended().with_words(words).exclude(ahead & Exists(live))
    newest = editions.latest_first().select_related("section")
    only = ("article_id", "headline", "path", "live_from", "published_at", "section__name")
    return JsonResponse({"options": [_option(each) for each in newest.only(*only)[:OFFERED]]})


def _option(edition: Edition) -> dict[str, Any]:
    if edition.live_from > clock.now():
        begin = timezone.localtime(edition.live_from)
        when = _("goes live {day}, {time}").format(
            day=date_format(begin), time=time_format(begin.time())
        )
    else:
        when = date_format(timezone.localtime(edition.published_at))
    return {
        "value": edition.get_absolute_url(),
        "label": edition.headline,
        "about": f"{edition.section} · {when}",
    }


def readable(model_admin: ModelAdmin[Front], request: HttpRequest, pk: int) -> Front:
    """Return the front. Raises Http404 or PermissionDenied if there is none for this user."""
    front = model_admin.get_object(request, str(pk))
    if front is None:
        raise Http404("There is no such front.")
    if not model_admin.has_view_permission(request, front):
        raise PermissionDenied
    return front
