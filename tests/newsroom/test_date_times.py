from datetime import datetime

from django import forms
from django.utils import timezone

from newsroom.date_times import LocalDateTimeField


class Form(forms.Form):
    at = LocalDateTimeField(initial=datetime(2026, 3, 1, 9, 5, 30))


def test_the_browser_gets_its_own_picker_with_minutes():
    html = str(Form()["at"])
    assert 'type="datetime-local"' in html
    assert 'value="2026-03-01T09:05"' in html


def test_what_the_picker_sends_is_a_time_of_the_newsrooms_zone():
    form = Form({"at": "2026-03-01T09:05"})
    assert form.is_valid()
    assert form.cleaned_data["at"] == timezone.make_aware(datetime(2026, 3, 1, 9, 5))
