"""The form fields for a date and time: with the browser's own picker, or in words."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from newsroom import clock, time_words

# A date and a time with minutes, as HTML writes the value of datetime-local.
LOCAL = "%Y-%m-%dT%H:%M"


class LocalDateTimeInput(forms.DateTimeInput):
    """An `<input type="datetime-local">`."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=LOCAL)


class LocalDateTimeField(forms.DateTimeField):
    """A date and time in the newsroom's time zone."""

    widget = LocalDateTimeInput


class WordedTimeField(forms.CharField):
    """A date and time in the newsroom's time zone, typed in words or as ISO 8601; None if empty."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]  # no text is returned
        text = super().to_python(value)
        try:
            return time_words.read(text, clock.now()) if text else None
        except time_words.NotUnderstood as problem:
            raise ValidationError(str(problem)) from None

    def run_validators(self, value: Any) -> None:
        """Leave out the validators of texts; `to_python` has refused what they would."""
