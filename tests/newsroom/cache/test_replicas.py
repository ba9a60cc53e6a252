"""A real site with a streaming replica, which lags, stands still, stops, and is paused."""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.utils.connection import ConnectionDoesNotExist

from articles.models import Section
from disclosures.rules import rulebook
from newsroom import postgres
from newsroom.cache.replicas import Replica, Router, _reading, reading
from tests.newsroom.cache.process import until
from tests.newsroom.database.test_base import backend, end, named
from tests.newsroom.running import Postgres, Site, running_site

PAGE = "/about/ethics/"
INSERT = "INSERT INTO articles_policy (kind, title, body, updated_at) VALUES ('ethics', 'Ethics', '', now())"
BOUND = 1.0


@dataclass
class Replicated:
    site: Site
    replica: Postgres

    def execute(self, statement: str, *values: object, replica: bool = False) -> object:
        url = (self.replica if replica else self.site.database).url
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchone() if cursor.description else None

    def rename(self, title: str) -> None:
        self.execute("UPDATE articles_policy SET title = %s", title)

    def queries(self) -> int:
        """Return how many of the site's queries for sections, which every page has, the replica has got."""
        log = (self.replica.folder / "log").read_text(errors="replace")
        return log.count('FROM "articles_section"')

    def miss(self) -> int:
        """Request a page that isn't kept, and return the status."""
        return self.site.get(f"/nothing-{random.randrange(10**9)}/").status

    def is_used(self) -> bool:
        before = self.queries()
        assert self.miss() == 404
        return self.queries() > before

    def shows_within(self, seconds: float, text: str) -> None:
        began = time.monotonic()
        while text not in self.site.get(PAGE).text:
            assert time.monotonic() - began < seconds, f"{text!r} isn't shown"


def make_replica(primary: Postgres, folder: Path, stack: ExitStack) -> Postgres:
    """Copy the primary, and start the copy as a replica in the folder, which is also its socket's."""
    data = folder / "data"
    subprocess.run(
        [
            *(postgres.binary("pg_basebackup"), "--host", str(primary.socket), "--no-sync"),
            *("--username", "postgres", "--pgdata", str(data), "--write-recovery-conf"),
            *("--checkpoint", "fast"),
        ],
        check=True,
        cwd=folder,
        **postgres.as_owner(),
    )
    replica = Postgres.__new__(Postgres)
    replica.folder, replica.socket, replica.process = data, folder, None
    replica.url = f"postgresql://postgres@/newsroom?host={folder}"
    stack.callback(replica.stop, signal.SIGQUIT)
    return replica


def start(replica: Postgres) -> None:
    options = (*postgres.CARELESS, "log_statement=all", "wal_receiver_status_interval=1s")
    replica.process = postgres.start(replica.folder, replica.socket, options)
    postgres.wait_until_ready(replica.process, replica.folder)


@pytest.fixture(scope="module")
def replicated() -> Iterator[Replicated]:
    if not Path(postgres.binary("pg_basebackup")).exists():
        pytest.skip("this PostgreSQL has no pg_basebackup, which makes replicas")
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres.give(folder)
        # The site starts before its replica.
        url = f"postgresql://postgres@/newsroom?host={folder}"
        site = stack.enter_context(running_site(DATABASE_REPLICA_URL=url))
        replica = make_replica(site.database, folder, stack)
        start(replica)
        replicated = Replicated(site, replica)
        replicated.execute(INSERT)
        yield replicated


@pytest.fixture
def router(settings) -> Router:
    settings.DATABASE_ROUTERS = ["newsroom.cache.replicas.Router"]
    return Router()


def test_what_is_written_or_inside_a_transaction_is_read_from_the_primary(router, monkeypatch):
    assert router.db_for_read(Section) == "default"
    with reading("replica1"):
        assert router.db_for_read(Section) == "replica1"
        monkeypatch.setattr(connections["default"], "in_atomic_block", True)
        assert router.db_for_read(Section) == "default"
        monkeypatch.setattr(connections["default"], "in_atomic_block", False)
        assert router.db_for_write(Section) == "default"
        assert router.db_for_read(Section) == "default"
    assert router.db_for_read(Section) == "default"
    assert not router.allow_migrate("replica1", "articles")


