"""PostgreSQL goes away and comes back: readers are told so in seconds, and get no 500."""

import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from tests.newsroom.running import Answer, Site


@pytest.fixture(autouse=True)
def up(site) -> Iterator[None]:
    """Leave the next test a site that works: threads may still spare PostgreSQL an attempt."""
    yield
    if not site.database.process:
        site.database.start()
    deadline = time.monotonic() + 10
    while site.get("/").status != 200:
        assert time.monotonic() < deadline


def at_once(site: Site, count: int, path: str = "/", **options) -> list[Answer]:
    with ThreadPoolExecutor(count) as readers:
        return list(readers.map(lambda _: site.get(path, **options), range(count)))


def assert_away(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "We can’t get at our stories right now" in answer.text
    assert answer.seconds < 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_readers_get_a_503_while_it_is_away_and_the_page_when_it_is_back(site, how):
    assert {answer.status for answer in at_once(site, 12)} == {200}  # every thread has a connection

    site.database.stop(how)
    for answer in at_once(site, 30):
        assert_away(answer)
    site.database.start()
    began = time.monotonic()
    while (answer := site.get("/")).status != 200:
        assert_away(answer)
        assert time.monotonic() - began < 2

    assert {answer.status for answer in at_once(site, 30)} == {200}


def test_an_editor_is_informed_too(site):
    assert site.get("/admin/", site.cookies).status == 200
    site.database.stop()

    assert_away(site.get("/admin/", site.cookies))


def test_what_a_form_sent_is_said_to_be_lost(site):
    token = {"Cookie": f"csrftoken={'a' * 32}; sessionid={site.session}", "X-CSRFToken": "a" * 32}
    site.database.stop()

    answer = site.get("/admin/", token, method="POST")

    assert_away(answer)
    assert "What you sent was not saved." in answer.text


def test_files_do_not_wait_for_it(site):
    """Whoever waits for PostgreSQL must leave a thread to those who don't."""
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', site.get("/").text)[1]
    site.database.stop()

    with ThreadPoolExecutor(30) as readers:
        waiting = [readers.submit(site.get, "/") for _ in range(30)]
        files = [site.get(path) for path in (stylesheet, "/static/css/error.css") * 5]
        for reader in waiting:
            assert_away(reader.result())

    assert {file.status for file in files} == {200}
    assert max(file.seconds for file in files) < 1


def test_a_restart_that_nobody_noticed_costs_nobody_a_page(site):
    """Each thread still has its connection to the server that is gone."""
    at_once(site, 12)
    site.database.stop()
    site.database.start()

    assert {answer.status for answer in at_once(site, 30)} == {200}


def test_without_a_free_connection_the_desk_says_so_until_there_is_one(site):
    """A superuser's reserved connections are taken, too."""
    at_once(site, 12)
    with ExitStack() as stack:
        first = stack.enter_context(psycopg.connect(site.database.url, autocommit=True))
        first.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'newsroom' AND pid != pg_backend_pid()"
        )
        deadline = time.monotonic() + 30
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            while time.monotonic() < deadline:
                stack.enter_context(psycopg.connect(site.database.url))
        for answer in at_once(site, 30):
            assert_away(answer)
        assert_away(site.get("/admin/", site.cookies))

    began = time.monotonic()
    while (answer := site.get("/")).status != 200:
        assert_away(answer)
        assert time.monotonic() - began < 2


def test_connections_that_were_ended_cost_nobody_a_page(site):
    at_once(site, 12)
    with psycopg.connect(site.database.url) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = 'newsroom' AND pid != pg_backend_pid()"
        ).fetchone()

    assert ended and ended[0]
    assert {answer.status for answer in at_once(site, 30)} == {200}
