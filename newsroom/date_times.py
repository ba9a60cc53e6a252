"""The form field for a date and time, which uses the browser's own picker."""

from typing import Any

from django import forms

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
