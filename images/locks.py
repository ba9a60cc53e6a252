"""Locks that let one process per machine decode or encode one picture at a time.

Decoding 50 megapixels takes 200 MB, and encoding takes a whole core. The locks are on files, so the
kernel releases them when their process ends, however it ends.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from typing import IO

from django.conf import settings

# Seconds between two attempts to take a lock.
PAUSE = 0.02
# With more waiting uploads, a process would have no thread left for readers.
UPLOADS_AT_ONCE = 2

_uploads = threading.BoundedSemaphore(UPLOADS_AT_ONCE)


class Busy(Exception):
    """Raised if too many pictures are being decoded or encoded; the caller may retry in a moment."""


@contextmanager
def encoder(*, background: bool = False, patience: float | None = None) -> Iterator[None]:
    """Hold this machine's lock for decoding or encoding a picture.

    Args:
        background: let all foreground requests for the lock go first.
        patience: the seconds to wait; None for no limit.

    Raises:
        Busy: the lock wasn't free in time.
        OSError: the lock's file can't be written, as on a full disk.
    """
    deadline = None if patience is None else time.monotonic() + patience
    # Foreground callers share the second lock; a background caller needs it exclusively.
    with _lock_file("pictures.lock") as lock, _lock_file("pictures-waiting.lock") as waiting:
        if not background:
            flock(waiting, LOCK_SH)
        while not (_take_last(lock, waiting) if background else _take(lock)):
            if deadline is not None and time.monotonic() > deadline:
                raise Busy
            time.sleep(PAUSE)
        yield


@contextmanager
def few_uploads() -> Iterator[None]:
    """Limit this process to UPLOADS_AT_ONCE uploads at a time.

    Raises:
        Busy: the limit is reached.
    """
    if not _uploads.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _uploads.release()


def _lock_file(name: str) -> IO[str]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    return open(settings.VAR_DIR / name, "a")


def _take(lock: IO[str]) -> bool:
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_last(lock: IO[str], waiting: IO[str]) -> bool:
    """Take the lock unless a foreground caller waits for it; return True on success."""
    if not _take(waiting):
        return False
    try:
        return _take(lock)
    finally:
        flock(waiting, LOCK_UN)