@pytest.mark.django_db
@pytest.mark.empty_database(reason="the rules alone")
def test_rules_that_are_kept_in_memory_are_read_from_the_primary(router, monkeypatch):
    """A replica that lacks the newest rule would otherwise fill the memory with the former ones."""
    rulebook._rulebook.cache_clear()
    with monkeypatch.context() as patch, reading("a replica that doesn't exist"):
        patch.setattr(Router, "db_for_read", lambda *_, **__: _reading.get())
        assert rulebook.rulebook()
        with pytest.raises(ConnectionDoesNotExist):
            Section.objects.first()
    rulebook._rulebook.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.empty_database(reason="connections alone")
def test_a_connection_that_had_to_be_made_anew_is_given_up_too():
    """PostgreSQL had ended the former one, which the replica's thread noticed when it used it."""
    named("Anime").first()
    end(backend())
    connections["default"].health_check_done = False
    replica = Replica("default")
    replica.heard = time.monotonic()
    assert not replica.has("0/0")  # the primary is no replica
    assert backend()

    replica.lost()
    replica.give_up()
    with pytest.raises(OperationalError):
        backend()
    connections["default"].close()


def test_without_the_setting_there_is_no_router():
    assert settings.REPLICAS == [] and settings.DATABASE_ROUTERS == []


def test_pages_for_readers_come_from_the_replica_and_the_desk_from_the_primary(replicated):
    until(replicated.is_used, 20)
    before = replicated.queries()
    for _ in range(3):
        assert replicated.site.get(PAGE, replicated.site.cookies).status == 200
        assert (
            replicated.site.get("/admin/articles/section/", replicated.site.cookies).status == 200
        )
    assert replicated.queries() == before


def test_a_change_shows_within_a_second_however_far_the_replica_lags(replicated):
    until(replicated.is_used, 20)
    for number in range(8):
        if number % 2:
            replicated.execute("SELECT pg_wal_replay_pause()", replica=True)
        replicated.rename(f"Title {number}")
        replicated.shows_within(BOUND, f"Title {number}")
        # The page that is kept is the new one.
        time.sleep(random.random() / 5)
        assert f"Title {number}" in replicated.site.get(PAGE).text
        replicated.execute("SELECT pg_wal_replay_resume()", replica=True)


def test_a_replica_that_stands_still_is_used_no_more_until_it_has_caught_up(replicated):
    until(replicated.is_used, 20)
    replicated.execute("SELECT pg_wal_replay_pause()", replica=True)
    try:
        replicated.rename("Standing still")
        replicated.shows_within(BOUND, "Standing still")
        before = replicated.queries()
        for _ in range(5):
            assert replicated.miss() == 404
        assert replicated.queries() == before
        found = replicated.execute("SELECT title FROM articles_policy", replica=True)
        assert found != ("Standing still",)
    finally:
        replicated.execute("SELECT pg_wal_replay_resume()", replica=True)
    until(replicated.is_used, 20)


def test_while_a_replica_is_stopped_readers_are_served_from_the_primary(replicated):
    until(replicated.is_used, 20)
    replicated.replica.stop()
    for number in range(5):
        assert replicated.miss() == 404
        replicated.rename(f"Without a replica {number}")
        replicated.shows_within(BOUND, f"Without a replica {number}")
    start(replicated.replica)
    until(replicated.is_used, 20)


def test_while_a_replica_is_paused_readers_are_served_from_the_primary(replicated):
    """Its connections stay open, and nothing answers."""
    until(replicated.is_used, 20)
    assert replicated.replica.process
    pid = replicated.replica.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in (pid, *map(int, children)):
        os.kill(each, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert replicated.miss() == 404
        assert time.monotonic() - began < 8
        replicated.rename("While it is paused")
        replicated.shows_within(BOUND, "While it is paused")
        began = time.monotonic()
        assert replicated.miss() == 404
        assert time.monotonic() - began < 2
    finally:
        for each in (pid, *map(int, children)):
            os.kill(each, signal.SIGCONT)
    until(replicated.is_used, 20)
