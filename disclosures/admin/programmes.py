"""The desk for programmes: rules, packs to start from, and a rule tester next to the form."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from disclosures import channels
from disclosures.models import Link, Programme, Wording
from disclosures.rules import tester
from disclosures.rules.changelog import changes
from disclosures.rules.packs import Pack, packs
from newsroom.keys import whole_number


class ProgrammeForm(forms.ModelForm):
    """The form for a programme; an active one requires a general affiliate wording in force."""

    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=channels.choices,
        initial=channels.permitted,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=Programme._meta.get_field("channels").help_text,
    )

    class Meta:
        model = Programme
        fields = (
            "name",
            "patterns",
            "ids_in",
            "own_ids",
            "targets_in",
            "passes_on",
            "channels",
            "shorteners",
            "nofollow",
            "needs_wording",
            "forbids_prices",
            "active",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
            for name, rows in {
                "patterns": 5,
                "ids_in": 1,
                "own_ids": 2,
                "targets_in": 1,
                "shorteners": 2,
            }.items()
        }
        error_messages = {
            "patterns": {"required": _("Write at least one pattern, such as shop.example.")}
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("channels") and not cleaned.get("passes_on"):
            self.add_error(
                "channels",
                gettext("Choose where its links may stand; nowhere they would be links."),
            )
        if cleaned.get("active") and not Wording.objects.in_force().general().exists():
            raise ValidationError(
                gettext(
                    "No affiliate wording is in force, so stories with these links could not say that "
                    "we may earn from them. Add a wording first, or save the programme switched off."
                )
            )
        return cleaned


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    form = ProgrammeForm
    list_display = ["name", "status", "first_pattern"]
    list_filter = ["active"]
    search_fields = ["name", "patterns"]
    fieldsets = [
        (None, {"fields": ["name", "active", "patterns", "ids_in", "own_ids"]}),
        (_("Networks and redirects"), {"fields": ["targets_in", "passes_on"]}),
        (
            _("What the programme asks for"),
            {
                "fields": [
                    "channels",
                    "needs_wording",
                    "forbids_prices",
                    "shorteners",
                    "nofollow",
                ]
            },
        ),
    ]
    about = _("Which links may earn, and what each programme asks for.")

    @admin.display(description=_("Status"), ordering="active")
    def status(self, programme: Programme) -> SafeString:
        key, word = ("live", gettext("On")) if programme.active else ("draft", gettext("Off"))
        return format_html('<span class="status {}">{}</span>', key, word)

    @admin.display(description=_("Pattern"))
    def first_pattern(self, programme: Programme) -> str:
        lines = programme.patterns.split()
        if len(lines) < 2:
            return lines[0]
        return gettext("{pattern} and {number} more").format(
            pattern=lines[0], number=len(lines) - 1
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a programme that ends is switched off, and its rule stays on record."""
        return False

    # Packs to start from

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"packs": packs()} | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        pack = _pack(request)
        return from_pack(pack) if pack else super().get_changeform_initial_data(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        pack = _pack(request)
        context: dict[str, Any] = {"packs": packs()}
        if pack is not None:
            context |= {"pack": pack, "twin": twin_of(pack)}
        elif request.GET.get("pack"):
            messages.warning(
                request, gettext("There is no such pack. Choose one, or fill in the form.")
            )
        return super().add_view(request, form_url, context | (extra_context or {}))

    def response_add(self, request: HttpRequest, obj: Programme, *args: Any) -> HttpResponse:
        """Redirect to the form for a wording if the new programme demands one of its own."""
        if _lacks_wording(obj) and request.user.has_perm("disclosures.add_wording"):
            messages.success(request, gettext("{programme} was added.").format(programme=obj))
            messages.warning(
                request,
                gettext("{programme} asks for a wording of its own.").format(programme=obj)
                + f" {UNTIL_THEN}",
            )
            pack = _pack(request)
            data = {"programme": str(obj.pk)} | ({"pack": pack.slug} if pack else {})
            return HttpResponseRedirect(
                f"{reverse('admin:disclosures_wording_add')}?{urlencode(data)}"
            )
        return super().response_add(request, obj, *args)

    # Data about a programme

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        programme = self.get_object(request, object_id)
        context = known_of(programme) if programme is not None else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    # The tester

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.test_link))
        return [path("test/", view, name="disclosures_programme_test"), *super().get_urls()]

    def test_link(self, request: HttpRequest) -> HttpResponse:
        """Render the rule that matches an address, and why; include the form's unsaved rule."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        address = request.POST.get("address", "").strip()
        if not address:
            return HttpResponse(gettext("Paste an address first."), status=400)
        named = request.POST.get("programme", "")
        programme = Programme.objects.filter(pk=whole_number(named) or 0).first()
        rule = None
        if "patterns" in request.POST:
            form = ProgrammeForm(request.POST, instance=programme)
            form.is_valid()
            if fault := _fault(form):
                return HttpResponse(escape(fault), status=400)
            form.instance.name = form.instance.name or gettext("This programme")
            rule = form.instance.rule
        key = programme.pk if programme else None
        answer = tester.try_link(address, rule, instead_of=key)
        return render(request, "admin/disclosures/programme/reading.html", {"answer": answer})


UNTIL_THEN = _("Stories with its links can’t be published until one is in force.")


def from_pack(pack: Pack) -> dict[str, Any]:
    """Return the initial values of the add form for a pack."""
    return {
        "name": pack.name,
        "patterns": "\n".join(pack.patterns),
        "ids_in": "\n".join(pack.ids_in),
        "targets_in": "\n".join(pack.targets_in),
        "shorteners": "\n".join(pack.shorteners),
        "channels": list(pack.channels),
        "nofollow": pack.nofollow,
        "needs_wording": pack.needs_wording,
        "forbids_prices": pack.forbids_prices,
    }


def twin_of(pack: Pack) -> Programme | None:
    """Return an existing programme with the name or a pattern of this pack; None if none exists."""
    ours = set(pack.patterns)
    return next(
        (
            programme
            for programme in Programme.objects.all()
            if programme.name == pack.name or ours & set(programme.patterns.split())
        ),
        None,
    )


def known_of(programme: Programme) -> dict[str, Any]:
    """Return the data that the change form shows next to the rule, with one query per item."""
    links = Link.objects.shown().filter(programme=programme).order_by()
    return {
        "ledger": links.aggregate(links=Count("pk"), stories=Count("edition", distinct=True)),
        "wordings": programme.wordings.order_by("-valid_from"),
        "lacks_wording": _lacks_wording(programme),
        "changes": changes(programme.changes.all()),
        "until_then": UNTIL_THEN,
    }


def _lacks_wording(programme: Programme) -> bool:
    wordings = Wording.objects.in_force().filter(programme=programme)
    return programme.active and programme.needs_wording and not wordings.exists()


def _pack(request: HttpRequest) -> Pack | None:
    slug = request.GET.get("pack", "")
    return next((pack for pack in packs() if pack.slug == slug), None)


def _fault(form: ProgrammeForm) -> str:
    """Return the first error that prevents building a form's rule; "" if there is none."""
    for name in ("patterns", "shorteners", "channels"):
        for error in form.errors.get(name, []):
            return str(error)
    try:
        form.instance.clean()
    except ValidationError as error:
        return str(error.messages[0])
    return ""
