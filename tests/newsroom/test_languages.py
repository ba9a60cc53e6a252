"""The site's language, its catalogs and its direction."""

import os
import subprocess
import sys

import pytest
from django.utils import translation

from newsroom.languages import (
    date_formats,
    direction,
    interface_language,
    language_of_catalog,
    site_language,
    story_languages,
    tag,
)


@pytest.fixture
def folder(tmp_path):
    for locale in ("de", "pt_BR", "zh_Hans"):
        file = tmp_path / locale / "LC_MESSAGES/django.mo"
        file.parent.mkdir(parents=True)
        file.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("de", "de"),
        ("de-at", "de"),
        ("pt-br", "pt-br"),
        ("pt", None),
        ("zh-hans", "zh-hans"),
        ("fr", None),
        ("en-us", "en"),
        ("en", "en"),
    ],
)
def test_a_catalog_is_of_the_language_or_of_its_base(folder, code, expected):
    assert language_of_catalog(code, [folder / "none", folder]) == expected


def test_the_interface_names_the_language_it_is_in(settings, folder):
    """`lang` of <html> is what a screen reader pronounces the page by."""
    settings.LANGUAGE_CODE = "de-at"
    assert (interface_language(), site_language()) == ("de", "de")

    settings.LANGUAGE_CODE = "en-us"
    assert (interface_language(), site_language()) == ("en", "en")

    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGE_CODE = "pt-br"
    assert (interface_language(), site_language()) == ("pt-BR", "pt-BR")


def test_a_site_without_a_translation_has_an_english_interface(settings):
    settings.STORY_LANGUAGE = "fr-ca"
    assert (interface_language(), site_language()) == ("en", "fr")


def test_a_language_that_is_activated_wins_over_the_setting(settings):
    with translation.override("de"):
        assert interface_language() == "de"
    assert interface_language() == "en"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en-us", "en"), ("de-ch", "de"), ("pt-br", "pt-BR"), ("zh-hans", "zh-Hans"), ("ar", "ar")],
)
def test_tags(code, expected):
    assert tag(code) == expected


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur"])
def test_languages_written_from_right_to_left(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "vi", "zh-Hans"])
def test_languages_written_from_left_to_right(language):
    assert direction(language) == "ltr"


def test_formats_of_dates():
    assert date_formats("en-us") == ("F j, Y", "F j, Y, H:i")
    assert date_formats("de-at") == ("j. F Y", "j. F Y H:i")


def test_languages_are_offered_by_their_own_names_once():
    choices = story_languages()

    assert len({code for code, _ in choices}) == len(choices) > 50
    assert {("de", "Deutsch"), ("ar", "العربيّة"), ("pt-BR", "Português Brasileiro")} < set(choices)
    assert [name for _, name in choices] == sorted(name for _, name in choices)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("De-AT", "de-at||de de"),
        ("fr", "en-us|fr|en fr"),
        ("en-gb", "en-gb||en en"),
        ("ar", "en-us|ar|en ar"),
    ],
)
def test_the_setting_names_the_language_of_stories_where_there_is_no_translation(code, expected):
    script = (
        "import django; django.setup(); from django.conf import settings as s; "
        "from newsroom.languages import interface_language as i, site_language as l; "
        "print(f'{s.LANGUAGE_CODE}|{s.STORY_LANGUAGE}|{i()} {l()}')"
    )

    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "LANGUAGE_CODE": code},
        capture_output=True,
        text=True,
    )

    assert result.stdout.strip() == expected, result.stderr
