"""The publish sheet of the story's form: who gets it, and the times that somebody types into it."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from articles.admin.publish_forms import usual_times
from articles.models import Article
from newsroom import clock, time_words

# The fields whose words `times` reads.
TIMES = ("publish_at", "expire_at")


def context(
    model_admin: ModelAdmin, request: HttpRequest, article: Article | None, now: datetime
) -> dict[str, Any]:
    """Return whether the form has a sheet, the usual times of publishing, and the time zone's name."""
    may_publish = request.user.has_perm("articles.publish_article")
    return {
        "shows_sheet": may_publish and _may_save(model_admin, request, article),
        "usual_times": usual_times(now),
        "zone": time_words.zone_in_words(),
    }


def times(model_admin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Return for each field in the query what its words mean, or a sentence on what is wrong with them."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    now = clock.now()
    return JsonResponse(
        {name: _meaning(request.GET[name], now) for name in TIMES if name in request.GET}
    )


def _meaning(text: str, now: datetime) -> dict[str, str]:
    if not text.strip():
        return {"words": "", "problem": ""}
    try:
        at = time_words.read(text.strip(), now)
    except time_words.NotUnderstood as problem:
        return {"words": "", "problem": str(problem)}
    words = time_words.in_words(at)
    if at <= now:
        return {
            "words": "",
            "problem": _("{words}, has passed. Choose a later time.").format(words=words),
        }
    return {"words": words, "problem": ""}


def _may_save(model_admin: ModelAdmin, request: HttpRequest, article: Article | None) -> bool:
    if article is None:
        return model_admin.has_add_permission(request)
    return model_admin.has_change_permission(request, article)
