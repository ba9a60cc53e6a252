"""The story's form and list: the desk's entry points to the publishing actions."""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin import (
    actions,
    bulk,
    disclosing,
    draft_preview,
    first_save,
    form_context,
    former_drafts,
    list_filters,
    merged_saves,
    own_fields,
    palette,
    picture_words,
    publish_forms,
    publish_sheet,
    writing_urls,
)
from articles.admin.badges import badge, editing, saved, thumbnail
from articles.admin.draft_search import DraftSearch
from articles.admin.forms import ABOUT_STORY, ArticleForm, slug_without_letters
from articles.admin.open_forms import WithOpenForms, put_back
from articles.admin.part_rows import BylineInline, RelatedInline
from articles.admin.scripts import with_modules
from articles.models import Article
from articles.publishing import drafts
from articles.publishing.candidate import Candidate
from authors.models import Author
from newsroom import clock
from newsroom.admin_keys import WithChoices, without_links
from newsroom.keys import whole_number
from newsroom.pagination import CappedPaginator

# The names of the empty choices.
BLANK_CHOICES = {
    "genre": _("Not said"),
    "connection": _("None"),
    "picture_focus": _("As in the library"),
    "language": _("The site’s"),
}
EMPTY_CHOICES = {"section": _("Choose a section"), "series": _("None")}
# The rows that the list counts of a search.
COUNTED = 1_000


