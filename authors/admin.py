from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from authors.models import Author, Interest, Link
from images.models import Image
from newsroom import clock
from newsroom.admin_bases import FewRows
from newsroom.admin_keys import WithChoices
from newsroom.date_times import LocalDateTimeField, LocalDateTimeInput


class LinkInline(FewRows, admin.StackedInline):
    model = Link
    template = "admin/rows.html"
    fields = ["label", "url", "position"]
    extra = 0


class InterestForm(forms.ModelForm):
    """An interest; once it is in force, only an end in the future can be changed."""

    class Meta:
        model = Interest
        fields = ("text", "since", "until")
        field_classes = dict.fromkeys(("since", "until"), LocalDateTimeField)
        widgets = dict.fromkeys(("since", "until"), LocalDateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = self.instance.pk is not None and self.instance.has_begun
        for name in ("text", "since"):
            self.fields[name].disabled = in_force
        self.fields["until"].disabled = self.instance.pk is not None and self.instance.has_ended
        self.fields["since"].required = False
        if self.instance.pk is None:
            self.fields["since"].initial = None

    def clean_since(self) -> datetime:
        # A disabled field returns the time as displayed, without fractions of a second.
        if self.fields["since"].disabled:
            return self.instance.since
        return _not_past(self.cleaned_data["since"]) or clock.now()

    def clean_until(self) -> datetime | None:
        if self.fields["until"].disabled:
            return self.instance.until
        return _not_past(self.cleaned_data["until"])


def _not_past(at: datetime | None) -> datetime | None:
    """Return `at`; raise ValidationError if it has passed, since readers saw what was in force then."""
    if at and at < clock.now():
        raise ValidationError(gettext("That time has passed. Choose a later one."))
    return at


class InterestFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            # The instance holds the posted values by now; `initial` holds what readers saw.
            if form.instance.pk and form.initial["since"] <= clock.now():
                raise ValidationError(
                    gettext(
                        "Readers have seen “{interest}” Set an end instead of removing it."
                    ).format(interest=form.instance)
                )


class InterestInline(FewRows, admin.StackedInline):
    model = Interest
    form = InterestForm
    formset = InterestFormSet
    fields = ["text", "since", "until"]
    extra = 0
    verbose_name = _("interest")
    verbose_name_plural = _("interests")


class AuthorForm(forms.ModelForm):
    """An author's profile. A portrait needs alt text and a credit, as any published picture does."""

    def clean_portrait(self) -> Image | None:
        portrait: Image | None = self.cleaned_data["portrait"]
        if portrait and (lacks := list(portrait.lacks().values())):
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
        """Keep the slug of a published author: stories and other sites link to it."""
        return ["slug"] if obj and obj.editionbylines.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """Derive the slug from the name of a new author only: correcting a name keeps the slug."""
        return {} if obj else {"slug": ["name"]}
