"""The page store: the HTML pages in this process's memory as files, which a proxy sends by itself.

The listener's thread makes the files the same as the memory with each announcement and heartbeat, so
they follow the same rules. The proxy finds them only under the name of the current second: a link that
the thread makes at most LEASE seconds ahead, after PostgreSQL has answered. If the process is killed or
paused, or loses PostgreSQL, the links run out, and the proxy passes requests on to the application.

    lock                      held by the one process of the machine that writes
    1798761600                a link to the folder below, for this second (Unix time)
    pages-x2k9/html-5f0c…/https/news.example/a-section/a-story/index.html, index.html.gz

The folder `html-…` names the pages' headers: a proxy that adds others doesn't find the pages.
"""

import fcntl
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import blake2b
from pathlib import Path

from newsroom.cache.page import Headers, Page, value_of
from newsroom.cache.store import Address, Store

log = logging.getLogger(__name__)

# Seconds after PostgreSQL's last answer for which a proxy finds the files.
LEASE = 3
# Seconds of writing between two announcements.
LONGEST_WRITING = 0.05
# Seconds without files after an error, such as a full disk.
PAUSE_AFTER_ERROR = 30.0
# The sample configurations recognise the same paths. A name of a file has at most 255 bytes.
PATH = re.compile(r"/(?:[A-Za-z0-9_-]{1,200}/)*")
HOST = re.compile(r"[a-z0-9][a-z0-9.:-]{0,200}")
FILE = "index.html"
FORMER = re.compile(r"\d+|pages-.*")


def kind_of(headers: Headers) -> str:
    """Return the name of the folder for pages with these headers, in any order.

    The parts of a value may be in any order too: each process sorts those of the policy differently.
    """
    values = [(name, ",".join(sorted(re.split("[,;] *", value)))) for name, value in headers]
    text = "\n".join(sorted(f"{name.lower()}: {value}" for name, value in values))
    return f"html-{blake2b(text.encode(), digest_size=6).hexdigest()}"


def unless_disk_fails(method: Callable[..., None]) -> Callable[..., None]:
    """Make a method of Disk stop the page store for a while when the file system refuses something."""

    @wraps(method)
    def careful(disk: "Disk", *args: float) -> None:
        try:
            method(disk, *args)
        except OSError as error:
            log.warning("The page store stops for %.0f s: %s", PAUSE_AFTER_ERROR, error)
            disk.not_before = time.monotonic() + PAUSE_AFTER_ERROR
            disk.close()

    return careful


class Disk:
    """The files of the pages in a store. Only the listener's thread calls it.

    Attributes:
        is_behind: some pages aren't written yet; call `renew` again soon.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.is_behind = False
        self.not_before = 0.0
        self._lock: int | None = None
        self._pages = folder
        self._files: dict[Address, tuple[Page, Path]] = {}
        self._seconds: set[int] = set()

    @unless_disk_fails
    def renew(self, heard: float) -> None:
        """Bring the files up to date, and let the proxy find them for LEASE seconds after `heard`.

        Args:
            heard: the time (time.time) since which every change committed before was heard.
        """
        if self._lock is None and not self._take_over():
            return
        self.mirror()
        if self._lock is None:
            return  # the disk failed, and all files are hidden
        # A link is in force for a whole second, which has to end in time.
        wanted = set(range(int(time.time()), int(heard + LEASE)))
        for second in self._seconds - wanted:
            self._unlink(second)
        for second in wanted - self._seconds:
            (self.folder / str(second)).symlink_to(self._pages.name)
            self._seconds.add(second)

    @unless_disk_fails
    def mirror(self) -> None:
        """Delete the files of pages that left the memory, then write those of new pages."""
        if self._lock is None:
            return
        # The proxy finds a file for so long if this process is killed, and a page must not outlive its end.
        current = self.store.current(LEASE)
        for address, (page, _) in [*self._files.items()]:
            if current.get(address) is not page:
                self._delete(address)
        until, self.is_behind = time.monotonic() + LONGEST_WRITING, False
        for address, page in current.items():
            if address not in self._files and has_file(address, page):
                if time.monotonic() > until:
                    self.is_behind = True
                    return
                self._write(address, page)

    def close(self) -> None:
        """Hide all files from the proxy at once, and let another process write."""
        if self._lock is None:
            return
        # What can't be deleted is hidden when the last link has run out.
        with suppress(OSError):
            for second in [*self._seconds]:
                self._unlink(second)
        # Before `_take_over` has made a folder for the pages, there may be other files here.
        if self._pages != self.folder:
            shutil.rmtree(self._pages, ignore_errors=True)
            self._pages = self.folder
        os.close(self._lock)
        self._lock, self.is_behind = None, False
        self._files.clear()
        self._seconds.clear()

    def _take_over(self) -> bool:
        """Become the process that writes, if there is no other; return whether it is this one."""
        if time.monotonic() < self.not_before:
            return False
        _make_folder(self.folder)
        lock = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            # The kernel releases the lock when the process ends, however it does.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            if isinstance(error, BlockingIOError):
                return False
            raise
        self._lock = lock
        self._delete_former()
        self._pages = Path(tempfile.mkdtemp(prefix="pages-", dir=self.folder))
        self._pages.chmod(0o755)
        return True

    def _delete_former(self) -> None:
        """Delete what a process left that was killed: first the links."""
        former = [each for each in self.folder.iterdir() if FORMER.fullmatch(each.name)]
        for each in sorted(former, key=lambda path: not path.is_symlink()):
            if each.is_symlink():
                each.unlink()
            else:
                shutil.rmtree(each)

    def _unlink(self, second: int) -> None:
        (self.folder / str(second)).unlink(missing_ok=True)
        self._seconds.discard(second)

    def _write(self, address: Address, page: Page) -> None:
        scheme, host, path, _ = address
        file = self._pages / kind_of(page.headers) / scheme / host / path[1:] / FILE
        _make_folder(file.parent)
        compressed = page.encode("gzip").body
        self.store.resize(address)
        self._files[address] = page, file
        # The proxy looks for the plain file first.
        _write(file.with_name(f"{FILE}.gz"), compressed)
        _write(file, page.body)

    def _delete(self, address: Address) -> None:
        _, file = self._files[address]
        file.unlink(missing_ok=True)
        file.with_name(f"{FILE}.gz").unlink(missing_ok=True)
        del self._files[address]
        for folder in file.parents:
            if folder == self._pages:
                break
            try:
                folder.rmdir()
            except OSError:
                break  # it has other pages


def has_file(address: Address, page: Page) -> bool:
    """Return whether a page is written to the disk: a compressible one in HTML, without a query."""
    scheme, host, path, query = address
    return (
        page.status == 200
        and not query
        and page.is_compressible
        and value_of(page.headers, "content-type").startswith("text/html")
        and PATH.fullmatch(path) is not None
        and HOST.fullmatch(host) is not None
        and scheme in ("http", "https")
    )


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents, which the proxy's user may enter whatever the umask is."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def _write(file: Path, content: bytes) -> None:
    """Write a file that appears complete.

    nginx's ETag is the size and the time of modification, in seconds. Two pages of one size written in
    the same second would be taken for the same, so the "time" is a digest of the content: of 31 bits,
    because some file systems (XFS without bigtime, ext4 with small inodes) turn all times after 2038 into one.
    """
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(content)
    new.chmod(0o644)
    digest = int.from_bytes(blake2b(content, digest_size=4).digest()) >> 1
    os.utime(new, (digest, digest))
    new.rename(file)