@admin.register(Article)
class ArticleAdmin(WithOpenForms, bulk.WithBulkActions, WithChoices, admin.ModelAdmin):
    """The stories: list, form, publishing actions, preview and former drafts."""

    form = ArticleForm
    also_kept = publish_forms.FIELDS
    inlines = [BylineInline, RelatedInline]
    autocomplete_fields = ["picture"]
    list_display = ["title", "status", "section", "authors", "saved"]
    list_filter = [
        list_filters.StatusFilter,
        list_filters.SavedFilter,
        "stage",
        list_filters.MineFilter,
        "section",
        list_filters.AuthorFilter,
    ]
    list_per_page = 50
    # By section, the list of a large archive would have to be sorted. There is a filter instead.
    sortable_by = ["title", "saved"]
    paginator = CappedPaginator
    # `get_search_results` searches authors and tags too.
    search_fields = ["headline", "slug"]
    show_full_result_count = False
    fieldsets = [
        (_("Writing"), {"classes": ["writing"], "fields": ["headline", "standfirst", "body"]}),
        (_("Story"), {"fields": ABOUT_STORY}),
        (
            _("Only in this story"),
            {"classes": ["collapse", "picture-here"], "fields": picture_words.OF_STORY},
        ),
        (_("Desk"), {"classes": ["last"], "fields": ["stage"]}),
        (_("Embargo"), {"classes": ["last", "sheet"], "fields": ["embargo_until"]}),
        (
            _("Links and disclosure"),
            {"classes": ["links"], "fields": ["connection", "connection_with", "paid_links"]},
        ),
        (
            _("Search and social"),
            {"classes": ["titles"], "fields": ["search_title", "social_title", "description"]},
        ),
        (_("Recommended videos"), {"classes": ["last"], "fields": ["videos"]}),
    ]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        queryset = super().get_queryset(request)
        view = request.resolver_match.url_name if request.resolver_match else ""
        if view == "articles_article_changelist":
            return queryset.for_desk().select_related("picture")  # type: ignore[attr-defined]  # ours
        if request.method == "POST" and connection.in_atomic_block:
            # Concurrent saves wait for each other here, and so are noticed.
            return queryset.for_save()  # type: ignore[attr-defined]
        return queryset

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return DraftSearch(search_term).filter(queryset), False

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> CappedPaginator:
        """Return the list's paginator. Of what somebody searches for, it counts fewer rows."""
        paginator = cast(CappedPaginator, super().get_paginator(request, *args, **kwargs))
        if request.GET.get("q") or request.GET.get("author"):
            paginator.MOST = COUNTED
        return paginator

    @admin.display(description=_("Story"), ordering="headline")
    def title(self, article: Article) -> str:
        return format_html(
            '{}<span class="headline">{}</span>{}', thumbnail(article), article, editing(article)
        )

    @admin.display(description=_("Status"))
    def status(self, article: Article) -> str:
        return badge(article)

    @admin.display(description=_("Authors"))
    def authors(self, article: Article) -> str:
        return format_html_join(
            ", ",
            '<a href="?author={}">{}</a>',
            ((byline.author_id, byline.author.name) for byline in article.bylines.all()),
        )

    @admin.display(description=_("Saved"), ordering="saved_at")
    def saved(self, article: Article) -> str:
        return saved(article)

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        """Add the publisher's own fields for who may change the story; leave out disclosures if off."""
        shown = self.fieldsets
        if not settings.DISCLOSURES:
            shown = [
                fieldset for fieldset in shown if "links" not in fieldset[1].get("classes", [])
            ]
        own = list(own_fields.fields())
        if obj is None:
            allowed = self.has_add_permission(request)
        else:
            allowed = self.has_change_permission(request, obj)
        if not (own and allowed):
            return list(shown)
        writing, story, *others = shown
        return [writing, story, (gettext("Own fields"), {"fields": own}), *others]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return Django's form; it adds the publisher's own fields, which are no columns, itself."""
        if names := kwargs.get("fields"):
            kwargs["fields"] = [name for name in names if name not in own_fields.fields()]
        form: Any = super().get_form(request, *args, **kwargs)
        form.may_write_words = staticmethod(partial(picture_words.may_write, request))
        return form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_links(field) if db_field.name in ("section", "picture", "series") else field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if empty := EMPTY_CHOICES.get(db_field.name):
            kwargs["empty_label"] = empty
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if blank := BLANK_CHOICES.get(db_field.name):
            kwargs["choices"] = db_field.get_choices(blank_choice=[("", blank)])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Allow deletion only for a story without editions and events."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        return not (obj.is_printed or obj.editions.exists() or obj.events.exists())

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Return the story; for its form by the compiled query, with all that the form shows of it."""
        key = whole_number(object_id)
        match = request.resolver_match
        in_form = match is not None and match.url_name == "articles_article_change"
        if key is None or from_field or request.method == "POST" or not in_form:
            return super().get_object(request, object_id, from_field)
        return form_context.article_for_form(key).first()

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Put the author who is signed in on a new story's byline."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and obj.pk is None and request.method == "GET":
            author = Author.objects.filter(user=request.user.pk).first()
            kwargs["initial"] = [{"author": author.pk}] if author else []
        return kwargs

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if not change:
            obj.form_key = first_save.key_of(request)
        obj.version += 1
        obj.saved_at, obj.saved_by = clock.now(), actions.person(request)
        if form.picture_words:
            picture_words.save(request, form.picture_words)
            if obj.picture_id == form.picture_words.instance.pk:  # A merge may keep another one.
                obj.picture = form.picture_words.instance
        if form.removed_words:
            quoted = [gettext("“{text}”").format(text=text) for text in form.removed_words]
            words = get_text_list(quoted, gettext("and"))
            taken = gettext("{words} was about the former picture, and was taken out.")
            messages.info(request, taken.format(words=words))
        super().save_model(request, obj, form, change)
        if obj.headline and not obj.slug:
            # A headline without Latin letters yields no slug, so use the primary key.
            obj.slug = slug_without_letters(obj)
            obj.save(update_fields=["slug"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the story's rows, then keep the replaced draft if it differs."""
        super().save_related(request, form, formsets, change)
        # The rows are others now.
        getattr(form.instance, "_prefetched_objects_cache", {}).clear()
        if not change or not drafts.keep(form.replaced, by=actions.person(request)):
            return
        if form.replaced.is_anothers and form.replaced.saved_by:
            kept = gettext("The draft that {who} had saved is under “Former drafts”.")
            messages.info(request, kept.format(who=form.replaced.saved_by))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = context.get("original")
        by, now = actions.person(request), clock.now()
        context |= {
            "media": with_modules(context["media"], request),
            "faults": _faults(context),
            "may_publish": by.has_perm("articles.publish_article"),
            "may_withdraw": by.has_perm("articles.withdraw_article"),
            "may_correct": by.has_perm("articles.correct_article"),
            "may_disclose": settings.DISCLOSURES and by.has_perm("articles.disclose_article"),
        }
        context |= publish_sheet.context(self, request, article, now)
        if article is None:
            context |= publish_forms.context(request, None, None)
            context["form_key"] = first_save.new_key(request, put_back(request))
        else:
            candidate, record = Candidate(article, now, now), form_context.record_of(article)
            context |= publish_forms.context(request, article, record.waiting(candidate))
            context |= form_context.context(candidate, record, by=by, now=now)
        return super().render_change_form(request, context, *args, **kwargs)

    # The actions

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Withdraw or cancel first if requested, then save the draft.

        A new story's form that was submitted before is saved into the story it created.
        """
        if object_id is None and (key := first_save.key_of(request)):
            with transaction.atomic():
                if story := first_save.saved_story(key):
                    return self._save_again(request, story, extra_context)
                return super().changeform_view(request, None, form_url, extra_context)
        if object_id is not None and any(name in request.POST for name in actions.AT_ONCE):
            article = self.get_object(request, unquote(object_id))
            if article is not None and self.has_view_permission(request, article):
                actions.carry_out(request, article, actions.AT_ONCE)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _save_again(
        self, request: HttpRequest, story: Article, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """Save a new story's form, submitted again, into the story that it created."""
        again = gettext("You had saved this story already, so this is still the same one.")
        messages.info(request, again)
        request.POST = first_save.as_second_save(request.POST)  # type: ignore[assignment]  # mutable
        change = reverse("admin:articles_article_change", args=[story.pk])
        return super().changeform_view(request, str(story.pk), change, extra_context)

    def response_add(self, request: HttpRequest, obj: Article, *args: Any) -> HttpResponse:
        return self._next(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if answer := self._next(request, obj):
            return answer
        # Django would redirect to the posted address, which may be that of a new story's form.
        request.path = reverse("admin:articles_article_change", args=[obj.pk])
        return super().response_change(request, obj)

    def _next(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Run the pressed button's action on the saved draft and return its redirect.

        None if the draft was only saved.
        """
        key = [article.pk]
        if not any(name in request.POST for name in (*actions.ON_THE_DRAFT, *actions.AT_ONCE)):
            publish_forms.keep(request, article)
        if "_preview" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_preview_sizes", args=key))
        if merged_saves.stops(request, article, actions.ON_THE_DRAFT):
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=key))
        done = actions.carry_out(request, article, actions.ON_THE_DRAFT)
        if "_review" in request.POST:
            sent = gettext("Sent to review. Editors find it on the desk's first page.")
            messages.success(request, sent)
            done = True
        if done or any(name in request.POST for name in actions.AT_ONCE):
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=key))
        return None

    # The pages of their own

    def desk_urls(self) -> list[URLPattern]:
        """Return the URL of the palette's search, which is about more than stories."""
        search = self.admin_site.admin_view(require_safe(partial(palette.search, self.admin_site)))
        return [path("search/", search, name="desk_search")]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/preview/",
                wrap(require_safe(partial(draft_preview.page, self))),
                name="articles_article_preview",
            ),
            path(
                "picture/<int:pk>/",
                wrap(picture_words.show),
                name="articles_article_picture_words",
            ),
            path(
                "<int:pk>/preview/sizes/",
                wrap(require_safe(partial(draft_preview.sizes, self))),
                name="articles_article_preview_sizes",
            ),
            path(
                "<int:pk>/disclosure/",
                wrap(partial(disclosing.disclose, self)),
                name="articles_article_disclose",
            ),
            path(
                "<int:pk>/drafts/<int:version>/",
                wrap(require_safe(partial(former_drafts.show, self))),
                name="articles_article_former_draft",
            ),
            *writing_urls.urls(self),
            *self.bulk_urls(),
            *super().get_urls(),
        ]


def _faults(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return all errors of the form and its rows: the field's id, its label, and the error."""
    forms = [context["adminform"].form]
    forms += [form for inline in context["inline_admin_formsets"] for form in inline.formset.forms]
    faults = [
        (form[name].id_for_label, str(form[name].label), error)
        if name in form.fields
        else ("", "", error)
        for form in forms
        for name, errors in form.errors.items()
        for error in errors
    ]
    return faults + [
        ("", "", error)
        for inline in context["inline_admin_formsets"]
        for error in inline.formset.non_form_errors()
    ]
