"""Pages that nginx sends from files, as deploy/nginx.conf has it: never older than the page cache allows."""

import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from newsroom.cache.disk import LEASE
from tests.newsroom import proxies
from tests.newsroom.cache.process import until
from tests.newsroom.proxies import Proxy
from tests.newsroom.running import ROOT, Answer, Site, running_site

INSERT = (
    "INSERT INTO articles_policy (kind, title, body, updated_at) VALUES ('ethics', %s, '', now())"
)
PAGE = "/about/ethics/"
# Seconds within which readers get a change: as long as the application hears PostgreSQL, and else.
BOUND, LONGEST_BOUND = 1.0, 5.0
PREPARE = """
import django; django.setup()
from tests.factories import make_edition, make_wording
make_wording()
print(make_edition(body="<p>Words of a story.</p>" * 20, tags=["Sea"]).get_absolute_url())
"""
SCHEDULE = """
import django; django.setup()
from datetime import timedelta
from articles import publishing
from authors.models import Author
from newsroom import clock
from staff.models import User
from tests.factories import make_article
seconds = %d
at = clock.now() + timedelta(seconds=seconds)
article = make_article(headline="%s", slug=f"after-{seconds}", authors=[Author.objects.first()])
publishing.schedule(article, by=User.objects.get(username="kim"), at=at)
print(at.timestamp())
"""


@dataclass
class Stored:
    """A site of two workers behind nginx, with the page store."""

    site: Site
    proxy: Proxy
    folder: Path
    story: str

    def get(self, path: str = PAGE, method: str = "GET", **headers: str) -> Answer:
        """Ask nginx; raises TimeoutError if the answer takes a second."""
        context = ssl.create_default_context(cadata=self.proxy.authority)
        context.check_hostname = False
        began = time.monotonic()
        reader = http.client.HTTPSConnection(
            "127.0.0.1", self.proxy.https, timeout=2, context=context
        )
        with closing(reader):
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            reader.request(method, path, headers={"Host": "news.example"} | given)
            answer = reader.getresponse()
            text = answer.read().decode(errors="replace")
        return Answer(answer.status, answer.headers, text, time.monotonic() - began)

    def execute(self, statement: str, *values: object) -> None:
        with closing(psycopg.connect(self.site.database.url, autocommit=True)) as connection:
            connection.execute(statement, values)

    def rename(self, title: str) -> None:
        self.execute("UPDATE articles_policy SET title = %s", title)

    def run(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=ROOT,
            env=self.site.environment,
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr
        return done.stdout.strip()

    def on_disk(self, path: str = PAGE) -> bool:
        """Return whether nginx sends a page from a file."""
        with suppress(TimeoutError):
            return "disk" in (self.get(path).headers["Cache-Status"] or "")
        return False

    def writer(self) -> int:
        """Return the process that holds the lock."""
        inode = (self.folder / "lock").stat().st_ino
        for line in Path("/proc/locks").read_text().splitlines():
            fields = line.split()
            if fields[1] == "FLOCK" and fields[5].endswith(f":{inode}"):
                return int(fields[4])
        return 0

    def shows_within(self, seconds: float, text: str, path: str = PAGE) -> None:
        """Wait until nginx's answer has `text`; from `seconds` on from now, each of its answers must."""
        began = time.monotonic()
        while True:
            asked = time.monotonic()
            with suppress(TimeoutError):
                if text in self.get(path).text:
                    return
                assert asked - began < seconds, f"{text!r} isn't shown after {seconds} s"


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Iterator[Stored]:
    if not proxies.is_installed("nginx"):
        pytest.skip("there is no nginx: install Debian's package of this name")
    memory = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="newsroom-", dir=memory))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        pages = folder / "pages"
        settings = {"ALLOWED_HOSTS": "news.example", "HTTPS": "1", "BEHIND_PROXY": "1"}
        settings |= {"PAGE_STORE_DIR": str(pages)}
        options = ("--workers", "2", "--respawn-failed-workers")
        site = stack.enter_context(running_site(*options, unix=True, **settings))
        proxy = stack.enter_context(
            proxies.running("nginx", site, tmp_path_factory.mktemp("nginx"))
        )
        stored = Stored(site, proxy, pages, "")
        stored.story = stored.run(PREPARE)
        stored.execute(INSERT, "Ethics")
        yield stored


