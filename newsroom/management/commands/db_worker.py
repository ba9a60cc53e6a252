"""A replacement for the library's `db_worker`, so that nobody starts one that loses tasks."""

import logging
from typing import Any

from django_tasks_db.management.commands import db_worker

from newsroom.worker import keep_alive


class Command(db_worker.Command):
    help = "Run background tasks as they are enqueued, and those that a dead worker left."

    def configure_logging(self, verbosity: int) -> None:
        """Leave the log level to LOG_LEVEL; with `--verbosity 0` log errors only."""
        if verbosity == 0:
            for name in ("django_tasks", "django_tasks_db", "newsroom.worker"):
                logging.getLogger(name).setLevel(logging.ERROR)

    def handle(self, *, verbosity: int, worker_id: str, **options: Any) -> None:
        self.configure_logging(verbosity)
        keep_alive(worker_id)
        super().handle(verbosity=verbosity, worker_id=worker_id, **options)
