"""Pictures are decoded and encoded one at a time on a machine, by whichever process it is.

Decoding 50 megapixels takes 200 MB, and encoding takes a whole core. The locks are files, which the
kernel releases when their process ends, however it ends.
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
# A process that waits for more uploads than this has no thread left for readers.
UPLOADS_AT_ONCE = 2

_uploads = threading.BoundedSemaphore(UPLOADS_AT_ONCE)


class Busy(Exception):
    """Too many pictures are being decoded or encoded; try again in a moment."""


@contextmanager
def encoder(*, background: bool = False, patience: float | None = None) -> Iterator[None]:
    """Hold this machine's only permission to decode or encode a picture.

    Args:
        background: nobody waits for it, so everybody who does comes first.
        patience: how many seconds to wait; None is for as long as it takes.

    Raises:
        Busy: it wasn't free in time.
        OSError: the lock's file can't be written, as on a full disk.
    """
    deadline = None if patience is None else time.monotonic() + patience
    # Whoever waits in the foreground shares the second lock; the background needs it alone.
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
    """Let at most UPLOADS_AT_ONCE requests of this process work on an upload.

    Raises:
        Busy: that many do already.
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
    """Take the lock unless somebody waits for it in the foreground."""
    if not _take(waiting):
        return False
    try:
        return _take(lock)
    finally:
        flock(waiting, LOCK_UN)
