"""A real site whose PostgreSQL goes away, is paused, or cuts the listener off; and the schedule."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest

from newsroom.cache import store, tables
from tests.newsroom.cache.process import until
from tests.newsroom.running import Answer, Site, running_site

INSERT = "INSERT INTO articles_policy (kind, title, body, updated_at) VALUES (%s, %s, '', now())"

END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid != pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as site:
        execute(site, INSERT, "ethics", "Ethics")
        yield site


def execute(site: Site, statement: str, *values: object) -> None:
    with closing(psycopg.connect(site.database.url, autocommit=True)) as connection:
        connection.execute(statement, values)


def mark(answer: Answer) -> str:
    return (answer.headers["Cache-Status"] or "").removeprefix("newsroom; ")


def in_memory(site: Site, path: str = "/about/ethics/") -> None:
    """Wait until a page is answered from memory."""
    until(lambda: mark(site.get(path)) == "hit")


def rename(site: Site, title: str) -> None:
    execute(site, "UPDATE articles_policy SET title = %s", title)


def renamed(site: Site, title: str) -> None:
    """Rename the policy, and wait until the page with the new name is in memory."""
    rename(site, title)
    until(lambda: title in site.get("/about/ethics/").text)
    in_memory(site)


def test_a_change_by_psql_shows_within_a_second(site):
    in_memory(site)
    for number in range(10):
        rename(site, f"Title {number}")
        deadline = time.monotonic() + 1
        while f"Title {number}" not in site.get("/about/ethics/").text:
            assert time.monotonic() < deadline
        in_memory(site)


def test_pages_of_a_listener_that_was_cut_off_are_forgotten(site):
    in_memory(site)
    # In one transaction, so that the announcement comes when nobody listens.
    with psycopg.connect(site.database.url) as connection:
        connection.execute("UPDATE articles_policy SET title = 'Unheard'")
        connection.execute(END_ALL)
        time.sleep(0.3)
    deadline = time.monotonic() + 1
    while "Unheard" not in (answer := site.get("/about/ethics/")).text:
        assert time.monotonic() < deadline, answer.text
    in_memory(site)
    assert "Unheard" in site.get("/about/ethics/").text


def test_while_postgresql_is_stopped_the_last_page_is_served_and_marked(site):
    renamed(site, "Before")
    site.database.stop()
    try:
        until(lambda: "stale" in mark(site.get("/about/ethics/")))
        answer = site.get("/about/ethics/", {"Accept-Encoding": "gzip"}, "HEAD")
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert int(answer.headers["Age"]) < 60
        assert "110" in answer.headers["Warning"]
        assert "Before" in site.get("/about/ethics/").text
        other = site.get("/about/")
        assert other.status == 503
        assert other.headers["Retry-After"] == "5"
        assert site.get("/about/ethics/", site.cookies).status == 503
    finally:
        site.database.start()
    with closing(psycopg.connect(site.database.url, autocommit=True)) as connection:
        connection.execute("UPDATE articles_policy SET title = 'After'")
    deadline = time.monotonic() + 3
    while "After" not in site.get("/about/ethics/").text:
        assert time.monotonic() < deadline
    in_memory(site)


def test_while_postgresql_is_paused_no_page_passes_for_fresh(site):
    """The network may be as silent: connections stay open, and nothing answers."""
    renamed(site, "Paused")
    assert site.database.process
    with ExitStack() as stack:
        for pid in processes_of(site.database.process.pid):
            os.kill(pid, signal.SIGSTOP)
            stack.callback(os.kill, pid, signal.SIGCONT)
        began = time.monotonic()
        until(lambda: mark(site.get("/about/ethics/")) != "hit")
        assert time.monotonic() - began < store.DEAF_AFTER + 2
        for _ in range(3):
            answer = site.get("/about/ethics/")
            assert "stale" in mark(answer)
            assert answer.seconds < 2
        # More requests than threads, all of which wait for PostgreSQL.
        for number in range(6):
            answer = site.get(f"/latest/?page={number}")
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "5"
            assert "database doesn’t answer" in answer.text
            assert answer.seconds < 2
    in_memory(site)


def processes_of(parent: int) -> list[int]:
    """Return a process and its children."""
    with open(f"/proc/{parent}/task/{parent}/children") as children:
        return [parent, *map(int, children.read().split())]


def test_a_site_without_triggers_keeps_nothing(site):
    in_memory(site)
    execute(site, "ALTER TABLE articles_policy DISABLE TRIGGER announce_update")
    try:
        # Only a listener that begins looks.
        with closing(psycopg.connect(site.database.url, autocommit=True)) as connection:
            connection.execute(END_ALL)
        until(lambda: mark(site.get("/about/ethics/")) == "fwd=miss")
        time.sleep(1)
        rename(site, "Not announced")
        assert "Not announced" in site.get("/about/ethics/").text
        assert mark(site.get("/about/ethics/")) == "fwd=miss"
    finally:
        execute(site, "ALTER TABLE articles_policy ENABLE TRIGGER announce_update")


def test_a_large_statement_announces_everything(site):
    """In one notification instead of thousands."""
    with closing(psycopg.connect(site.database.url, autocommit=True)) as connection:
        connection.execute(f"LISTEN {tables.CHANNEL}")
        connection.execute(
            "INSERT INTO articles_tag (name, slug) SELECT n, n FROM generate_series(1, 50000) n"
        )
        connection.execute("UPDATE articles_tag SET name = name || 'x' WHERE id <= 1000")
        payloads = [notify.payload for notify in connection.notifies(timeout=0.5)]
        connection.execute("DELETE FROM articles_tag")
        connection.execute("UPDATE articles_tag SET name = ''")
        payloads += [notify.payload for notify in connection.notifies(timeout=0.5)]

    assert payloads[0] == payloads[-1] == tables.EVERYTHING
    assert 6 <= len(payloads[1:-1]) <= 10
    assert {key for each in payloads[1:-1] for key in each.split()} == {
        "articles_tag",
        *(f"tag:{number}" for number in range(1, 1001)),
    }
