"""Programmes on the desk: their rules, packs to start from, and a tester beside the form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.html import escape
from django.views.decorators.http import require_POST

from disclosures.links import Rulebook
from disclosures.models import Channel, Programme, Wording
from disclosures.rulebook import rulebook


class ProgrammeForm(forms.ModelForm):
    channels = forms.MultipleChoiceField(
        choices=Channel,
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("active") and not Wording.objects.in_force().general().exists():
            raise ValidationError(
                "No affiliate wording is in force, so stories with these links could not say that "
                "we may earn from them. Add a wording first, or save the programme switched off."
            )
        return cleaned


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    form = ProgrammeForm
    list_display = ["name", "active", "first_pattern"]
    list_filter = ["active"]
    search_fields = ["name", "patterns"]
    fieldsets = [
        (None, {"fields": ["name", "active", "patterns", "ids_in", "own_ids"]}),
        ("Networks and redirects", {"fields": ["targets_in", "passes_on"]}),
        (
            "What the programme asks for",
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

    @admin.display(description="Pattern")
    def first_pattern(self, programme: Programme) -> str:
        lines = programme.patterns.split()
        return lines[0] + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A programme that ends is switched off; what it was stays on record."""
        return False

    # The tester

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.test_link))
        return [path("test/", view, name="disclosures_programme_test"), *super().get_urls()]

    def test_link(self, request: HttpRequest) -> HttpResponse:
        """Which rule an address fits, and why, with the form's rule as it is typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = request.POST.get("programme", "")
        programme = Programme.objects.filter(pk=int(key) if key.isdecimal() else 0).first()
        current = rulebook()
        rules = [
            rule for rule in current.rules if programme is None or rule.programme != programme.pk
        ]
        if request.POST.get("patterns"):
            form = ProgrammeForm(request.POST, instance=programme)
            form.is_valid()
            if error := next(iter(form.errors.get("patterns", [])), None):
                return HttpResponse(escape(error), status=400)
            form.instance.name = form.instance.name or "This programme"
            rules.insert(0, form.instance.rule)
        known = Rulebook(rules, current.deals.values(), current.own_hosts)
        reading = known.read(request.POST.get("address", "").strip())
        context = {"reading": reading, "deal": known.deals.get(reading.normalised)}
        return render(request, "admin/disclosures/programme/reading.html", context)