def test_headers_are_those_of_the_application(stored):
    section = f"/{stored.story.split('/')[1]}/"
    author = stored.run(
        "import django; django.setup(); from authors.models import Author;"
        "print(Author.objects.first().get_absolute_url())"
    )
    paths = [stored.story, "/", section, author, "/tags/sea/", PAGE, "/about/", "/disclosures/"]
    paths.append("/corrections/")
    # All at once: a page becomes a file up to a second after the writer rendered it.
    until(lambda: len([path for path in paths if stored.on_disk(path)]) == len(paths))
    for path in paths:
        for encoding in ("gzip", "identity"):
            kept = stored.get(path, Accept_Encoding=encoding)
            # A parameter that no view reads.
            application = stored.get(f"{path}?utm_source=x", Accept_Encoding=encoding)
            assert kept.headers["Cache-Status"] == "newsroom; hit; detail=disk"
            assert same(application, kept), path
            assert kept.headers.get("Content-Encoding", "identity") == encoding
            if encoding == "identity":
                assert application.text == kept.text


def same(application: Answer, kept: Answer) -> bool:
    """Compare the headers of two answers, except for those that differ between any two."""
    differ = ("cache-status", "date", "etag", "server", "x-request-id", "content-length")
    found = [
        {
            (name.lower(), *sorted(value.replace("; ", ", ").split(", ")))
            for name, value in answer.headers.items()
            if name.lower() not in (*differ, "connection")
        }
        for answer in (application, kept)
    ]
    assert found[0] == found[1]
    assert application.status == kept.status == 200
    return bool(kept.headers["ETag"] and kept.headers["X-Request-ID"])


def test_the_sample_has_the_headers_that_the_command_prints(stored):
    command = "from django.core.management import call_command; call_command('page_store')"
    printed = stored.run(f"import django; django.setup(); {command}")
    sample = (ROOT / "deploy" / "nginx.conf").read_text()
    assert re.search(r"html-[0-9a-f]{12}", printed)[0] in sample
    for name, value in re.findall(r'(?m)^add_header ([\w-]+) "([^"]+)";', printed):
        if name != "Content-Security-Policy":  # its parts have no order
            assert re.search(f'(?m)^ {{8}}add_header {name} "?{re.escape(value)}"?;', sample), name


def test_an_unchanged_page_costs_a_304_and_a_changed_one_never(stored):
    until(stored.on_disk)
    etag = stored.get().headers["ETag"]
    assert stored.get(If_None_Match=etag).status == 304
    assert stored.get(If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200
    # Three pages of one size, as quickly as possible.
    for title in ("Ethicz", "Ethixs"):
        stored.rename(title)
        stored.shows_within(BOUND, title)
        until(stored.on_disk)
        assert stored.get(If_None_Match=etag).status == 200


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        (PAGE, "GET", {"Cookie": "sessionid=x"}),
        (PAGE, "GET", {"Cookie": "theme=dark; sessionid=x"}),
        (PAGE, "GET", {"Authorization": "Basic x"}),
        (PAGE, "GET", {"Authorization": f"GET {PAGE}"}),
        (PAGE, "POST", {"Content-Length": "0"}),
        (PAGE, "DELETE", {}),
        (f"{PAGE}?utm_source=x", "GET", {}),
        (f"/{PAGE}", "GET", {}),
        ("/about/./ethics/", "GET", {}),
        ("/about/%65thics/", "GET", {}),
        ("/about/ethics/index.html", "GET", {}),
        ("/about/ethics/index.html.gz", "GET", {}),
        ("/about/ethics", "GET", {}),
        ("/lock", "GET", {}),
        (PAGE, "GET", {"Host": "other.example"}),
    ],
)
def test_only_requests_that_every_reader_could_send_get_a_file(stored, path, method, headers):
    until(stored.on_disk)
    answer = stored.get(path, method, **headers)
    assert "disk" not in (answer.headers["Cache-Status"] or "")
    assert "<center>" not in answer.text  # nginx's own pages have it


