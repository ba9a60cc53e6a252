"""Former drafts on the desk: list, show and compare what a save replaced."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.content import diff
from articles.models import Article, DraftVersion
from newsroom.cache.readers import never_stored
from newsroom.compiled import compiled

# The number of former drafts that the story's form lists. Older ones stay in the database until
# they are pruned.
LISTED = 20


def newest(article: Article) -> list[DraftVersion]:
    """Return the story's latest former drafts, at most LISTED."""
    return drafts_of(article.pk)[:LISTED]


@compiled
def drafts_of(article: int) -> QuerySet[DraftVersion]:
    drafts = DraftVersion.objects.filter(article=article).defer("copy")
    return drafts.select_related("saved_by", "replaced_by")


def find(article: Article, key: str) -> DraftVersion | None:
    """Return the story's former draft with this posted key; None if there is none."""
    known = key.isdecimal() and len(key) < 19
    return article.former_drafts.filter(pk=int(key)).first() if known else None


def show(model_admin: ModelAdmin, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show a former draft and its differences from the current draft."""
    found = DraftVersion.objects.filter(pk=version, article=pk).select_related("article")
    if (former := found.first()) is None:
        raise Http404(_("There is no such draft."))
    article = former.article
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Former draft of “{article}”").format(article=article),
        "story": article,
        "former": former,
        "lines": diff.lines(former.copy.get("body", "")),
        "changes": _changes(article.copy(), former.copy),
        "others": _others(article.copy(), former.copy),
        "may_put_back": model_admin.has_change_permission(request, article),
    }
    response = TemplateResponse(request, "admin/articles/article/former_draft.html", context)
    never_stored(response)
    return response


def _changes(now: dict[str, Any], former: dict[str, Any]) -> list[SafeString] | None:
    """Return the changed lines with marks; None if the bodies are too long to compare."""
    was, bodies = _texts(former), diff.bodies(now["body"], former.get("body", ""))
    if bodies is None:
        return None
    lines = [diff.words(text, was[name]) for name, text in _texts(now).items() if text != was[name]]
    return lines + bodies


def _texts(copy: dict[str, Any]) -> dict[str, str]:
    return {name: copy.get(name, "") for name in ("headline", "standfirst")}


def _others(now: dict[str, Any], former: dict[str, Any]) -> list[str]:
    """Return the names of the other fields that differ, as the desk labels them."""
    names = {field.attname: str(field.verbose_name) for field in Article._meta.concrete_fields}
    names |= {"bylines": "authors", "tag_links": "tags", "related_links": _("related stories")}
    words = {"headline", "standfirst", "body"}
    return [names[key] for key in now if key not in words and now[key] != former.get(key)]
