"""The story's admin, as far as nothing may be lost: autosaves, merged saves, compared versions."""

from collections.abc import Collection
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin import (
    autosaves,
    comparing,
    conflicts,
    kept_forms,
    merged_saves,
    merging,
    typed_links,
)
from articles.models import OpenForm
from staff.models import User


class WithOpenForms(admin.ModelAdmin):
    """A mixin for the story's admin: its form is autosaved, can be put back, and is merged if stale.

    Attributes:
        also_kept: the names of fields next to the story's that autosaves keep with them.
    """

    also_kept: Collection[str] = ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        request.kept = kept_forms.find(request, object_id)  # type: ignore[attr-defined]  # see put_back
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form, filled with the kept values that are put back, if any."""
        form, kept = super().get_form(request, *args, **kwargs), put_back(request)
        return form if kept is None else kept_forms.bound(form, kept)

    def get_formset_kwargs(self, request: HttpRequest, *args: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, *args)
        kept = put_back(request)
        return kwargs if kept is None else kwargs | {"data": kept_forms.posted(kept)}

    def _create_formsets(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        formsets, inlines = super()._create_formsets(request, *args, **kwargs)  # type: ignore[misc]  # no stub
        if put_back(request) is not None:
            for formset in formsets:
                kept_forms.unvalidated_rows(formset)
        return formsets, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = context.get("original")
        kept = put_back(request)
        context |= kept_forms.context(self, request, article, kept)
        if kept is not None:
            context |= typed_links.typed_panel(kept_forms.posted(kept), article)
        elif article is None and request.method == "POST":
            context |= typed_links.typed_panel(request.POST, None)
        if merge := merging.merge_of(context["adminform"].form.instance):
            context["conflicts"] = conflicts.shown(merge)
            context["merge"] = merge
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the story's rows; the form's autosave has done its work then."""
        super().save_related(request, form, formsets, change)
        by = cast(User, request.user)
        autosaves.forget(request, by)
        merged_saves.finish(request, form, by)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        receive = wrap(require_POST(partial(autosaves.receive, self)))
        discard = wrap(require_POST(partial(kept_forms.discard, self)))
        return [
            path("autosave/", receive, name="articles_article_autosave_new"),
            path("<int:pk>/autosave/", receive, name="articles_article_autosave"),
            path(
                "<int:pk>/compare/",
                wrap(
                    require_http_methods(["GET", "HEAD", "POST"])(partial(comparing.compare, self))
                ),
                name="articles_article_compare",
            ),
            path("kept/<slug:key>/discard/", discard, name="articles_article_discard_kept"),
            *super().get_urls(),
        ]


def put_back(request: HttpRequest) -> OpenForm | None:
    """Return the kept form that the request puts back into the story's form, or None."""
    return getattr(request, "kept", None)
