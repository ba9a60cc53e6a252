"""The wrapper class, in the module in which Django looks for a backend's."""

from types import TracebackType
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from newsroom.database.messages import without_values
from newsroom.database.outage import attempts


class DiscreetErrors(DatabaseErrorWrapper):
    """A converter of the driver's exceptions into Django's, without the statement's values.

    PostgreSQL quotes the row that it refuses. The row may be a draft, which must not reach a log.
    """

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(exc_value, psycopg.Error):
            exc_value.args = (without_values(exc_value),)
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> DiscreetErrors:
        return DiscreetErrors(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        with attempts.attempt():
            return super().get_new_connection(conn_params)
