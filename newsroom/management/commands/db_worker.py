"""A replacement for the library's `db_worker`, so that nobody starts one that loses tasks."""

import logging
from typing import Any

from django.core.management import CommandError
from django.db import connection
from django_tasks_db.management.commands import db_worker

from newsroom.worker import keep_alive

POOLER = (
    "TRANSACTION_POOLER is set, but a worker holds a lock for as long as it runs. Unset it, and set "
    "DATABASE_URL to PostgreSQL itself."
)


class Command(db_worker.Command):
    help = "Run background tasks as they are enqueued, and those that a dead worker left."

    def configure_logging(self, verbosity: int) -> None:
        """Leave the log level to LOG_LEVEL; with `--verbosity 0` log errors only."""
        if verbosity == 0:
            for name in ("django_tasks", "django_tasks_db", "newsroom.worker"):
                logging.getLogger(name).setLevel(logging.ERROR)

    def handle(self, *, verbosity: int, worker_id: str, **options: Any) -> None:
        if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            raise CommandError(POOLER)
        self.configure_logging(verbosity)
        keep_alive(worker_id)
        super().handle(verbosity=verbosity, worker_id=worker_id, **options)
