"""The templates of readers' pages: Jinja2, with what every page may use.

The desk's templates, below admin/ and staff/, are in Django's language. docs/make-it-yours.md lists the functions
and filters.
"""

import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage, storages
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import BaseLoader, ChainableUndefined, Environment, TemplateNotFound
from jinja2.loaders import split_template_path

from newsroom import languages
from newsroom.static_files import styles_of
from newsroom.templates import compact
from newsroom.translation import in_sentence

# The folders of the desk's templates.
DESK = ("admin/", "staff/")
# Separates a template's name from the number of files of that name to skip.
SKIP = "|"


class Loader(BaseLoader):
    """Loads templates without their indentation: the first file of a name in a list of folders."""

    def __init__(self, folders: Iterable[str | os.PathLike[str]]) -> None:
        self.folders = [Path(folder) for folder in folders]

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the source, its path, and a function that returns whether it is unchanged."""
        name, _, skipped = template.partition(SKIP)
        if name.startswith(DESK):
            raise TemplateNotFound(template)
        parts = split_template_path(name)
        paths = [path for folder in self.folders if (path := folder.joinpath(*parts)).is_file()]
        try:
            path = paths[int(skipped or 0)]
        except IndexError:
            raise TemplateNotFound(template) from None
        changed = path.stat().st_mtime_ns
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = compact(source)
        return source, str(path), lambda: path.exists() and path.stat().st_mtime_ns == changed


class ReaderEnvironment(Environment):
    """Jinja2's environment of readers' templates; a missing variable is empty, as in Django's language."""

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of a template that `parent` extends, includes or imports.

        One of its own name is the next file of that name, as in Django's language: a publisher's
        story.html extends ours.
        """
        name, _, skipped = parent.partition(SKIP)
        return f"{name}{SKIP}{int(skipped or 0) + 1}" if template == name else template


def make_environment(**options: Any) -> Environment:
    """Return the environment with the filters and functions that need no models.

    `options` are those that Django's backend gives it.
    """
    options["loader"] = Loader(options["loader"].searchpath)
    extensions = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    environment = ReaderEnvironment(
        **options | {"undefined": ChainableUndefined, "extensions": extensions}
    )
    translate(environment)
    environment.filters |= {
        "date": formatted,
        "date_time": date_time,
        "iso": iso,
        "in_sentence": in_sentence,
        "linebreaks": paragraphs,
        "number": number,
    }
    environment.globals |= {
        "direction": languages.direction,
        "interface_language": languages.interface_language,
        "of_interface": of_interface,
        "site_language": languages.site_language,
        "static": static,
        "stylesheets": stylesheets,
        "url": url,
        "written_in": written_in,
    }
    return environment


def translate(environment: Environment) -> None:
    """Let `{% trans %}` and `_()` translate by Django's catalogs; values are escaped, sentences aren't."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )


def formatted(value: date | None, format: str = "") -> str:
    """Return a date or instant by a format of Django's filter `date`, in the site's time zone.

    Without a format: the day as the site's language writes it, such as November 21, 2026.
    """
    if not value:
        return ""
    language = get_language() or ""
    format = format or languages.date_formats(language).day
    return _formatted(value, format, timezone.get_current_timezone_name(), language)


def date_time(value: datetime | None) -> str:
    """Return an instant's day and time as the site's language writes them, in its time zone."""
    return formatted(value, languages.date_formats(get_language() or "").minute)


@lru_cache(maxsize=2000)
def _formatted(value: date, format: str, zone: str, language: str) -> str:
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, format)


def iso(value: datetime | None) -> str:
    """Return an instant for the attribute `datetime` of <time>, in the site's time zone."""
    return formatted(value, r"Y-m-d\TH:i:sO")


def written_in(language: str, inside: str | None = None) -> SafeString:
    """Return the attributes of an element with words in a story's language, "" for the site's.

    `inside`: the language of the element of `written_in` that it is in, None for the page itself. What
    that says already is left out.
    """
    return _attributes(_story_words(language), _page() if inside is None else _story_words(inside))


def of_interface(inside: str | None, *, turned: bool = True) -> SafeString:
    """Return the attributes of an element with words of the interface within one of `written_in`.

    `inside`: that one's language, None for the page itself. `turned`: it is laid out in the page's
    direction too.
    """
    page = _page()
    around = page if inside is None else _story_words(inside)
    return _attributes(page if turned else (page[0], around[1]), around)


def _page() -> tuple[str, str]:
    """Return the language and direction of <html>."""
    return languages.interface_language(), languages.direction(languages.site_language())


def _story_words(language: str) -> tuple[str, str]:
    language = language or languages.site_language()
    return language, languages.direction(language)


def _attributes(own: tuple[str, str], around: tuple[str, str]) -> SafeString:
    """Return `lang` and `dir` of an element as far as they differ from those around it."""
    changed = [
        pair
        for pair, former in zip(zip(("lang", "dir"), own, strict=True), around, strict=True)
        if pair[1] != former
    ]
    return format_html_join(" ", '{}="{}"', changed)


def paragraphs(text: str) -> SafeString:
    """Return plain text as HTML paragraphs; a single line break becomes `<br>`."""
    return SafeString(linebreaks(text, autoescape=True))


def number(value: int) -> str:
    """Return a number as the site's language writes it: 12,345 or 12.345."""
    return number_format(value, force_grouping=True)


def url(name: str, *arguments: object) -> str:
    """Return the address of a view, as Django's `reverse` does."""
    key = (settings.ROOT_URLCONF, get_urlconf(), get_script_prefix())
    return _url(key, name, arguments)


@lru_cache(maxsize=1000)
def _url(key: tuple[object, ...], name: str, arguments: tuple[object, ...]) -> str:
    return reverse(name, args=arguments)


def static(path: str) -> str:
    """Return the address of a static file."""
    return _static(storages["staticfiles"], path)


@lru_cache(maxsize=200)
def _static(storage: Storage, path: str) -> str:
    return storage.url(path)


def stylesheets() -> list[str]:
    """Return the addresses of the readers' stylesheets: one if the static files were collected."""
    return [static(path) for path in styles_of(staticfiles_storage)]
