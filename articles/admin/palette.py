"""The search of the desk's palette (Ctrl+K): stories, authors, pictures, and places to go."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.admin import list_filters
from articles.admin.actions import person
from articles.admin.draft_search import DraftSearch
from articles.models import Article, ArticleByline
from authors.models import Author
from images.models import Image
from newsroom.cache.readers import never_stored

LONGEST = 100
# Rows of each group.
STORIES, OTHERS, COMMANDS = 8, 5, 6


class Item(TypedDict, total=False):
    """A row of the palette: `hint` is shown smaller, `picture` is a thumbnail's address."""

    label: str
    hint: str
    url: str
    picture: str


def search(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Return the groups of items that fit the parameter `q`, each that the user may see, as JSON.

    Without `q` they are the user's latest stories and all commands. The parameter `only` leaves one
    group.
    """
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    only = request.GET.get("only", "")
    words = DraftSearch(text)
    groups = {
        "commands": (gettext("Go to"), lambda: commands(site, request, text)),
        "stories": (
            gettext("Stories") if text else gettext("Your latest stories"),
            lambda: stories(site, request, words),
        ),
        "authors": (gettext("Authors"), lambda: authors(site, request, words)),
        "pictures": (gettext("Pictures"), lambda: pictures(site, request, text)),
    }
    # Before anything is typed, one's own stories are the likeliest.
    order = list(groups) if text else ["stories", "commands"]
    found = [
        {"name": groups[key][0], "items": items}
        for key in order
        if only in ("", key) and (items := list(groups[key][1]()))
    ]
    response = JsonResponse({"groups": found})
    never_stored(response)
    return response


def stories(site: AdminSite, request: HttpRequest, search: DraftSearch) -> Iterator[Item]:
    """Yield the latest stories with all words; those that have one in the body alone come last."""
    if not _may_view(site, request, Article):
        return
    names = ArticleByline.objects.filter(content_object=OuterRef("pk"))
    rows: QuerySet[Article] = Article.objects.select_related("section", "picture").defer("body")
    rows = rows.annotate(names=ArraySubquery(names.values("author__name")))
    if search.words:
        found: list[Any] = list(search.filter(rows, bodies=False)[:STORIES])
        if len(found) < STORIES:
            others = search.filter(rows).exclude(pk__in=[story.pk for story in found])
            found += others[: STORIES - len(found)]
    else:
        found = list(rows.filter(pk__in=list_filters.mine(person(request)))[:STORIES])
    for story in found:
        hints = [*story.names, str(naturaltime(story.saved_at))]
        if story.section:
            hints.insert(0, story.section.name)
        item = Item(
            label=str(story),
            hint=" · ".join(hints),
            url=reverse("admin:articles_article_change", args=[story.pk]),
        )
        if story.picture:
            item["picture"] = story.picture.url_at(story.picture.widths[0], "jpg")
        yield item


def authors(site: AdminSite, request: HttpRequest, search: DraftSearch) -> Iterator[Item]:
    """Yield authors with all words: their profile for who may change it, else their stories."""
    if not _may_view(site, request, Author):
        return
    may_change = site._registry[Author].has_change_permission(request)
    found = [
        (name, key)
        for key, name in search.authors.items()
        if all(word.upper() in name.upper() for word in search.words)
    ]
    for name, key in sorted(found)[:OTHERS]:
        profile = reverse("admin:authors_author_change", args=[key])
        listed = f"{reverse('admin:articles_article_changelist')}?author={key}"
        yield Item(label=name, url=profile if may_change else listed)


def pictures(site: AdminSite, request: HttpRequest, text: str) -> Iterator[Item]:
    if not _may_view(site, request, Image):
        return
    admin: ModelAdmin[Any] = site._registry[Image]
    rows: QuerySet[Image]
    rows, _ = admin.get_search_results(request, Image.objects.all(), text)
    for image in rows[:OTHERS]:
        yield Item(
            label=str(image),
            hint=image.credit,
            url=reverse("admin:images_image_change", args=[image.pk]),
            picture=image.url_at(image.widths[0], "jpg"),
        )


def commands(site: AdminSite, request: HttpRequest, text: str) -> list[Item]:
    """Return the places of the desk that fit; each word must begin a word of the name."""
    words = text.casefold().split()
    found = [
        item
        for item in _every_command(site, request)
        if all(any(w.startswith(word) for w in item["label"].casefold().split()) for word in words)
    ]
    return found[:COMMANDS] if text else found


def _every_command(site: AdminSite, request: HttpRequest) -> Iterator[Item]:
    models = [model for app in site.get_app_list(request) for model in app["models"]]
    by_model = {model["model"]: model for model in models}
    # What people do most comes first.
    yield from _additions([by_model[model] for model in (Article, Image) if model in by_model])
    if Article in by_model and by_model[Article]["perms"]["view"]:
        listed = reverse("admin:articles_article_changelist")
        yield Item(label=gettext("My stories"), url=f"{listed}?mine=1")
        yield Item(label=gettext("Stories in review"), url=f"{listed}?stage__exact=review")
    if settings.DISCLOSURES and person(request).has_perm("disclosures.view_finding"):
        yield Item(label=gettext("Disclosure audit"), url=reverse("admin:disclosures_audit"))
    for model in models:
        if model["admin_url"]:
            yield Item(label=str(model["name"]), url=model["admin_url"])
    yield from _additions([model for model in models if model["model"] not in (Article, Image)])
    yield Item(label=gettext("The desk’s first page"), url=reverse("admin:index"))
    yield Item(label=gettext("View site"), url=reverse("home"))
    yield Item(label=gettext("Change password"), url=reverse("admin:password_change"))


def _additions(models: list[dict[str, Any]]) -> Iterator[Item]:
    for model in models:
        if model["add_url"]:
            name = model["model"]._meta.verbose_name
            label = (
                gettext("Upload a picture")
                if model["model"] is Image
                else gettext("New {name}").format(name=name)
            )
            yield Item(label=capfirst(label), url=model["add_url"])


def _may_view(site: AdminSite, request: HttpRequest, model: type[Any]) -> bool:
    return site._registry[model].has_view_permission(request)
