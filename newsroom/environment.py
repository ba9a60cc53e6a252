"""Read settings from environment variables; each raises ImproperlyConfigured for a wrong value.

The message names the variable and says what to set it to.
"""

import importlib.util
import json
import os
import re
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool = False) -> bool:
    """Return a boolean variable: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")


def number(name: str, default: int, least: int = 1) -> int:
    """Return a variable that is a whole number."""
    value = os.environ.get(name, "").strip() or str(default)
    if re.fullmatch(r"[0-9]{1,9}", value) and int(value) >= least:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number, {least} or more.")


def one_of(name: str, default: str, choices: Sequence[str]) -> str:
    """Return a variable that is one of `choices`, in capitals; it may be written in any case."""
    value = os.environ.get(name, "").strip().upper() or default
    if value in choices:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to {', '.join(choices)}.")


def addresses(name: str) -> list[str]:
    """Return a variable that lists URLs, separated by commas."""
    values = [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]
    for value in values:
        if not re.match(r"https?://[^/]", value):
            raise ImproperlyConfigured(
                f"{name} has {value!r}; set it to addresses such as https://desk.news.example, "
                "with commas."
            )
    return values


def folder(name: str) -> Path | None:
    """Return a variable that is an absolute path of a folder, which need not exist; None if not set."""
    value = os.environ.get(name, "").strip()
    if value and not value.startswith("/"):
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to an absolute path.")
    return Path(value) if value else None


def folders(name: str) -> list[Path]:
    """Return a variable that lists folders, separated by colons (on Windows by semicolons)."""
    paths = [Path(text).resolve() for text in os.environ.get(name, "").split(os.pathsep) if text]
    for path in paths:
        if not path.is_dir():
            raise ImproperlyConfigured(
                f"{name} names {path}, which is no folder. Create it, or correct {name}."
            )
    return paths


def language(name: str, default: str) -> str:
    """Return a variable that is one of Django's languages, or a variant of one (de-at)."""
    value = os.environ.get(name, "").strip().lower() or default
    codes = {code for code, _ in LANGUAGES}
    if re.fullmatch(r"[a-z]{2,8}([-@][a-z0-9]{1,8})*", value) and (
        value in codes or re.split("[-@]", value)[0] in codes
    ):
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to a language such as de or pt-br.")


def time_zone(name: str, default: str) -> str:
    """Return a variable that is a time zone of this machine's tz database."""
    value = os.environ.get(name, "").strip() or default
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; set it to a time zone such as Europe/Berlin or UTC."
        ) from None
    return value


def backend(name: str, default: str) -> str:
    """Return a variable that is a class's dotted name; its package must be installed."""
    value = os.environ.get(name, "").strip() or default
    if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", value):
        package = value.partition(".")[0]
        if importlib.util.find_spec(package):
            return value
        raise ImproperlyConfigured(
            f"{name} is {value!r}, but {package} is not installed; for object storage run "
            "`make install WITH=s3`."
        )
    raise ImproperlyConfigured(
        f"{name} is {value!r}; set it to a class such as images.s3.S3Storage."
    )


def json_object(name: str, example: str = '{"bucket_name": "pictures"}') -> dict[str, Any]:
    """Return a variable that is a JSON object. An error doesn't repeat it, for it may hold keys."""
    try:
        value = json.loads(os.environ.get(name, "").strip() or "{}")
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    raise ImproperlyConfigured(f"{name} is no JSON object; set it to one such as {example}.")
