"""The story list's bulk actions: choose stories, confirm, read what happened to each.

Each story is a transaction of its own, through the same actions and validation as on its form. A
story that somebody saved after it was chosen is left alone.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.admin import bulk_runs
from articles.admin.actions import person
from articles.admin.bulk_actions import BULK, BulkAction, BulkForm
from articles.models import Article, BulkRun
from articles.publishing import Problem, Refused, drafts
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

# Stories in one go: each takes up to 50 ms, and the request waits for all of them.
MOST = 100
SAVED_MEANWHILE = Problem(
    "", gettext_lazy("It was saved after you chose it. Read it, then choose it again.")
)
DELETED_MEANWHILE = Problem("", gettext_lazy("It was deleted after you chose it."))


def _choosing(action: BulkAction) -> Callable[..., HttpResponse | None]:
    """Return the admin action that asks for confirmation of a bulk action."""

    @admin.action(description=action.label, permissions=[action.permission])
    def choose(
        model_admin: Any, request: HttpRequest, stories: QuerySet[Article]
    ) -> HttpResponse | None:
        chosen = list(stories.order_by("-saved_at", "-pk")[: MOST + 1])
        if len(chosen) > MOST:
            messages.warning(
                request, gettext("Choose at most {most} stories at a time.").format(most=MOST)
            )
            return None
        if not chosen:
            messages.warning(request, gettext("The stories that you chose are gone."))
            return None
        return _confirmation(model_admin, request, action, chosen, action.form())

    choose.__name__ = action.name
    return choose


class WithBulkActions:
    """A mixin for the story's admin: the bulk actions, their confirmation and their results."""

    admin_site: admin.AdminSite
    actions: Any = [_choosing(action) for action in BULK.values()]
    actions_on_top, actions_on_bottom = False, True

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions that the user may take; the site's own deletes printed stories, too."""
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]  # the admin's
        actions.pop("delete_selected", None)
        return actions

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return person(request).has_perm("articles.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return person(request).has_perm("articles.withdraw_article")

    def bulk_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("bulk/", wrap(require_POST(self.bulk)), name="desk_bulk"),
            path(
                "bulk/<uuid:key>/",
                wrap(require_safe(self.bulk_results)),
                name="desk_bulk_results",
            ),
        ]

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Carry out a confirmed bulk action, once however often it is sent; show the results."""
        action, key = BULK.get(request.POST.get("action", "")), bulk_runs.key_in(request)
        if action is None or key is None:
            raise Http404(gettext("There is no such action."))
        if not getattr(self, f"has_{action.permission}_permission")(request):
            raise PermissionDenied
        versions = _chosen(request)
        form = action.form(request.POST)
        if not form.is_valid():
            return _confirmation(self, request, action, _as_chosen(versions), form)
        run = bulk_runs.begin(person(request), key, action.name, _back(request), len(versions))
        if run is not None:
            for pk, version in versions.items():
                result = carry_out(self, request, action, pk, version, form.cleaned_data)
                bulk_runs.add(run, result)
        return HttpResponseRedirect(reverse("admin:desk_bulk_results", args=[key]))

    def bulk_results(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Show what a bulk action did to each story."""
        run = BulkRun.objects.of(person(request)).filter(key=key).first()
        if run is None:
            raise Http404(gettext("There are no such results."))
        done = [result for result in run.results if result["done"]]
        refused = [result for result in run.results if not result["done"]]
        action = BULK[run.action]
        context = self.admin_site.each_context(request) | {
            "title": ngettext(
                "{action}: {done} of {number} story",
                "{action}: {done} of {number} stories",
                run.chosen,
            ).format(action=action.past, done=len(done), number=run.chosen),
            "opts": Article._meta,
            "done": done,
            "refused": refused,
            "unreached": run.chosen - len(run.results),
            "back": _list_address(run.back),
        }
        response = TemplateResponse(request, "admin/articles/article/bulk_results.html", context)
        never_stored(response)
        return response


def carry_out(
    model_admin: Any,
    request: HttpRequest,
    action: BulkAction,
    pk: int,
    version: int,
    fields: dict[str, Any],
) -> bulk_runs.Result:
    """Take the action on one story in a transaction of its own; return what happened."""
    title = gettext("Story {pk}").format(pk=pk)
    try:
        with transaction.atomic():
            article = _locked(pk)
            title = str(article)
            if article.version != version:
                raise Refused([SAVED_MEANWHILE])
            if not _may(model_admin, request, action, article):
                raise Refused(
                    [Problem("", gettext("You don't have the permission to change this story."))]
                )
            said = action.run(article, person(request), fields)
            if article.version != version:
                model_admin.log_change(request, article, said)
    except Refused as refused:
        sentences = [str(problem.message) for problem in refused.problems]
        return {"pk": pk, "title": title, "done": False, "said": sentences}
    return {"pk": pk, "title": title, "done": True, "said": [said]}


def _locked(pk: int) -> Article:
    """Lock a story and return it; raise Refused if it is gone."""
    try:
        return drafts.lock(Article(pk=pk))
    except Article.DoesNotExist:
        raise Refused([DELETED_MEANWHILE]) from None


def _may(model_admin: Any, request: HttpRequest, action: BulkAction, article: Article) -> bool:
    """Return whether the user may take the action on this story; `publishing` checks its own."""
    if action.permission == "withdraw":
        return bool(model_admin.has_view_permission(request, article))
    return bool(model_admin.has_change_permission(request, article))


def _confirmation(
    model_admin: Any,
    request: HttpRequest,
    action: BulkAction,
    stories: list[Article],
    form: BulkForm,
) -> HttpResponse:
    context = model_admin.admin_site.each_context(request) | {
        "title": ngettext(
            "{action}: {number} story", "{action}: {number} stories", len(stories)
        ).format(action=action.label.rstrip("…"), number=len(stories)),
        "opts": Article._meta,
        "action": action,
        "button": ngettext("{verb} {number} story", "{verb} {number} stories", len(stories)).format(
            verb=action.verb, number=len(stories)
        ),
        "stories": stories,
        "form": form,
        "key": bulk_runs.key_in(request) or bulk_runs.new_key(),
        "back": _back(request),
        "list_address": _list_address(_back(request)),
    }
    return TemplateResponse(request, "admin/articles/article/bulk.html", context)


def _chosen(request: HttpRequest) -> dict[int, int]:
    """Return the confirmed stories' keys with the versions that were shown, at most MOST."""
    found = {}
    for text in request.POST.getlist("story")[:MOST]:
        key, _, version = text.partition("-")
        pk, number = whole_number(key), whole_number(version)
        if pk is not None and number is not None:
            found[pk] = number
    return found


def _as_chosen(versions: dict[int, int]) -> list[Article]:
    """Return the confirmed stories with the versions that were shown, those deleted since included."""
    stories = Article.objects.for_desk().in_bulk(versions)
    chosen = []
    for pk, version in versions.items():
        story = stories.get(pk) or Article(
            pk=pk, headline=gettext("Story {pk}, which was deleted").format(pk=pk)
        )
        story.version = version
        chosen.append(story)
    return chosen


def _back(request: HttpRequest) -> str:
    """Return the query string of the list from which the stories were chosen."""
    return request.POST.get("back", urlencode(request.GET, doseq=True))[:2000]


def _list_address(query: str) -> str:
    address = reverse("admin:articles_article_changelist")
    return f"{address}?{query}" if query else address
