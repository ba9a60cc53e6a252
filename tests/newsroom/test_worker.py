"""The queue, with real workers: processes of their own, which may be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from newsroom import worker
from tests.desk import signed_in
from tests.factories import make_user
from tests.newsroom import tasks
from tests.newsroom.test_startup import ROOT, at

TASKS = "/admin/django_tasks_database/dbtaskresult/"

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def notes(tmp_path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a worker of the site in production; none outlives the test."""
    started = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", *options]
        environment = {"PATH": os.environ["PATH"], **at(connection.settings_dict["NAME"])}
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def eventually(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it didn't come to pass"
        time.sleep(0.05)


def read(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def statuses() -> set[str]:
    return set(DBTaskResult.objects.values_list("status", flat=True))


def seen_by_others() -> int:
    """Return the number of tasks that another connection sees, such as a worker's."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_tasks_database_dbtaskresult")
            return cursor.fetchone()[0]
    finally:
        other.close()


def test_a_task_exists_when_what_asked_for_it_commits(notes):
    with transaction.atomic():
        tasks.note.enqueue(str(notes), "hello")
        assert seen_by_others() == 0

    assert seen_by_others() == 1


def test_a_task_is_lost_with_what_asked_for_it(notes):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.note.enqueue(str(notes), "hello")
        raise ZeroDivisionError

    assert not DBTaskResult.objects.exists()


def test_three_workers_take_each_task_once(start, notes):
    for _ in range(3):
        start("--interval", "0.02")
    eventually(lambda: worker.workers() == 3)
    lines = [str(number) for number in range(100)]
    with transaction.atomic():
        for line in lines:
            tasks.note.enqueue(str(notes), line)

    eventually(lambda: statuses() == {"SUCCESSFUL"})
    assert sorted(read(notes)) == sorted(lines)
    took = DBTaskResult.objects.values_list("worker_ids", flat=True)
    assert all(len(ids) == 1 for ids in took)
    assert len({ids[0] for ids in took}) > 1


def test_a_living_workers_task_is_left_to_it(start, notes):
    start()
    tasks.hold.enqueue(str(notes), 1)
    eventually(lambda: read(notes) == ["begun"])

    worker.put_back()

    assert statuses() == {"RUNNING"}
    eventually(lambda: statuses() == {"SUCCESSFUL"})
    assert read(notes) == ["begun", "done"]


def test_a_killed_workers_task_is_begun_anew_by_one_that_runs(start, notes):
    victim = start()
    tasks.hold.enqueue(str(notes), 60)
    eventually(lambda: read(notes) == ["begun"])
    start()
    eventually(lambda: worker.workers() == 2)
    victim.kill()

    eventually(lambda: statuses() == {"SUCCESSFUL"})
    assert read(notes) == ["begun", "begun", "done"]
    assert len(DBTaskResult.objects.get().worker_ids) == 2


def test_a_killed_workers_task_is_begun_anew_by_the_next_that_starts(start, notes):
    tasks.die_once.enqueue(str(notes))
    assert start().wait(timeout=30) == -signal.SIGKILL
    assert statuses() == {"RUNNING"}

    assert start("--batch").wait(timeout=30) == 0

    assert read(notes) == ["died", "done"]
    assert statuses() == {"SUCCESSFUL"}


def test_a_task_that_kills_its_workers_is_given_up(start):
    tasks.die.enqueue()
    for _ in range(worker.ATTEMPTS):
        assert start("--batch").wait(timeout=30) == -signal.SIGKILL

    assert start("--batch").wait(timeout=30) == 0

    result = DBTaskResult.objects.get()
    assert result.status == "FAILED"
    assert result.task_result.errors[0].exception_class is worker.WorkerDied


def test_a_worker_that_is_asked_to_stop_finishes_its_task(start, notes):
    process = start()
    tasks.hold.enqueue(str(notes), 1)
    eventually(lambda: read(notes) == ["begun"])
    process.terminate()

    assert process.wait(timeout=30) == 0
    assert read(notes) == ["begun", "done"]
    assert statuses() == {"SUCCESSFUL"}


def test_a_worker_without_its_lifeline_ends(start, notes):
    """Others take it for dead and begin its task anew, so it must not go on with it."""
    process = start()
    tasks.hold.enqueue(str(notes), 60)
    eventually(lambda: read(notes) == ["begun"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d"
            " ON d.oid = l.database AND d.datname = current_database() WHERE l.classid = %s",
            [worker.LIFELINE],
        )

    assert process.wait(timeout=worker.PULSE + 10) == 1
    assert read(notes) == ["begun"]


def test_it_is_known_how_many_workers_are_alive(start):
    assert worker.workers() == 0
    process = start()
    eventually(lambda: worker.workers() == 1)
    process.kill()
    eventually(lambda: worker.workers() == 0)


def test_it_is_known_how_long_a_task_waits(notes):
    assert worker.seconds_waiting() == 0
    later = timezone.now() + timedelta(hours=1)
    tasks.note.using(run_after=later).enqueue(str(notes), "later")
    assert worker.seconds_waiting() == 0

    tasks.note.enqueue(str(notes), "now")
    hour_ago = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.exclude(run_after=later).update(enqueued_at=hour_ago)
    assert worker.seconds_waiting() == pytest.approx(3600, abs=30)

    DBTaskResult.objects.exclude(run_after=later).update(status="RUNNING")
    assert worker.seconds_waiting() == 0


def test_a_task_that_was_due_later_waits_since_then(notes):
    due = timezone.now() - timedelta(minutes=10)
    tasks.note.using(run_after=due).enqueue(str(notes), "late")
    DBTaskResult.objects.update(enqueued_at=due - timedelta(days=1))

    assert worker.seconds_waiting() == pytest.approx(600, abs=30)


def test_results_are_pruned_and_what_is_not_done_stays(start, notes):
    tasks.note.enqueue(str(notes), "hello")
    assert start("--batch").wait(timeout=30) == 0
    tasks.note.enqueue(str(notes), "again")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=90))
    call_command("prune_db_task_results", verbosity=0)
    assert DBTaskResult.objects.count() == 2

    DBTaskResult.objects.successful().update(finished_at=timezone.now() - timedelta(days=15))
    call_command("prune_db_task_results", verbosity=0)
    assert statuses() == {"READY"}


def test_a_superuser_sees_what_a_task_failed_of(start):
    tasks.note.enqueue("/no/such/folder/notes", "hello")
    assert start("--batch").wait(timeout=30) == 0
    client = Client()
    client.force_login(make_user(is_superuser=True))

    assert "Background work" in client.get("/admin/").content.decode()
    assert "Failed" in client.get(TASKS).content.decode()
    page = client.get(f"{TASKS}{DBTaskResult.objects.get().pk}/change/").content.decode()
    assert "<h1>note</h1>" in page and "FileNotFoundError" in page


@pytest.mark.parametrize("role", ["Writer", "Editor", "Disclosure staff", "Administrator"])
def test_the_newsroom_does_not_see_the_queue(role):
    client = signed_in(role)

    assert client.get(TASKS).status_code == 403
    assert "Background work" not in client.get("/admin/").content.decode()
