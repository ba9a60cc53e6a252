"""Former drafts on the desk: what a save replaced, to be read and put back."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.content import diff
from articles.models import Article, DraftVersion
from newsroom.caching import never_stored

# How many the story's page lists. Older ones stay in the database until they are pruned.
LISTED = 20


def newest(article: Article) -> list[DraftVersion]:
    return list(article.former_drafts.select_related("saved_by", "replaced_by")[:LISTED])


def find(article: Article, key: str) -> DraftVersion | None:
    """Return the story's former draft with this key, as it was posted; None if there is none."""
    known = key.isdecimal() and len(key) < 19
    return article.former_drafts.filter(pk=int(key)).first() if known else None


def show(model_admin: ModelAdmin, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show a former draft's words and how they differ from the draft as it is now."""
    found = DraftVersion.objects.filter(pk=version, article=pk).select_related("article")
    if (former := found.first()) is None:
        raise Http404("There is no such draft.")
    article = former.article
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    body = former.copy.get("body", "")
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Former draft of “{article}”",
        "story": article,
        "former": former,
        "lines": diff.lines(body),
        "changes": diff.bodies(article.body, body),
        "may_put_back": model_admin.has_change_permission(request, article),
    }
    response = TemplateResponse(request, "admin/articles/article/former_draft.html", context)
    never_stored(response)
    return response
