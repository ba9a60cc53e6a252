"""The publisher's own fields of a story: those of the form that the setting STORY_FIELDS names.

Their values are the copy's `extra`, so publishing, comparing, restoring and the guards of editions
treat them as any other content.
"""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string

from articles.models import Article

# Keeps the names apart from those of our own fields, now and after an upgrade.
PREFIX = "own_"


def fields() -> dict[str, forms.Field]:
    """Return new instances of the fields by their name on the story's form.

    Raises:
        ImproperlyConfigured: STORY_FIELDS names no form.
    """
    if not settings.STORY_FIELDS:
        return {}
    try:
        form = import_string(settings.STORY_FIELDS)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"STORY_FIELDS is {settings.STORY_FIELDS!r}, which can't be imported: {error}. "
            "Set it to a form, such as example.forms.StoryFields."
        ) from error
    if not (isinstance(form, type) and issubclass(form, forms.BaseForm)):
        raise ImproperlyConfigured(f"STORY_FIELDS is {settings.STORY_FIELDS!r}, which is no form.")
    return {f"{PREFIX}{name}": field for name, field in form().fields.items()}


def write(article: Article, cleaned: dict[str, Any]) -> None:
    """Write the valid values into the draft's `extra`, as JSON holds them.

    A value whose field was removed from the form is kept.
    """
    for name in fields():
        if name in cleaned:
            value = json.loads(json.dumps(cleaned[name], cls=DjangoJSONEncoder))
            article.extra = article.extra | {name.removeprefix(PREFIX): value}
