"""The story's form and list: the desk's doors to the publishing verbs."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from js_asset import Media  # type: ignore[import-untyped]

from articles import pages, publishing
from articles.admin.forms import ArticleForm, ScheduleForm, WithdrawForm
from articles.admin.glances import badge, saved, thumbnail
from articles.models import Article, ArticleByline, ArticleRelated, Edition
from newsroom.caching import never_stored


class PartInline(admin.StackedInline):
    """Rows of a story's copy, in an order of their own. Who may write the story may write them."""

    template = "admin/rows.html"
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article") or self._may_write(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request)

    def _may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["articles.change_article"])


class BylineInline(PartInline):
    model = ArticleByline
    autocomplete_fields = ["author"]
    fields = ["author", "role", "position"]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", "No role")])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.bylines.exists() else 1


class RelatedInline(PartInline):
    model = ArticleRelated
    fk_name = "content_object"
    autocomplete_fields = ["story"]
    fields = ["story", "position"]


class StandingFilter(admin.SimpleListFilter):
    """What readers have of a story, asked of the database."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "Draft"),
            ("scheduled", "Scheduled"),
            ("live", "Live"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        def any_of(editions: QuerySet[Edition]) -> Exists:
            return Exists(editions.filter(article=OuterRef("pk")))

        live, waiting, begun = (
            any_of(Edition.objects.live()),
            any_of(Edition.objects.waiting()),
            any_of(Edition.objects.begun()),
        )
        conditions: dict[str, list[Any]] = {
            "draft": [~waiting, ~begun],
            "scheduled": [waiting],
            "live": [live],
            "withdrawn": [begun, ~live],
        }
        return queryset.filter(*conditions.get(self.value() or "", []))


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    inlines = [BylineInline, RelatedInline]
    autocomplete_fields = ["picture"]
    actions = None
    list_display = ["title", "standing", "section", "authors", "saved"]
    list_filter = [StandingFilter, "stage", "section"]
    list_per_page = 50
    search_fields = ["headline", "slug"]
    show_full_result_count = False
    fieldsets = [
        ("Writing", {"classes": ["writing"], "fields": ["headline", "standfirst", "body"]}),
        ("Story", {"fields": ["picture", "section", "tags", "slug"]}),
        ("Desk", {"classes": ["last"], "fields": ["stage", "embargo_until"]}),
        ("Recommended videos", {"classes": ["last"], "fields": ["videos"]}),
    ]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        queryset = super().get_queryset(request)
        match = request.resolver_match
        in_list = match is not None and match.url_name == "articles_article_changelist"
        if not in_list:
            return queryset
        return queryset.for_desk().select_related("picture")  # type: ignore[attr-defined]

    @admin.display(description="Story", ordering="headline")
    def title(self, article: Article) -> str:
        return format_html('{}<span class="headline">{}</span>', thumbnail(article), article)

    @admin.display(description="Standing")
    def standing(self, article: Article) -> str:
        return badge(article)

    @admin.display(description="Authors")
    def authors(self, article: Article) -> str:
        return ", ".join(byline.author.name for byline in article.bylines.all())

    @admin.display(description="Saved", ordering="saved_at")
    def saved(self, article: Article) -> str:
        return saved(article)

    # The form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["empty_label"] = "Choose a section"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was printed is kept; only a story that never was can be deleted."""
        printed = obj is not None and obj.editions.exists()
        return not printed and super().has_delete_permission(request, obj)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """The story; for a save, locked, so that two saves at one instant are told apart too."""
        article = super().get_object(request, object_id, from_field)
        if article is not None and request.method == "POST":
            locked = Article.objects.select_for_update(of=("self",))
            article.refresh_from_db(from_queryset=locked)
        return article

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        obj.version += 1
        obj.saved_at, obj.saved_by = timezone.now(), self._person(request)
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = context.get("original")
        by, now = self._person(request), timezone.now()
        context |= {
            # The editor's import map is a script in the page, which the policy wants marked.
            "media": Media.from_media(context["media"], nonce=request.csp_nonce),  # type: ignore[attr-defined]
            "faults": _faults(context),
            "may_publish": by.has_perm("articles.publish_article"),
            "may_withdraw": by.has_perm("articles.withdraw_article"),
            "schedule_form": ScheduleForm(),
            "withdraw_form": WithdrawForm(),
        }
        if article is not None:
            editions = list(article.editions.select_related("printed_by"))
            context |= {
                "problems": [
                    problem
                    for problem in publishing.gates(article, by=by, begin=now)
                    # Who may not publish is told what the story lacks, not what they lack.
                    if problem.field or context["may_publish"]
                ],
                "editions": editions,
                "live_edition": next((e for e in editions if e.is_live(now)), None),
                "waiting_edition": article.editions.waiting(now).first(),
                "ending_edition": article.editions.to_be_withdrawn(now).first(),
                "events": list(article.events.select_related("by")[:20]),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # The verbs

    def response_add(self, request: HttpRequest, obj: Article, *args: Any) -> HttpResponse:
        return self._verb(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._verb(request, obj) or super().response_change(request, obj)

    def _verb(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Carry out the verb whose button was pressed, on the draft just saved; None if none was."""
        verbs: dict[str, Callable[[HttpRequest, Article], str]] = {
            "_publish": self._publish,
            "_schedule": self._schedule,
            "_withdraw": self._withdraw,
            "_cancel_plans": self._cancel_plans,
            "_restore": self._restore,
        }
        here = reverse("admin:articles_article_change", args=[article.pk])
        if "_preview" in request.POST:
            return HttpResponseRedirect(
                reverse("admin:articles_article_preview", args=[article.pk])
            )
        verb = next((verbs[name] for name in verbs if name in request.POST), None)
        if verb is None:
            return None
        try:
            messages.success(request, verb(request, article))
        except publishing.Refused as refused:
            listed = format_html_join("", "<li>{}</li>", ((p.message,) for p in refused.problems))
            messages.error(request, format_html("Saved, but nothing else: <ul>{}</ul>", listed))
        return HttpResponseRedirect(here)

    def _publish(self, request: HttpRequest, article: Article) -> str:
        edition = publishing.publish(article, by=self._person(request))
        return format_html(
            'Published. Readers see <a href="{}">edition {}</a>.',
            edition.get_absolute_url(),
            edition.number,
        )

    def _schedule(self, request: HttpRequest, article: Article) -> str:
        asked = self._asked(ScheduleForm(request.POST))
        edition = publishing.schedule(article, by=self._person(request), at=asked["publish_at"])
        return f"Scheduled: edition {edition.number} goes live at {_clock(edition.live_from)}."

    def _withdraw(self, request: HttpRequest, article: Article) -> str:
        asked = self._asked(WithdrawForm(request.POST))
        edition = publishing.withdraw(
            article,
            by=self._person(request),
            reason=asked["withdraw_reason"],
            at=asked["withdraw_at"],
        )
        if edition.is_live():
            return f"The story will be withdrawn at {_clock(edition.live_until)}."
        return "Withdrawn. Its address now answers with your reason."

    def _cancel_plans(self, request: HttpRequest, article: Article) -> str:
        publishing.cancel_plans(article, by=self._person(request))
        return "The plans are cancelled. What readers see stays."

    def _restore(self, request: HttpRequest, article: Article) -> str:
        number = request.POST["_restore"]
        edition = article.editions.filter(number=number if number.isdecimal() else 0).first()
        if edition is None:
            raise publishing.Refused([publishing.Problem("", "There is no such edition.")])
        publishing.restore(edition, by=self._person(request))
        return f"The draft is edition {edition.number} again. Publish it to show it to readers."

    def _asked(self, form: Form) -> dict[str, Any]:
        """What was filled in beside a button.

        Raises:
            Refused: with what is wrong in it.
        """
        if form.is_valid():
            return form.cleaned_data
        raise publishing.Refused(
            [
                publishing.Problem(field, f"{form.fields[field].label}: {error}")
                for field, errors in form.errors.items()
                for error in errors
            ]
        )

    def _person(self, request: HttpRequest) -> User:
        """Whoever does it. The admin lets nobody in who isn't signed in."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        return request.user

    # The proof

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        own = path("<int:pk>/preview/", view, name="articles_article_preview")
        return [own, *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft on the reader's template. For the desk only, kept by no cache."""
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404("There is no such story.")
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        context = {"page": pages.of_draft(article), "proof_of": article}
        response = render(request, "articles/story.html", context)
        never_stored(response)
        return response


def _faults(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    """All that is wrong with what was sent: the field's id, its name and the error, of every row."""
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


def _clock(instant: Any) -> str:
    return timezone.localtime(instant).strftime("%H:%M on %d %B %Y")
