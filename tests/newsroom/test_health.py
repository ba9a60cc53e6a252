"""Load balancers get a true answer at once, whatever PostgreSQL and the other clients do."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from newsroom import health
from tests.newsroom.running import Answer, Site

READY = {"status": "ready", "checks": {"database": "ok", "migrations": "ok", "queue": "ok"}}
# More than the server's threads.
MANY = 500


@pytest.fixture
def healthy(site) -> Iterator[Site]:
    """A site that the next test finds ready, too."""
    yield site
    if not site.database.process:
        site.database.start()
    until(lambda: site.get(health.READY).status == 200, 10)


def until(condition, seconds: float) -> float:
    """Wait for a condition; return the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def fresh(site: Site) -> Answer:
    """Ask when the answer of the last second is over."""
    time.sleep(health.MAX_AGE + 0.1)
    return site.get(health.READY)


@pytest.mark.parametrize("path", [health.ALIVE, health.READY])
@pytest.mark.usefixtures("healthy")
def test_any_host_gets_an_answer_that_nobody_stores(site, path):
    answer = site.get(path, {"Host": "10.0.0.7:8000", **site.cookies})

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert json.loads(answer.text) == (READY if path == health.READY else {"status": "alive"})
    head = site.get(path, method="HEAD")
    assert (head.status, head.text) == (200, "")
    assert site.get(path, method="POST").status == 405


@pytest.mark.usefixtures("healthy")
def test_a_stopped_server_is_said_without_its_address(site):
    site.database.stop()

    answer = fresh(site)

    assert answer.status == 503
    assert answer.seconds < health.TIMEOUT + 0.5
    assert json.loads(answer.text)["checks"]["database"] == "failed"
    assert not any(word in answer.text for word in ("postgres", str(site.database.folder), "/tmp"))
    assert site.get(health.ALIVE).status == 200
    site.database.start()
    assert until(lambda: site.get(health.READY).status == 200, 5) < 3


@pytest.mark.usefixtures("healthy")
def test_a_paused_server_is_given_up_after_a_second(site):
    """On a Unix socket nothing ever times out, so the check itself waits until it goes on."""
    assert site.get(health.READY).status == 200
    backends = pids_of(site)
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)
    try:
        answers = [fresh(site), site.get(health.READY)]
        alive = site.get(health.ALIVE)
    finally:
        for pid in backends:
            os.kill(pid, signal.SIGCONT)

    for answer in answers:
        assert answer.status == 503
        assert answer.seconds < health.TIMEOUT + 0.5
        assert set(json.loads(answer.text)["checks"].values()) == {"unknown"}
    assert alive.status == 200
    assert alive.seconds < 0.5
    assert until(lambda: site.get(health.READY).status == 200, 5) < 3


def pids_of(site: Site) -> list[int]:
    """Return PostgreSQL's processes that serve connections, and the one that accepts them."""
    assert site.database.process
    with psycopg.connect(site.database.url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid != pg_backend_pid()"
        ).fetchall()
    return [site.database.process.pid, *(pid for (pid,) in rows)]


@pytest.mark.usefixtures("healthy")
def test_neither_waits_for_pages(site):
    """Every thread of the server waits for a table that another connection has locked."""
    with ExitStack() as stack:
        lock = stack.enter_context(psycopg.connect(site.database.url))
        lock.execute("LOCK TABLE articles_edition")
        for number in range(1, MANY + 1):
            reader = stack.enter_context(site.connect())
            # Requests for one page share a thread, so each one is for another page.
            reader.sendall(b"GET /?page=%d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % number)
        time.sleep(0.5)

        answers = [site.get(health.ALIVE) for _ in range(20)]
        ready = fresh(site)
        lock.rollback()

    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 0.5
    assert json.loads(ready.text) == READY
    assert ready.seconds < health.TIMEOUT


@pytest.mark.usefixtures("healthy")
def test_a_missing_migration_makes_it_unready(site):
    with psycopg.connect(site.database.url) as connection:
        row = connection.execute(
            "DELETE FROM django_migrations WHERE app = 'articles' AND name = '0002_initial'"
            " RETURNING app, name, applied"
        ).fetchone()
        connection.commit()
        answer = fresh(site)
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row
        )

    assert answer.status == 503
    assert json.loads(answer.text)["checks"] == READY["checks"] | {"migrations": "failed"}


@pytest.mark.usefixtures("healthy")
def test_a_late_queue_is_shown_but_takes_no_machine_out_of_service(site):
    with psycopg.connect(site.database.url) as connection:
        connection.execute(
            "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, args_kwargs,"
            " priority, task_path, queue_name, backend_name, run_after, worker_ids,"
            " exception_class_path, traceback)"
            " VALUES (gen_random_uuid(), 'READY', now() - interval '1 hour', '{}', 0, 'a.b',"
            " 'default', 'default', now() - interval '1 hour', '[]', '', '')"
        )
        connection.commit()
        answer = fresh(site)
        connection.execute("DELETE FROM django_tasks_database_dbtaskresult")

    assert answer.status == 200
    assert json.loads(answer.text)["checks"]["queue"] == "late"


def test_many_that_ask_share_one_run(monkeypatch, db):
    """Nobody can keep the database busy by asking."""
    runs, go = [], threading.Event()

    def slow() -> bool:
        runs.append(1)
        return go.wait(5)

    monkeypatch.setattr(health, "CHECKS", [health.Check("slow", slow)])
    readiness = health.Readiness()
    with ThreadPoolExecutor(20) as askers:
        waiting = [askers.submit(lambda: readiness.begin().result(5)) for _ in range(50)]
        go.set()
        answers = [future.result() for future in waiting]

    assert len(runs) == 1
    assert {answer.status for answer in answers} == {200}
    assert readiness.begin().result(1).status == 200
    assert len(runs) == 1


@pytest.mark.parametrize("path", [health.ALIVE, health.READY])
def test_other_servers_answer_them_too(path, db, client, settings):
    """Here by Django's own handler: a host that isn't allowed, no HTTPS, and no session's query."""
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(path, headers={"host": "10.0.0.7"})

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.post(path, headers={"host": "10.0.0.7"}).status_code == 405
