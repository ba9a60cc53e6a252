"""What goes wrong before the first page: each mistake told in one line, with what to do about it.

An old Python must still be able to read this file, to say that it is too old.
"""

import sys
from contextlib import contextmanager
from typing import Iterator, NoReturn  # noqa: UP035  (Python 3.8 can't subscript the one in collections.abc)

MINIMUM_PYTHON = (3, 11)

# What PostgreSQL refuses because of how it was set up: its own code for it, and what to do.
REMEDIES = {
    "0A000": "Install the server's contrib package (on Debian it comes with postgresql).",
    "42501": "Make the role in DATABASE_URL the owner of the database.",
    "42P01": "Run `manage.py migrate` first.",
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn a wrong environment into one line on standard error and exit code 1.

    Covers a Python that is too old, settings that are missing or wrong, and a PostgreSQL that can't
    be reached, is too old, or was not set up. Any other error is a defect of ours and keeps its
    traceback.
    """
    require_python()
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError, OperationalError
        from django.db.utils import NotSupportedError
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed; run `make install` first.")
    try:
        yield
    except ImproperlyConfigured as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"PostgreSQL can't be reached: {first_line(error)}. Is DATABASE_URL right?")
    except DatabaseError as error:
        remedy = REMEDIES.get(sqlstate(error), "")
        if not remedy and not isinstance(error, NotSupportedError):
            raise
        fail(f"{first_line(error)}. {remedy}".strip())


def require_python() -> None:
    if sys.version_info < MINIMUM_PYTHON:
        wanted = ".".join(map(str, MINIMUM_PYTHON))
        fail(f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}.")


def fail(sentence: str) -> NoReturn:
    sys.exit(f"newsroom: {sentence}")


def sqlstate(error: "BaseException | None") -> str:
    """PostgreSQL's code for what went wrong, from the error that began the chain."""
    while error:
        code = getattr(error, "sqlstate", None)  # Python 3.7 has no :=
        if code:
            return str(code)
        error = error.__cause__ or error.__context__
    return ""


def first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
