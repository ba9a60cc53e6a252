"""The page store's files, without a proxy: they are the same as the memory, or can't be found."""

import errno
import fcntl
import gzip
import os
import time
from pathlib import Path

import pytest

from newsroom.cache.disk import LEASE, Disk, kind_of
from newsroom.cache.page import Page
from newsroom.cache.store import Address, Store

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public, no-cache")]
STORY = ("https", "news.example", "/news/a-story/", "")
KEYS = frozenset({"article:1"})


@pytest.fixture
def store() -> Store:
    store = Store(10**6)
    store.resume({}, float("inf"))
    return store


@pytest.fixture
def disk(store, tmp_path) -> Disk:
    disk = Disk(tmp_path / "pages", store)
    yield disk
    disk.close()


def put(store: Store, address: Address = STORY, body: bytes = b"Words. " * 100, **options) -> Page:
    headers = options.get("headers", HEADERS)
    page = Page(options.get("status", 200), headers, body, '"etag"', KEYS)
    ticket = store.begin()
    if changed := options.get("changed"):
        store.drop([changed])
    store.put(address, page, ticket)
    store.end(ticket)
    return page


def found(disk: Disk, address: Address = STORY, second: int | None = None) -> Path:
    """Return the file in which a proxy looks for a page."""
    scheme, host, path, _ = address
    second = int(time.time()) if second is None else second
    kind = kind_of(Page(200, HEADERS, b"", "", KEYS).headers)
    return disk.folder / str(second) / kind / scheme / host / path[1:] / "index.html"


def files(disk: Disk) -> list[Path]:
    return [path for path in disk.folder.rglob("*") if path.suffix in (".html", ".gz")]


def test_a_page_in_memory_is_a_file_as_it_is_and_compressed(disk, store):
    page = put(store)
    disk.renew(time.time())
    assert found(disk).read_bytes() == page.body
    assert gzip.decompress(found(disk).with_name("index.html.gz").read_bytes()) == page.body


def test_others_may_read_the_files_whatever_the_umask_is(disk, store):
    put(store)
    former = os.umask(0o077)
    try:
        disk.renew(time.time())
    finally:
        os.umask(former)
    page = found(disk).resolve()
    assert page.stat().st_mode & 0o777 == 0o644
    for folder in page.parents:
        if disk.folder in folder.parents:
            assert folder.stat().st_mode & 0o777 == 0o755


def test_a_change_deletes_the_file_and_its_empty_folders(disk, store):
    put(store)
    other = ("https", "news.example", "/news/", "")
    store.put(other, Page(200, HEADERS, b"x" * 600, "", frozenset()), store.begin())
    disk.renew(time.time())
    assert found(disk).exists() and found(disk, other).exists()

    store.drop(KEYS)
    disk.mirror()
    assert not found(disk).parent.exists()
    assert found(disk, other).exists()


def test_an_evicted_page_and_an_ended_one_leave_the_disk(disk, store):
    put(store)
    disk.renew(time.time())
    store.forget(STORY)
    disk.mirror()
    assert not found(disk).exists()

    page = put(store)
    disk.mirror()
    assert found(disk).exists()
    page.end = time.time() - 1
    disk.mirror()
    assert not found(disk).exists()


def test_a_page_with_a_key_that_changed_while_it_was_rendered_is_no_file(disk, store):
    put(store, changed="article:1")
    disk.renew(time.time())
    assert not files(disk)
    # Another row's change keeps no page from being stored.
    put(store, changed="article:2")
    disk.renew(time.time())
    assert found(disk).exists()


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (("https", "news.example", "/news/", "page=2"), {}),
        (("https", "news.example", "/feed.xml", ""), {}),
        (("https", "news.example", "/news/../secret/", ""), {}),
        (("https", "news.example", "/news//", ""), {}),
        (("https", "news.example", "/caf\u00e9/", ""), {}),
        (("https", "news.example", f"/{'a' * 250}/", ""), {}),
        (("https", "../x", "/news/", ""), {}),
        (STORY, {"status": 404}),
        (STORY, {"headers": [("Content-Type", "application/rss+xml")]}),
        (STORY, {"body": b"short"}),
    ],
)
def test_only_pages_that_nginx_can_send_as_the_application_does_are_files(
    disk, store, address, options
):
    put(store, address, **options)
    disk.renew(time.time())
    assert not files(disk)


