"""The comparison of any two versions of a story: the current draft, former drafts, editions."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin import actions, conflicts, former_drafts
from articles.admin.merging import name_of
from articles.models import Article, DraftVersion, Edition, Tag
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

NOW = "now"
# The most editions in the lists; an address may name an older one.
LISTED = 50
_NO_ROWS: list[dict[str, Any]] = []


@dataclass(frozen=True)
class Version:
    """A version of a story.

    Args:
        key: its name in the page's address: `now`, `draft-12`, `edition-3`.
        label: its name on the page.
        at: when it was saved or printed.
        row: the draft, former draft or edition.
        button: the name and value of the button that puts it back; None for the current draft.
    """

    key: str
    label: str
    at: datetime
    row: Any
    button: tuple[str, int] | None = None

    @cached_property
    def copy(self) -> dict[str, Any]:
        """The content: the row's own, or that of a former draft."""
        return self.row.copy if isinstance(self.row, DraftVersion) else self.row.copy()


def compare(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show two versions next to each other; put one back if its button was pressed."""
    article = Article.objects.filter(pk=pk).select_related("saved_by").first()
    if article is None:
        raise Http404(gettext("There is no such story."))
    if request.method == "POST":
        return _put_back(model_admin, request, article)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    listed = versions(article)
    first, second = _chosen(request, article, listed)
    for version in (first, second):
        if version is not None and version.key not in {known.key for known in listed}:
            listed.append(version)
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Versions of “{article}”").format(article=article),
        "story": article,
        "versions": listed,
        "first": first,
        "pair": (first, second),
        "second": second,
        "differences": differences(first.copy, second.copy) if first and second else [],
        "may_put_back": model_admin.has_change_permission(request, article),
    }
    response = TemplateResponse(request, "admin/articles/article/compare.html", context)
    never_stored(response)
    return response


def _put_back(model_admin: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """Make the chosen version the draft; the replaced draft stays as a former one."""
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    buttons = {name: actions.ON_THE_DRAFT[name] for name in ("_restore", "_put_back")}
    with transaction.atomic():
        stored = Article.objects.for_save().filter(pk=article.pk).first()
        if stored is None:
            raise Http404(gettext("There is no such story."))
        if request.POST.get("version") != str(stored.version):
            messages.warning(
                request,
                gettext(
                    "{who} saved this story after you opened this page. Nothing was put back: "
                    "compare again."
                ).format(who=name_of(stored.saved_by)),
            )
            return HttpResponseRedirect(request.get_full_path())
        actions.carry_out(request, stored, buttons)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def versions(article: Article) -> list[Version]:
    """Return the story's versions: the current draft, then editions and former drafts, newest first."""
    editions = article.editions.select_related("printed_by").defer("body")[:LISTED]
    older = [
        *map(_of_edition, editions),
        *map(_of_draft, former_drafts.newest(article)),
    ]
    return [_current(article), *sorted(older, key=lambda version: version.at, reverse=True)]


def find(article: Article, key: str) -> Version | None:
    """Return the story's version with this key, or None."""
    kind, _, text = key.partition("-")
    number = whole_number(text, most=2**31 - 1 if kind == "edition" else 2**63 - 1)
    if key == NOW:
        return _current(article)
    if number is None:
        return None
    if kind == "edition":
        edition = article.editions.filter(number=number).first()
        return _of_edition(edition) if edition else None
    former = article.former_drafts.filter(pk=number).first() if kind == "draft" else None
    return _of_draft(former) if former else None


def _chosen(
    request: HttpRequest, article: Article, listed: list[Version]
) -> tuple[Version | None, Version | None]:
    """Return the versions that the address names; without names, the newest former one and the draft.

    Raises:
        Http404: the story has no version of that name.
    """
    found: list[Version | None] = []
    for name, default in (("from", listed[1] if len(listed) > 1 else None), ("to", listed[0])):
        key = request.GET.get(name, "")
        version = find(article, key or (default.key if default else ""))
        if key and version is None:
            raise Http404(gettext("The story has no such version."))
        found.append(version)
    return found[0], found[1]


def _current(article: Article) -> Version:
    return Version(NOW, gettext("Current draft"), article.saved_at, article)


def _of_draft(former: DraftVersion) -> Version:
    key, by = f"draft-{former.pk}", former.saved_by
    label = gettext("Former draft by {user}").format(user=by) if by else gettext("Former draft")
    return Version(key, label, former.saved_at, former, ("_put_back", former.pk))


def _of_edition(edition: Edition) -> Version:
    label = gettext("Edition {number} by {user}").format(
        number=edition.number, user=edition.printed_by
    )
    key = f"edition-{edition.number}"
    return Version(key, label, edition.printed_at, edition, ("_restore", edition.number))


def differences(first: dict[str, Any], second: dict[str, Any]) -> list[conflicts.Difference]:
    """Return the fields that two copies (see Article.copy) have differently, words first."""
    one, other = _values(first), _values(second)
    tags = Tag.objects.in_bulk({*one["tags"], *other["tags"]})
    for values in (one, other):
        values["tags"] = sorted(str(tags.get(key, gettext("(gone)"))) for key in values["tags"])
    order = [
        "headline",
        "standfirst",
        "body",
        *sorted(one.keys() - {"headline", "standfirst", "body"}),
    ]
    return [
        conflicts.difference(name, one[name], other.get(name))
        for name in order
        if name in other and one[name] != other[name]
    ]


def _values(copy: dict[str, Any]) -> dict[str, Any]:
    """Return a copy as plain values by the form's fields (see merging.values_of), tags as keys."""
    parts = {part: copy.get(part, _NO_ROWS) for part in Article.PARTS}
    fields = {
        name.removesuffix("_id"): copy.get(name) for name in Article.copy_fields() if name in copy
    }
    return fields | {
        "tags": sorted(row["tag_id"] for row in parts["tag_links"]),
        "bylines": [[row["author_id"], row["role"]] for row in parts["bylines"]],
        "related_links": [[row["story_id"]] for row in parts["related_links"]],
    }
