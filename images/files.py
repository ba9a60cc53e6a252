"""A picture's files in storage: its original, its master, and the renditions that are ready."""

import errno
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from images.renditions import FORMATS

# Formats that a browser requesting a format can also show; feeds and other sites' cards take JPEG.
SHOWN_TOO = {"avif": ("avif", "webp", "jpg"), "webp": ("webp", "jpg"), "jpg": ("jpg",)}


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
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def store(path: str, content: bytes) -> bool:
    """Store a file; return False if it existed, as when two processes make the same rendition."""
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
    for name in names:
        default_storage.delete(name)


def _names(token: str) -> list[str]:
    try:
        return default_storage.listdir(folder(token))[1]
    except FileNotFoundError:
        return []
