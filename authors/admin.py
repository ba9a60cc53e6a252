from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from authors.models import Author, Interest, Link
from images.models import Image
from newsroom import clock
from newsroom.admin_keys import WithChoices


class LinkInline(admin.StackedInline):
    model = Link
    template = "admin/rows.html"
    fields = ["label", "url", "position"]
    extra = 0


def _moment() -> forms.DateTimeInput:
    """A time as the browser's own picker gives it."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class InterestForm(forms.ModelForm):
    """What readers have been told is shown, not asked: only an end to come can be set or moved."""

    class Meta:
        model = Interest
        fields = ("text", "since", "until")
        field_classes = {"since": forms.DateTimeField, "until": forms.DateTimeField}
        widgets = {"since": _moment(), "until": _moment()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.instance.pk is not None and self.instance.has_begun
        for name in ("text", "since"):
            self.fields[name].disabled = told
        self.fields["until"].disabled = self.instance.pk is not None and self.instance.has_ended
        self.fields["since"].required = False
        if self.instance.pk is None:
            self.fields["since"].initial = None

    def clean_since(self) -> datetime:
        # A field that isn't asked brings the time as it is shown, without the fractions.
        if self.fields["since"].disabled:
            return self.instance.since
        return _not_past(self.cleaned_data["since"]) or clock.now()

    def clean_until(self) -> datetime | None:
        if self.fields["until"].disabled:
            return self.instance.until
        return _not_past(self.cleaned_data["until"])


def _not_past(at: datetime | None) -> datetime | None:
    """What readers were told yesterday can't be changed today."""
    if at and at < clock.now():
        raise ValidationError("That time has passed. Choose a later one.")
    return at


class InterestFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            # The instance has by now what was posted; `initial` is what readers know.
            if form.instance.pk and form.initial["since"] <= clock.now():
                raise ValidationError(
                    f"Readers have been told: “{form.instance}” Set an end instead of removing it."
                )


class InterestInline(admin.StackedInline):
    model = Interest
    form = InterestForm
    formset = InterestFormSet
    fields = ["text", "since", "until"]
    extra = 0
    verbose_name = "interest"
    verbose_name_plural = "interests"


class AuthorForm(forms.ModelForm):
    """An author's profile. What readers may be shown of a picture holds for portraits too."""

    def clean_portrait(self) -> Image | None:
        portrait: Image | None = self.cleaned_data["portrait"]
        if portrait and (lacks := list(portrait.lacks())):
            raise ValidationError(lacks)
        return portrait


@admin.register(Author)
class AuthorAdmin(WithChoices, admin.ModelAdmin):
    form = AuthorForm
    inlines = [LinkInline, InterestInline]
    autocomplete_fields = ["portrait", "user"]
    list_display = ["name", "pronouns", "role", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """An author's address stands in stories that readers have and in links from elsewhere."""
        return ["slug"] if obj and obj.editionbylines.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """An address that readers know is not rewritten by a corrected name."""
        return {} if obj else {"slug": ["name"]}
