"""The languages of the interface and of stories, and the direction in which each is written.

The interface is in one language for all readers and editors, because a page is kept once for everybody. Imports
no models and no settings at import, so that newsroom/settings.py can use it.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.formats import get_format
from django.utils.translation import get_language, to_locale

# In which our sentences are written, so it needs no catalog.
ENGLISH = "en"
RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
# What a story may be written in. Django knows their names in the languages themselves.
STORY_LANGUAGES = (
    *("ar", "bg", "bn", "ca", "ckb", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa"),
    *("fi", "fr", "fy", "ga", "gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka"),
    *("ko", "lb", "lt", "lv", "mk", "ms", "nb", "nl", "nn", "pl", "pt", "pt-br", "ro", "ru", "sk"),
    *("sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "ug", "uk", "ur", "vi", "zh-hans"),
    "zh-hant",
)


def language_of_catalog(code: str, folders: Iterable[str | Path]) -> str | None:
    """Return the language of a catalog in `folders` that translates our sentences into a language.

    For de-at it is de-at or de. None if there is no catalog; English needs none.
    """
    base = code.partition("-")[0]
    for language in (code, base):
        file = Path(to_locale(language), "LC_MESSAGES", "django.mo")
        if any(Path(folder, file).is_file() for folder in folders):
            return language
    return ENGLISH if base == ENGLISH else None


def interface_language() -> str:
    """Return the language of the interface's sentences, as `lang` of <html> names it: en, de, pt-BR."""
    return _interface(get_language() or settings.LANGUAGE_CODE, tuple(settings.LOCALE_PATHS))


@lru_cache(maxsize=32)
def _interface(code: str, folders: tuple[str | Path, ...]) -> str:
    return tag(language_of_catalog(code, folders) or ENGLISH)


def site_language() -> str:
    """Return the language of stories that name none: en, de, pt-BR."""
    return tag(settings.STORY_LANGUAGE or settings.LANGUAGE_CODE)


def feed_language() -> str:
    """Return the language of a feed's stories, with its region: en-us, de-at."""
    code: str = settings.STORY_LANGUAGE or settings.LANGUAGE_CODE
    return code


@cache
def tag(code: str) -> str:
    """Return the BCP 47 tag of one of Django's codes: de for de-at, pt-BR for pt-br, zh-Hans for zh-hans.

    A region is kept where Django has a name for the language there, and English is always en.
    """
    base, _, rest = code.partition("-")
    if not rest or base == ENGLISH or code not in LANG_INFO:
        return base
    return f"{base}-{rest.upper() if len(rest) == 2 else rest.title()}"


class DateFormats(NamedTuple):
    """The formats of a language, in the letters of Django's filter `date`."""

    day: str
    minute: str


@cache
def date_formats(code: str) -> DateFormats:
    """Return Django's formats of a language; English months are written out and hours count to 24."""
    if code.partition("-")[0] in ("", ENGLISH):
        return DateFormats("F j, Y", "F j, Y, H:i")
    return DateFormats(get_format("DATE_FORMAT", code), get_format("DATETIME_FORMAT", code))


def direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def story_languages() -> Sequence[tuple[str, str]]:
    """Return the codes of the languages that a story may be in, with their own names, by name."""
    names = {code: LANG_INFO[code]["name_local"] for code in STORY_LANGUAGES} | {"eu": "Euskara"}
    return sorted(
        ((tag(code), name[:1].title() + name[1:]) for code, name in names.items()),
        key=lambda choice: choice[1],
    )
