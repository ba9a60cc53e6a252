"""The preview of a draft for the desk: the reader's page, and a page that shows it in three widths."""

from csp.constants import SELF
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.content import story_page
from articles.models import Article
from newsroom.cache.readers import never_stored

# The parameter with which `sizes` asks for the page that it frames.
FRAMED = "framed"


def page(model_admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft on the reader's template; for staff only, and never cached.

    In a frame it has no bar of its own, and its links open in another tab: other pages refuse to be
    framed.
    """
    article = _readable(model_admin, request, pk)
    framed = FRAMED in request.GET
    context = {"page": story_page.of_draft(article), "preview_of": article, "is_framed": framed}
    response = render(request, "articles/story.html", context)
    never_stored(response)
    if framed:
        set_policy(response, "frame-ancestors")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def sizes(model_admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """Show the preview in a frame as wide as a phone, a tablet or a desktop."""
    article = _readable(model_admin, request, pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Preview of “{article}”").format(article=article),
        "story": article,
    }
    response = TemplateResponse(request, "admin/articles/article/preview_sizes.html", context)
    never_stored(response)
    set_policy(response, "frame-src")
    return response


def _readable(model_admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> Article:
    """Return the story. Raises Http404 or PermissionDenied if there is none for this user."""
    article = model_admin.get_object(request, str(pk))
    if article is None:
        raise Http404(_("There is no such story."))
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def set_policy(response: HttpResponse, directive: str) -> None:
    """Allow only this site in a directive of the response's content security policy."""
    # As django-csp's decorator does, whose type knows no view with arguments.
    response._csp_replace = {directive: [SELF]}  # type: ignore[attr-defined]
