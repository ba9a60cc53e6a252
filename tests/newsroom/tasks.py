"""Tasks for tests of the queue; a worker, which is another process, imports them from here."""

import os
import signal
import time

from django_tasks import TaskContext, task


@task()
def note(path: str, line: str) -> None:
    """Append a line to a file, as one write."""
    with open(path, "a") as file:
        file.write(line + "\n")


@task()
def die_once(path: str) -> None:
    """Take the worker along the first time, and be done the second."""
    if not os.path.exists(path):
        note.func(path, "died")
        os.kill(os.getpid(), signal.SIGKILL)
    note.func(path, "done")


@task()
def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@task(takes_context=True)
def hold(context: TaskContext, path: str, seconds: float) -> None:
    """Say in a file when it begins and ends; take long at the first attempt alone."""
    note.func(path, "begun")
    if context.attempt == 1:
        time.sleep(seconds)
    note.func(path, "done")
