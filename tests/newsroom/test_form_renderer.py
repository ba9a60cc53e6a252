"""The desk's renderer of forms writes what Django's templates would."""

import re
from itertools import product
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.test import Client
from django.utils.safestring import mark_safe

from newsroom.form_renderer import Renderer
from tests.desk import change_url

OURS, DJANGOS = Renderer(), DjangoTemplates()
CHOICES = [("", "None"), ("a", "A & B"), ("Group <1>", [(1, "One"), (2, "Two")]), (None, "Unknown")]
WIDGETS = [
    *(forms.TextInput(), forms.NumberInput(), forms.HiddenInput(), forms.EmailInput()),
    *(forms.URLInput(), forms.CheckboxInput(), forms.PasswordInput(), forms.DateInput()),
    *(forms.Textarea(), forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES)),
    *(forms.RadioSelect(choices=CHOICES), forms.NullBooleanSelect()),
]
VALUES = [None, "", "a", 0, 1, True, 1.5, "“quoted” \"<b>\" & 'x'", mark_safe("&amp;<b>")]
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"id": "id_x", "required": True, "disabled": False, "maxlength": 10, "class": 'a "b"'},
    {"data-text": mark_safe("&lt;"), "title": None},
]


def squeezed(html: str) -> str:
    return " ".join(html.replace(">", "> ").replace("<", " <").split())


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_widgets_are_the_same(widget):
    for value, attrs in product(VALUES, ATTRIBUTES):
        name = 'name"<'
        written = widget.render(name, value, attrs, renderer=OURS)
        assert squeezed(written) == squeezed(widget.render(name, value, attrs, renderer=DJANGOS))


class SampleForm(forms.Form):
    name = forms.CharField(label="Name & <such>", max_length=5)
    other = forms.BooleanField(required=False, label=mark_safe("<b>Other</b>"))
    choice = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)


@pytest.mark.parametrize("data", [None, {}, {"name": "<too long>"}])
def test_labels_errors_and_whole_forms_are_the_same(data):
    ours, djangos = (SampleForm(data, renderer=each) for each in (OURS, DJANGOS))
    assert squeezed(str(ours)) == squeezed(str(djangos))
    for name in ours.fields:
        assert str(ours[name].label_tag()) == str(djangos[name].label_tag())
        assert str(ours[name].errors) == str(djangos[name].errors)
    assert str(ErrorList(["<x>"], renderer=OURS)) == str(ErrorList(["<x>"], renderer=DJANGOS))


def test_the_storys_form_is_the_same(newsroom, monkeypatch):
    client, address = newsroom.client("editor"), change_url(newsroom.story("five-small-lights"))
    ours = page(client, address)
    monkeypatch.setattr(Renderer, "render", DjangoTemplates.render)
    assert page(client, address) == ours


def page(client: Client, address: str) -> str:
    """Return the page without the tokens that differ in each response."""
    response = client.get(address)
    assert response.status_code == 200
    html = re.sub(r'nonce="[^"]+"', "", response.content.decode())
    tokens = r'name="(csrfmiddlewaretoken|autosave-key)" value="[^"]+"'
    return squeezed(re.sub(tokens, r"\1", html))