def test_a_page_is_found_for_three_seconds_after_postgresql_has_answered(disk, store):
    put(store)
    now = time.time()
    disk.renew(now)
    assert found(disk).exists()
    # Whatever happens to this process: the name of a later second doesn't exist.
    for second in range(int(now) - 10, int(now) + 30):
        if found(disk, second=second).exists():
            assert now - 1 < second and second + 1 <= now + LEASE

    # PostgreSQL's answer took so long that it says nothing about now.
    disk.renew(now - LEASE)
    assert not found(disk).exists()


def test_no_page_outlives_its_end_if_the_process_is_killed(disk, store):
    """A story may be withdrawn at that instant."""
    page = put(store)
    for left in (LEASE + 1, LEASE - 1):
        now = time.time()
        page.end = now + left
        disk.renew(now)
        seconds = range(int(now), int(now) + 30)
        assert found(disk).exists() is (left > LEASE)
        assert all(
            second + 1 <= page.end for second in seconds if found(disk, second=second).exists()
        )


def test_one_process_writes_and_the_next_one_begins_anew(disk, store):
    put(store)
    other = Disk(disk.folder, Store(10**6))
    other.store.resume({}, float("inf"))
    disk.renew(time.time())
    other.renew(time.time())
    assert found(disk).exists()

    # As if the process had been killed: nothing is deleted, and the kernel releases the lock.
    assert disk._lock is not None
    fcntl.flock(disk._lock, fcntl.LOCK_UN)
    other.renew(time.time())
    assert not files(disk)
    put(other.store)
    other.mirror()
    assert found(other).exists()
    other.close()


def test_without_postgresql_no_page_is_found(disk, store):
    put(store)
    disk.renew(time.time())
    store.suspend()
    disk.close()
    assert [path.name for path in disk.folder.iterdir()] == ["lock"]
    disk.renew(time.time())
    assert not files(disk)  # the pages of the former epoch


def test_a_disk_that_fails_stops_the_page_store_for_a_while(disk, store, caplog):
    put(store)
    disk.renew(time.time())
    found(disk).resolve().parent.joinpath("index.html.gz.new").mkdir()
    store.drop(KEYS)
    put(store)
    disk.mirror()
    assert "The page store stops for 30 s" in caplog.text
    disk.renew(time.time())
    assert [path.name for path in disk.folder.iterdir()] == ["lock"]

    disk.not_before = time.monotonic()
    disk.renew(time.time())
    assert found(disk).exists()


def test_a_disk_that_fails_while_the_names_are_renewed_hides_all_files(disk, store):
    put(store)
    disk.renew(time.time())
    found(disk).resolve().parent.joinpath("index.html.gz.new").mkdir()
    store.drop(KEYS)
    put(store)
    disk.renew(time.time())
    assert [path.name for path in disk.folder.iterdir()] == ["lock"]


def test_a_folder_without_locks_costs_no_open_files(disk, monkeypatch):
    """Some network file systems have none."""

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        disk.not_before = time.monotonic()
        disk.renew(time.time())
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_that_can_not_be_taken_over_keeps_its_files(disk, store, caplog):
    """The setting may name a folder with other files, such as the web server's socket."""
    disk.folder.mkdir()
    for name in ("web.sock", "pages-of-ours"):  # the second should be a folder
        (disk.folder / name).touch()
    disk.renew(time.time())
    assert "The page store stops" in caplog.text
    assert {path.name for path in disk.folder.iterdir()} == {"lock", "web.sock", "pages-of-ours"}


def test_nginx_takes_no_two_pages_of_one_size_for_the_same(disk, store):
    """Its ETag is the file's time in seconds, and the size. Not every file system keeps times after 2038."""
    etags = set()
    disk.renew(time.time())
    for letter in b"abcdefgh":
        store.drop(KEYS)
        put(store, body=bytes([letter]) * 1000)
        disk.mirror()
        stat = found(disk).stat()
        etags.add((int(stat.st_mtime), stat.st_size))
    assert len(etags) == 8
    assert max(seconds for seconds, _ in etags) < 2**31


def test_a_kind_is_the_same_for_headers_in_another_order():
    first = [("A", "x; y"), ("b", "1, 2")]
    again = [("B", "2, 1"), ("a", "y; x")]
    assert kind_of(first) == kind_of(again) != kind_of([("a", "y; x")])
    assert kind_of([("a", "x")]) != kind_of([("a", "z")])


def test_many_pages_are_written_in_parts_between_announcements(disk, store, monkeypatch):
    monkeypatch.setattr("newsroom.cache.disk.LONGEST_WRITING", -1)
    put(store)
    disk.renew(time.time())
    assert disk.is_behind and not files(disk)
    monkeypatch.undo()
    disk.renew(time.time())
    assert not disk.is_behind and found(disk).exists()
