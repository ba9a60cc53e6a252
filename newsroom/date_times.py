"""The form field for a date and time, which uses the browser's own picker."""

from typing import Any

from django import forms


class LocalDateTimeInput(forms.DateTimeInput):
    """An `<input type="datetime-local">`, with minutes as in HTML's definition of its value."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LocalDateTimeField(forms.DateTimeField):
    """A date and time in the newsroom's time zone."""

    widget = LocalDateTimeInput
