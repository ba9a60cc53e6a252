from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from disclosures.models import Programme, Wording


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["name", "active", "parameter"]
    list_filter = ["active"]
    search_fields = ["name", "hosts"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A programme that ends is switched off; what it was stays on record."""
        return False


class WordingForm(forms.ModelForm):
    class Meta:
        model = Wording
        fields = ("text", "learn_more", "valid_from")
        field_classes = {"valid_from": forms.SplitDateTimeField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "valid_from" in self.fields:
            self.fields["valid_from"].required = False
            self.fields["valid_from"].initial = None
            self.fields["valid_from"].help_text = "Empty: at once."

    def clean_valid_from(self) -> datetime:
        """What readers were told yesterday can't be told from today."""
        now = timezone.now()
        valid_from: datetime = self.cleaned_data["valid_from"] or now
        if valid_from < now:
            raise ValidationError("That time has passed. Leave it empty to begin at once.")
        return valid_from


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    form = WordingForm
    list_display = ["text", "valid_from"]

    def get_readonly_fields(self, request: HttpRequest, obj: Wording | None = None) -> Any:
        """What readers have been told can't be reworded: the next wording has its own row."""
        told = obj is not None and obj.valid_from <= timezone.now()
        return ["text", "learn_more", "valid_from"] if told else []

    def has_delete_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        return False
