"""A web server and PostgreSQL on two machines, with a link that loses packets, all of them at times.

The test itself changes rows on PostgreSQL's machine, and reads pages on the web server's, by Unix sockets.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from newsroom import postgres
from newsroom.cache import store
from newsroom.demo.serving import process
from tests.faults import network
from tests.newsroom.running import ROOT, Postgres, Site, command_of_the_readme, prepare
from tests.newsroom.test_upgrades import until

pytestmark = pytest.mark.skipif(bool(network.missing()), reason=network.missing())
# The promise: seconds after a commit, while the server hears PostgreSQL at all.
BOUND = 1.0
LOSS = 10
# Changes of each kind under which the pages are checked, and seconds between two.
CHANGES, APART = 25, 0.7
# Publish a story again and again; print its address, and then the number and the time of each commit.
PUBLISH = """
import sys, time; import django; django.setup()
from articles import publishing
from articles.models import Article
from tests.factories import make_article, make_user
user = make_user(is_superuser=True)
article = make_article(slug="changing", headline="Number 0.")
print(publishing.publish(article, by=user).get_absolute_url(), flush=True)
for number in range(1, int(sys.argv[1]) + 1):
    sys.stdin.readline()
    article = Article.objects.get()
    article.headline = f"Number {number}."
    article.save()
    publishing.publish(article, by=user)
    print(number, time.monotonic(), flush=True)
"""
POLICY, INSERT, UPDATE = (
    "/about/ethics/",
    "INSERT INTO articles_policy (kind, title, body, updated_at)"
    " VALUES ('ethics', 'Number 0.', '', now())",
    "UPDATE articles_policy SET title = %s",
)


class Remote(Postgres):
    """A PostgreSQL in a namespace of its own; its Unix socket is open to all of them."""

    namespace = ""

    def start(self) -> None:
        access = self.folder / "pg_hba.conf"
        if network.WEB not in access.read_text():
            with access.open("a") as file:
                file.write(f"host all all {network.WEB}/32 trust\n")
        options = (*postgres.CARELESS, f"listen_addresses={network.DATABASE}")
        with network.inside(self.namespace):
            self.process = postgres.start(self.folder, self.socket, options)
        postgres.wait_until_ready(self.process, self.folder)


@pytest.fixture(scope="module")
def link() -> Iterator[network.Link]:
    link = network.Link()
    try:
        link.make()
        yield link
    finally:
        link.remove()


@pytest.fixture(scope="module")
def site(link) -> Iterator[Site]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-")))
        database = Remote(folder / "pg", stack)
        database.namespace = link.database
        database.start()
        environment, session = prepare(database, folder)
        path = str(folder / "web.sock")
        remote = environment | {
            "DATABASE_URL": f"postgresql://postgres@{network.DATABASE}/newsroom"
        }
        with network.inside(link.web):
            server = stack.enter_context(
                process(*command_of_the_readme(), "--uds", path, environment=remote, folder=ROOT)
            )
        site = Site(0, database, session, server, environment, path)
        site.wait_until_alive()
        with psycopg.connect(database.url) as psql:
            psql.execute(INSERT)
        yield site


@pytest.fixture(autouse=True)
def whole(link) -> Iterator[None]:
    yield
    link.heal()


@dataclass
class Seen:
    """An answer: when it was requested, the number on the page, and the seconds that it took."""

    page: str
    at: float
    number: int
    mark: str
    status: int
    seconds: float


class Readers:
    """Readers of some pages, who write down what they got."""

    def __init__(self, site: Site, pages: list[str]) -> None:
        self.site, self.pages = site, pages
        self.seen: list[Seen] = []
        self.stopped = threading.Event()

    def look(self, page: str) -> Seen:
        at = time.monotonic()
        answer = self.site.get(page)
        found = re.search(r"Number (\d+)\.", answer.text)
        number = int(found[1]) if found else -1
        mark = (answer.headers["Cache-Status"] or "").removeprefix("newsroom; ")
        return Seen(page, at, number, mark, answer.status, answer.seconds)

    def read(self, page: str) -> None:
        while not self.stopped.wait(0.02):
            self.seen.append(self.look(page))

    @contextmanager
    def reading(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.read, args=[page]) for page in self.pages * 2]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()


@contextmanager
def publisher(site: Site) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PUBLISH, str(CHANGES)],
        cwd=ROOT,
        env=site.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as publishing:
        try:
            yield publishing
        finally:
            publishing.kill()


def test_over_a_link_that_loses_packets_no_page_is_older_than_a_second(site, link):
    """Answers that are marked as stale, and a 503, are allowed: a statement may be lost for a second."""
    commits: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with psycopg.connect(site.database.url, autocommit=True) as psql, publisher(site) as publishing:
        assert publishing.stdin and publishing.stdout
        story = publishing.stdout.readline().strip()
        readers = Readers(site, [POLICY, story])
        for page in readers.pages:
            until(lambda page=page: readers.look(page).mark == "hit")
        link.lose(LOSS)
        with readers.reading():
            for number in range(1, CHANGES + 1):
                psql.execute(UPDATE, [f"Number {number}."])
                commits[POLICY].append((number, time.monotonic()))
                publishing.stdin.write("\n")
                publishing.stdin.flush()
                printed, at = publishing.stdout.readline().split()
                commits[story].append((int(printed), float(at)))
                time.sleep(APART)
            time.sleep(BOUND)

    late = [
        (seen, number)
        for seen in readers.seen
        for number, at in commits[seen.page]
        if seen.status == 200 and "stale" not in seen.mark
        if at + BOUND < seen.at and seen.number < number
    ]
    assert not late
    marks = [seen.mark for seen in readers.seen]
    assert marks.count("hit") > len(marks) / 2
    good = [seen for seen in readers.seen if seen.status == 200]
    assert len(good) > 0.9 * len(readers.seen)


def test_a_server_that_hears_nothing_stops_answering_from_memory_and_recovers(site, link):
    readers = Readers(site, [POLICY])
    with psycopg.connect(site.database.url, autocommit=True) as psql:
        until(lambda: readers.look(POLICY).mark == "hit")
        link.lose(100)
        cut = time.monotonic()
        psql.execute(UPDATE, ["Number 1000."])
        until(lambda: readers.look(POLICY).mark != "hit")
        deaf = time.monotonic() - cut
        for _ in range(5):
            seen = readers.look(POLICY)
            assert seen.status == 503 or "stale" in seen.mark
            assert seen.seconds < 4
        other = site.get("/about/")
        assert (other.status, other.headers["Retry-After"]) == (503, "5")
        assert other.seconds < 4
        assert site.get("/healthz").seconds < 1
        assert json.loads(site.get("/readyz").text)["status"] == "not ready"

        link.heal()
        until(lambda: readers.look(POLICY).number == 1000, 10)
        until(lambda: readers.look(POLICY).mark == "hit", 30)
        assert site.get("/about/").status == 200

    assert deaf < store.DEAF_AFTER + 2
