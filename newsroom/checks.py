"""Checks of the database and the static files, run by `migrate` and at server start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from newsroom import guards, word_triggers
from newsroom.cache import tables

MINIMUM_POSTGRESQL = 15
# btree_gist lets an exclusion constraint compare a story's key and a span of time in one index.
# pg_trgm finds parts of words for the desk's search, unaccent words without their accents.
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def require_postgresql(connection: BaseDatabaseWrapper) -> None:
    """Raise ImproperlyConfigured, saying what to do, if the server can't run the site."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
        cursor.execute("SELECT name FROM pg_available_extensions")
        available = {name for (name,) in cursor.fetchall()}
    if version < MINIMUM_POSTGRESQL:
        raise ImproperlyConfigured(
            f"PostgreSQL {version} is too old: {MINIMUM_POSTGRESQL} or newer is needed. "
            "Upgrade the server, or point DATABASE_URL at a newer one."
        )
    if missing := ", ".join(name for name in EXTENSIONS if name not in available):
        raise ImproperlyConfigured(
            f"PostgreSQL has no extension {missing}. "
            "Install the server's contrib package (on Debian it comes with postgresql)."
        )


@register(Tags.database)
def check_postgresql(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check the server before a migration.

    Raises ImproperlyConfigured instead of returning a message: Django prints five lines around a
    message, and stops too."""
    for alias in databases or []:
        require_postgresql(connections[alias])
    return []


@register(Tags.database, deploy=True)
def check_guards(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn about triggers that aren't in force (`check --deploy --database default`)."""
    return [
        CheckWarning(problem, hint="Run `manage.py migrate` as the owner.", id="newsroom.W001")
        for alias in databases or []
        for declared in (guards, tables, word_triggers)
        for problem in declared.missing(connections[alias])
    ]


def require_default() -> None:
    """Check the default database. Raises ImproperlyConfigured if it can't run the site."""
    require_postgresql(connections["default"])


def require_static_files() -> None:
    """Raise ImproperlyConfigured if the static files that every page links to were not collected."""
    manifest = getattr(staticfiles_storage, "manifest_name", None)
    if manifest and not staticfiles_storage.exists(manifest):
        raise ImproperlyConfigured(
            f"{settings.STATIC_ROOT} has no static files. Run `manage.py collectstatic` first."
        )
    for name in ("SITE_LOGO", "SITE_STYLES"):
        file = getattr(settings, name)
        if manifest and file and not staticfiles_storage.exists(file):
            raise ImproperlyConfigured(
                f"{name} is {file!r}, but there is no such static file. Put it into a "
                "folder of STATIC_DIRS, and run `manage.py collectstatic`."
            )
