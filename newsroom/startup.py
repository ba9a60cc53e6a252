"""Startup errors, each reported in one line that says what to do.

An old Python must still be able to parse this file, to report that it is too old.
"""

import errno
import sys
from contextlib import contextmanager
from typing import Iterator, NoReturn  # noqa: UP035  (Python 3.8 can't subscript the one in collections.abc)

MINIMUM_PYTHON = (3, 11)

# Remedies for errors in the setup of PostgreSQL, by SQLSTATE.
REMEDIES = {
    "0A000": "Install the server's contrib package (on Debian it comes with postgresql).",
    "53100": "Free some space on the disk of the database.",
    "42501": "Make the role in DATABASE_URL the owner of the database.",
    "42P01": "Run `manage.py migrate` first.",
}

# Remedies for a disk that can't be written to, by error number.
DISK_ERRORS = {
    errno.ENOSPC: "Free some space, and try again.",
    errno.EDQUOT: "Free some space, and try again.",
    errno.EROFS: "Choose another folder by VAR_DIR.",
    errno.EACCES: "Give the folder to the user that runs this, or choose another by VAR_DIR.",
    errno.EPERM: "Give the folder to the user that runs this, or choose another by VAR_DIR.",
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Report an error in the environment as one line on standard error, with exit code 1.

    This covers an old Python, missing or wrong settings, a PostgreSQL that can't be reached, is too
    old or was not set up, and a disk that is full or read-only. Any other error is a defect of the
    code and keeps its traceback.
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
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        fail(f"{disk_error(error)}. {DISK_ERRORS[error.errno]}")
    except DatabaseError as error:
        if isinstance(error, OperationalError) and sqlstate(error) not in REMEDIES:
            fail(f"PostgreSQL can't be reached: {first_line(error)}. Is DATABASE_URL right?")
        remedy = REMEDIES.get(sqlstate(error), "")
        if not remedy and not isinstance(error, NotSupportedError):
            raise
        fail(f"{first_line(error)}. {remedy}".strip())


def require_python() -> None:
    if sys.version_info < MINIMUM_PYTHON:
        minimum = ".".join(map(str, MINIMUM_PYTHON))
        fail(f"Python {minimum} or newer is needed; this is {sys.version.split()[0]}.")


def fail(sentence: str) -> NoReturn:
    """Exit with code 1 after writing the sentence to standard error."""
    sys.exit(f"newsroom: {sentence}")


def sqlstate(error: "BaseException | None") -> str:
    """Return the SQLSTATE of the first error in the chain that has one, or ""."""
    while error:
        code = getattr(error, "sqlstate", None)  # Python 3.7 has no :=
        if code:
            return str(code)
        error = error.__cause__ or error.__context__
    return ""


def disk_error(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)


def first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
