"""Wordings on the desk: what readers are told, from when, and how it looks."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from disclosures.models import Wording


class WordingForm(forms.ModelForm):
    valid_from = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: at once.",
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
            "label",
            "learn_more",
            "valid_from",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # What the model would fill in is shown as what it is: at once.
            self.initial["valid_from"] = None

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
    list_display = ["text", "kind", "programme", "jurisdiction", "standing", "valid_from"]
    list_filter = ["kind", "jurisdiction", "programme"]
    search_fields = ["text"]

    @admin.display(description="Standing")
    def standing(self, wording: Wording) -> str:
        if not wording.has_begun:
            return "Waiting"
        over = wording.valid_to is not None and wording.valid_to <= timezone.now()
        return "Over" if over else "In force"

    def get_readonly_fields(self, request: HttpRequest, obj: Wording | None = None) -> Any:
        """What readers have been told can't be reworded: the next wording has its own row.

        One that waits keeps its place; to move it, call it off and add another.
        """
        if obj is None:
            return []
        slot = ["kind", "programme", "jurisdiction", "language", "channel", "valid_from"]
        return self.form.Meta.fields if obj.has_begun else slot

    def has_delete_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        """One that hasn't begun can be called off; the one before it goes on."""
        waits = obj is not None and not obj.has_begun
        return waits and super().has_delete_permission(request, obj)
