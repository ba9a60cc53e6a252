"""The desk for wordings: their texts, their dates and a preview."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from disclosures.models import Marks, Wording, hold_wordings
from disclosures.rules.packs import packs
from disclosures.wordings.succession import Succession, slot_name, status_of, succession
from disclosures.wordings.suggestions import Suggestion, suggestions
from newsroom import clock
from newsroom.date_times import LocalDateTimeField
from newsroom.keys import whole_number

# The fields that staff may still change in a wording that hasn't begun.
WORDS = ("text", "mark", "marks", "label", "learn_more")


class WordingForm(forms.ModelForm):
    """The form for a wording; an empty `valid_from` means that it begins when saved."""

    valid_from = LocalDateTimeField(
        label=_("Valid from"),
        required=False,
        help_text=format_lazy(
            _("Empty: at once, when it is saved. Times are in {zone}."), zone=settings.TIME_ZONE
        ),
    )

    class Meta:
        model = Wording
        fields = (
            "kind",
            "programme",
            "jurisdiction",
            "language",
            "channel",
            "text",
            "mark",
            "marks",
            "label",
            "learn_more",
            "valid_from",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # Leave the field empty, which means at once, instead of showing the model's default.
            self.initial["valid_from"] = None
        if "marks" in self.fields:
            self.fields["marks"].required = False

    def clean_marks(self) -> str:
        """Return the model's default if nothing was chosen, as in a form without the field."""
        return self.cleaned_data["marks"] or Marks.APART

    def clean_valid_from(self) -> datetime:
        """Return the start of the wording, now if empty; reject a time in the past.

        A wording can't be backdated, since readers did not see it then.
        """
        # Wait for concurrent saves first, so that "at once" is later than the wordings they add.
        hold_wordings()
        now = clock.now()
        valid_from: datetime = self.cleaned_data["valid_from"] or now
        if valid_from < now:
            raise ValidationError(gettext("That time has passed. Leave it empty to begin at once."))
        return valid_from


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("now", gettext("In force")),
            ("waiting", gettext("Waiting")),
            ("over", gettext("Over")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = clock.now()
        match self.value():
            case "now":
                return queryset.in_force(now)
            case "waiting":
                return queryset.filter(valid_from__gt=now)
            case "over":
                return queryset.filter(valid_to__lte=now)
        return queryset


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    """The admin of wordings, listed by slot; each slot has at most one in force."""

    form = WordingForm
    list_display = ["text", "kind"]
    list_filter = [StatusFilter, "kind", "jurisdiction", "programme"]
    list_select_related = ["programme"]
    search_fields = ["text"]
    # Wordings for all programmes come before those of one.
    ordering = [
        "kind",
        F("programme__name").asc(nulls_first=True),
        "jurisdiction",
        "language",
        "channel",
        "-valid_from",
    ]
    sortable_by = ()
    actions = None
    fieldsets = [
        (
            _("What it stands for"),
            {"fields": ["kind", "programme", "jurisdiction", "language", "channel"]},
        ),
        (_("The words"), {"fields": [*WORDS]}),
        (_("When"), {"fields": ["valid_from"]}),
    ]
    about = _("The texts of disclosures, and their dates.")

    def get_readonly_fields(self, request: HttpRequest, obj: Wording | None = None) -> Any:
        """Return the slot and start of a saved wording; to move one, delete it and add another."""
        slot = ["kind", "programme", "jurisdiction", "language", "channel", "valid_from"]
        return slot if obj is not None else []

    def has_change_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        """Deny changes to a wording that has begun, since readers have seen it."""
        begun = obj is not None and obj.has_begun
        return not begun and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        """Permit deleting only a wording that hasn't begun; its predecessor then continues."""
        waits = obj is not None and not obj.has_begun
        return waits and super().has_delete_permission(request, obj)

    # Suggestions and predecessors to start from

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"suggestions": named_suggestions()}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the initial values that the query string selects.

        `?suggestion=affiliate-UK` starts from a suggestion, `?after=7` from the wording to succeed,
        and `?pack=amazon` from the text that a programme demands.
        """
        former = Wording.objects.filter(pk=_number(request.GET.get("after", ""))).first()
        if former is not None:
            typed = {name: request.GET[name] for name in WORDS if name in request.GET}
            return {name: getattr(former, name) for name in self.form.Meta.fields[:-1]} | typed
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        if suggested := dict(named_suggestions()).get(request.GET.get("suggestion", "")):
            names = ("kind", "jurisdiction", "text", "mark", "marks", "label")
            initial |= {name: getattr(suggested, name) for name in names}
        for pack in packs():
            if pack.slug == request.GET.get("pack") and pack.wording:
                initial["text"] = pack.wording
        return initial

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        wording: Wording | None = kwargs.get("obj")
        key = request.GET.get("suggestion", "")
        context |= {
            "suggestions": named_suggestions(),
            "suggested": key,
            "why": getattr(dict(named_suggestions()).get(key), "why", ""),
        }
        if wording is not None:
            context |= {
                "slot": slot_name(wording),
                "status": status_of(wording),
                "succession": succession(wording),
                "shown": {name: getattr(wording, name) or "" for name in (*Wording.SLOT, *WORDS)}
                | {"programme": wording.programme_id or ""},
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the form; if the wording has begun meanwhile, offer the input as a successor.

        The response is then 409 with the add form, filled in with the input, and nothing is saved.
        """
        wording = self.get_object(request, object_id)
        begun = wording is not None and wording.has_begun and self.has_add_permission(request)
        if request.method != "POST" or not begun:
            return super().change_view(request, object_id, form_url, extra_context)
        messages.warning(
            request,
            gettext(
                "Nothing was saved: readers see this wording by now, so it can’t change. What you "
                "typed is below, as its successor; save that to show it from now on."
            ),
        )
        typed = {name: request.POST[name] for name in WORDS if name in request.POST}
        request.method = "GET"
        request.GET = QueryDict(urlencode({"after": object_id, **typed}))
        response = self.add_view(request, reverse("admin:disclosures_wording_add"), extra_context)
        response.status_code = HTTPStatus.CONFLICT
        return response

    def save_model(self, request: HttpRequest, obj: Wording, form: Any, change: bool) -> None:
        placed = succession(obj)
        super().save_model(request, obj, form, change)
        if not change:
            messages.info(request, placed.sentence)

    # The succession in words

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.place))
        return [path("place/", view, name="disclosures_wording_place"), *super().get_urls()]

    def place(self, request: HttpRequest) -> HttpResponse:
        """Render a sentence about the wording that the form's would replace, and when."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.form(request.POST)
        form.is_valid()
        for name in ("valid_from", *self.form.Meta.fields[:5]):
            for error in form.errors.get(name, []):
                return HttpResponse(escape(error), status=400)
        placed: Succession = succession(form.instance, at_once=not request.POST.get("valid_from"))
        return render(request, "admin/disclosures/wording/place.html", {"succession": placed})


def named_suggestions() -> list[tuple[str, Suggestion]]:
    """Return the suggestions, each with its key in query strings, such as affiliate-UK."""
    return [(f"{each.kind}-{each.jurisdiction or 'all'}", each) for each in suggestions()]


def _number(text: str) -> int:
    return whole_number(text) or 0
