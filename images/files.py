"""A picture's files in storage: its original, its master, and the renditions that are ready."""

import errno
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from images.renditions import FORMATS

# Formats that a browser requesting a format can also show; feeds and other sites' cards take JPEG.
SHOWN_TOO = {"avif": ("avif", "webp", "jpg"), "webp": ("webp", "jpg"), "jpg": ("jpg",)}
# Seconds without requests to the storage after one failed: each may take seconds to fail, and hold a
# thread that serves pages.
PAUSE = 1.0

logger = logging.getLogger(__name__)
_failed = float("-inf")


class StorageAway(OSError):
    """Raised if the storage of pictures can't be reached, or refuses to work for us."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn errors of a storage's own kind, such as an S3 client's, into StorageAway.

    FileNotFoundError and other OSErrors pass unchanged.

    Raises:
        StorageAway: also without an attempt, for PAUSE seconds after one failed.
    """
    global _failed
    if time.monotonic() - _failed < PAUSE:
        raise StorageAway("The storage of pictures could not be reached a moment ago")
    try:
        yield
    except (OSError, SuspiciousOperation):
        raise
    except Exception as error:
        _failed = time.monotonic()
        logger.error("The storage of pictures can't be used: %s", error)
        raise StorageAway(f"{type(error).__name__}: {error}") from error


def is_temporary(error: OSError) -> bool:
    """Return True if the same may work later: the disk is full, or the storage is away."""
    return is_full(error) or isinstance(error, StorageAway)


def folder(token: str) -> str:
    return f"images/{token}"


def rendition_path(token: str, width: int, format: str) -> str:
    return f"{folder(token)}/{width}.{format}"


def master_path(token: str) -> str:
    return f"{folder(token)}/master.jpg"


def is_full(error: OSError) -> bool:
    """Return True if the disk is full or the user's quota is used up."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def read(path: str) -> bytes | None:
    """Return a file's content, or None if the file is missing."""
    try:
        with storage_errors(), default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def store(path: str, content: bytes) -> bool:
    """Store a file; return False if it existed, as when two processes make the same rendition."""
    with storage_errors():
        name = default_storage.save(path, ContentFile(content))
        if name != path:
            default_storage.delete(name)
    return name == path


def ready(token: str) -> list[tuple[int, str]]:
    """Return the width in pixels and the format of every stored rendition."""
    found = []
    for name in _names(token):
        width, _, format = name.partition(".")
        if width.isdecimal() and format in FORMATS:
            found.append((int(width), format))
    return found


def nearest(ready: Iterable[tuple[int, str]], width: int, format: str) -> tuple[int, str] | None:
    """Return the stored rendition that best replaces another; None if there is none.

    The next larger width is preferred, then the largest smaller one; then the requested format.
    """
    formats = SHOWN_TOO[format]
    candidates = [found for found in ready if found[1] in formats]
    return min(
        candidates,
        key=lambda found: (found[0] < width, abs(found[0] - width), formats.index(found[1])),
        default=None,
    )


def delete_all(token: str, original: str = "") -> None:
    """Delete all files of a picture, and the file named `original`."""
    names = {f"{folder(token)}/{name}" for name in _names(token)} | ({original} - {""})
    delete(names)


def delete(names: Iterable[str]) -> None:
    """Delete files."""
    with storage_errors():
        for name in names:
            default_storage.delete(name)


def _names(token: str) -> list[str]:
    try:
        with storage_errors():
            return default_storage.listdir(folder(token))[1]
    except FileNotFoundError:
        return []
