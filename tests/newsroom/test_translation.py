"""Names of models and fields that Django makes up, and labels within sentences."""

import os
import subprocess
import sys

import pytest
from django.contrib.admin import site
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst

from articles.admin.forms import ArticleForm
from articles.models import Article, Edition
from images.models import Image
from newsroom.translation import derived_names, in_sentence
from tests.messages import APPS, models_of_the_desk


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "clarification"), ("de", "Klarstellung")]
)
def test_a_label_within_a_sentence(language, expected):
    label = {"en": "Clarification", "de": "Klarstellung"}[language]
    with translation.override(language):
        assert in_sentence(label) == expected


def test_derived_names_are_found():
    names = derived_names(Article)

    assert {"headline", "embargo until"} <= set(names)
    # These were written down in the model.
    assert not {"story", "stories", "type of work"} & set(names)
    assert {"edition", "editions"} <= set(derived_names(Edition))


def test_derived_names_are_translated_when_they_are_shown():
    field = Article._meta.get_field("embargo_until")
    assert str(field.verbose_name) == "embargo until"

    with translation.override("de"):
        assert str(field.verbose_name) == "Sperrfrist bis"
        assert str(Edition._meta.verbose_name_plural) == "Fassungen"
        assert str(Image._meta.verbose_name) == "Bild"


def test_forms_take_the_translated_names():
    """The admins are imported after the names became translatable."""
    form = ArticleForm.base_fields["headline"]
    with translation.override("de"):
        assert str(form.label) == "Überschrift"
        for admin in site._registry.values():
            assert capfirst(str(admin.opts.verbose_name))


def test_every_name_and_message_of_the_desks_models_is_translated():
    """Names that were written down are lazy, and those that Django made up became so."""
    ours = [model for model in models_of_the_desk() if model.__module__.split(".")[0] in APPS]
    texts = []
    for model in ours:
        options = model._meta
        texts += [options.verbose_name, options.verbose_name_plural]
        texts += [each.verbose_name for each in (*options.local_fields, *options.many_to_many)]
        texts += [each.help_text for each in options.local_fields if each.editable]
        texts += [each.violation_error_message for each in options.constraints]

    english = [text for text in texts if not isinstance(text, Promise) and text not in ("", "ID")]

    assert len(ours) > 15 and len(texts) > 200
    assert english == []


def test_plurals_that_django_makes_up_are_of_the_english_name():
    """On a site that is German from the start, too: “picture” makes “pictures”, and not “Bilds”."""
    code = "import django; django.setup(); from images.models import Image; "
    code += "print(Image._meta.verbose_name_plural)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "LANGUAGE_CODE": "de"}

    shown = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )

    assert shown.stdout == "Bilder\n"
