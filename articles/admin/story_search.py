"""The search over our own stories, for links and cards in a body."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Edition

# The number of stories that the search returns.
OFFERED = 8
# The most letters of a question; a headline has no more.
LONGEST = 200


def story_search(model_admin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Return the newest live stories whose headline or address has all words of the parameter `q`."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    words = request.GET.get("q", "")[:LONGEST]
    found = Edition.objects.live().with_words(words).latest_first().select_related("section")
    editions = found.only("article_id", "headline", "path", "published_at", "section__name")[
        :OFFERED
    ]
    return JsonResponse(
        {
            "stories": [
                {
                    "key": edition.article_id,
                    "headline": edition.headline,
                    "address": edition.get_absolute_url(),
                    "about": _about(edition),
                }
                for edition in editions
            ]
        }
    )


def _about(edition: Edition) -> str:
    """Return a story's section and date, such as “Anime · 3 March 2026”."""
    day = date_format(timezone.localtime(edition.published_at), _("j F Y"))
    return f"{edition.section} · {day}"
