"""The publisher's own fields of a story: those of the form that the setting STORY_FIELDS names.

Their values are the copy's `extra`, so publishing, comparing, restoring and the guards of editions
treat them as any other content.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from articles.models import Article

# Keeps the names apart from those of our own fields, now and after an upgrade.
PREFIX = "own"
NO_JSON = _("This value can’t be kept: it is no text, number or list.")


def fields() -> dict[str, forms.Field]:
    """Return new instances of the fields by their name on the story's form.

    Raises:
        ImproperlyConfigured: STORY_FIELDS names no form.
    """
    if (kind := _form()) is None:
        return {}
    return {_on_the_story(name): field for name, field in kind().fields.items()}


def values(article: Article) -> dict[str, Any]:
    """Return the draft's values by the fields' names on the story's form."""
    return {_on_the_story(name): value for name, value in article.extra.items()}


def write(article: Article, data: Mapping[str, Any], files: Any) -> dict[str | None, list[str]]:
    """Write what was posted into the draft's `extra`, as JSON holds it, if the publisher's form accepts it.

    A value whose field was removed from the form is kept.

    Returns:
        The problems by the fields' names on the story's form; under None those of no single field.
    """
    if (kind := _form()) is None:
        return {}
    form = kind(data, files, initial=article.extra, prefix=PREFIX)
    problems: dict[str | None, list[str]] = {
        _on_the_story(name) if name in form.fields else None: [*map(str, messages)]
        for name, messages in form.errors.items()
    }
    if problems:
        return problems
    try:
        written = json.dumps(form.cleaned_data, cls=DjangoJSONEncoder)
    except TypeError:
        return {_on_the_story(name): [str(NO_JSON)] for name in _unwritable(form.cleaned_data)}
    article.extra = article.extra | json.loads(written)
    return {}


def _on_the_story(name: str) -> str:
    """Return a field's name on the story's form, as Django's `prefix` makes it."""
    return f"{PREFIX}-{name}"


def _form() -> type[forms.BaseForm] | None:
    """Return the publisher's form, None without one. Raises ImproperlyConfigured."""
    if not settings.STORY_FIELDS:
        return None
    try:
        form = import_string(settings.STORY_FIELDS)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"STORY_FIELDS is {settings.STORY_FIELDS!r}, which can't be imported: {error}. "
            "Set it to a form, such as example.forms.StoryFields."
        ) from error
    if not (isinstance(form, type) and issubclass(form, forms.BaseForm)):
        raise ImproperlyConfigured(f"STORY_FIELDS is {settings.STORY_FIELDS!r}, which is no form.")
    return form


def _unwritable(values: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the values that JSON can't hold, such as rows and files."""
    for name, value in values.items():
        try:
            json.dumps(value, cls=DjangoJSONEncoder)
        except TypeError:
            yield name