def test_other_cookies_and_head_requests_get_a_file(stored):
    until(stored.on_disk)
    answer = stored.get(PAGE, "HEAD", Cookie="theme=dark")
    assert "disk" in answer.headers["Cache-Status"]
    assert (answer.status, answer.text) == (200, "")


def test_a_change_by_psql_shows_within_a_second(stored):
    for number in range(3):
        until(stored.on_disk)
        stored.rename(f"Title {number}")
        stored.shows_within(BOUND, f"Title {number}")


def test_a_scheduled_story_shows_within_a_second(stored):
    for seconds in (9, 18, 36):
        headline = f"It begins {seconds} seconds later"
        at = float(stored.run(SCHEDULE % (seconds, headline)))
        # Rendered after the announcement, with the former content; a busy machine may be too slow.
        while time.time() < at - 0.2 and not stored.on_disk("/"):
            time.sleep(0.05)
        former = stored.get("/")
        if time.time() < at and "disk" in former.headers["Cache-Status"]:
            break
    assert headline not in former.text
    time.sleep(max(0, at - time.time()))
    stored.shows_within(BOUND, headline, "/")
    until(lambda: stored.on_disk("/"))
    assert headline in stored.get("/").text


def test_when_the_writer_is_killed_another_worker_writes(stored):
    until(stored.on_disk)
    former = stored.writer()
    os.kill(former, signal.SIGKILL)
    stored.rename("After its end")
    stored.shows_within(LONGEST_BOUND, "After its end")
    until(lambda: stored.writer() not in (0, former))
    until(stored.on_disk)
    assert "After its end" in stored.get().text


def test_a_writer_that_is_paused_has_no_readers_after_three_seconds(stored):
    until(stored.on_disk)
    writer = stored.writer()
    os.kill(writer, signal.SIGSTOP)
    try:
        began = time.monotonic()
        stored.rename("While it was paused")
        until(lambda: not stored.on_disk())
        assert time.monotonic() - began < LONGEST_BOUND
        for second in (int(time.time()), int(time.time()) + 1):
            assert not (stored.folder / str(second)).exists()
    finally:
        os.kill(writer, signal.SIGCONT)
    until(stored.on_disk)
    assert "While it was paused" in stored.get().text


def test_while_postgresql_is_stopped_pages_are_marked_as_stale(stored):
    stored.rename("Before the outage")
    until(stored.on_disk)
    stored.site.database.stop()
    try:
        until(lambda: not stored.on_disk(), LONGEST_BOUND)
        until(lambda: "stale" in (stored.get().headers["Cache-Status"] or ""))
    finally:
        stored.site.database.start()
    stored.rename("After the outage")
    stored.shows_within(LONGEST_BOUND, "After the outage")
    until(stored.on_disk)


def test_when_all_processes_are_killed_no_file_is_sent(stored):
    """The last test of this site."""
    until(stored.on_disk)
    os.killpg(stored.site.server.pid, signal.SIGKILL)
    began = time.monotonic()
    until(lambda: stored.get().status == 502)
    assert time.monotonic() - began < LEASE + 1
    # The files are still there, and no coming second has them.
    assert [*stored.folder.glob("pages-*/html-*/https/news.example/about/ethics/index.html")]
    assert all(int(path.name) < time.time() for path in stored.folder.glob("[0-9]*"))
