"""The wrapper class, in the module in which Django looks for a backend's."""

import select
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.utils import DatabaseErrorWrapper, NotSupportedError, OperationalError
from django.utils.functional import cached_property

from newsroom.database.messages import without_values
from newsroom.database.outage import Attempts, attempts

# Seconds for which a connection that has answered counts as alive unless its socket says otherwise.
TRUSTED = 1.0

_attempts_at_replicas: dict[str, Attempts] = {}


def attempts_at(alias: str) -> Attempts:
    """Return the circuit breaker of a database: an unreachable replica doesn't stop the primary's."""
    if alias == DEFAULT_DB_ALIAS:
        return attempts
    return _attempts_at_replicas.setdefault(alias, Attempts())


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


class PreparingCursor(base.ServerBindingCursor):
    """A cursor that prepares each statement at its first use, for the rest of the connection.

    Attributes:
        prepares: False, to let PostgreSQL parse and plan the statement anew.
    """

    connection: psycopg.Connection
    prepares = True

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if not self.prepares:
            return super().execute(query, params, prepare=False)  # type: ignore[misc]  # psycopg's
        # With a threshold, psycopg keeps the texts of the last hundred statements, also of other cursors:
        # whole drafts. With None, not even `prepare` would prepare one.
        self.connection.prepare_threshold = sys.maxsize
        try:
            return super().execute(query, params, prepare=True)  # type: ignore[misc]  # psycopg's
        finally:
            self.connection.prepare_threshold = None


class Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return the statement with its values; `PreparingCursor` sends them to PostgreSQL apart from it."""
        if isinstance(cursor, PreparingCursor):
            composed: str = self.compose_sql(sql, params)
            return composed
        executed: str = super().last_executed_query(cursor, sql, params)
        return executed


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
    answered = float("-inf")

    @cached_property
    def wrap_database_errors(self) -> DiscreetErrors:
        return DiscreetErrors(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        with attempts_at(self.alias).attempt():
            return super().get_new_connection(conn_params)

    def fetch_prepared(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that PostgreSQL parses and plans once for each connection.

        Planning takes PostgreSQL longer than running such a statement. Inside a transaction it plans anew,
        since a plan that a migration has made unusable would end the transaction, and an editor's save with it.
        """
        trusted = self._is_trusted()
        try:
            return self._fetch(sql, parameters, trusted)
        except NotSupportedError:
            # "cached plan must not change result type": a migration has changed a column's type.
            if self.in_atomic_block:
                raise
        except OperationalError:
            # PostgreSQL ended the connection at this very moment; reading again is harmless.
            is_lost = self.connection is None or self.connection.closed
            if self.in_atomic_block or not (trusted and is_lost):
                raise
        self.close()
        return self._fetch(sql, parameters, False)

    def _fetch(
        self, sql: str, parameters: Mapping[str, Any], trusted: bool
    ) -> list[tuple[Any, ...]]:
        with self._preparing_cursor(trusted) as cursor:
            cursor.execute(sql, parameters)
            self.answered = time.monotonic()
            return list(cursor.fetchall())

    def _is_trusted(self) -> bool:
        """Return whether the connection needn't be checked before the next statement of a page.

        Django's check is a query in each request, which takes as long as a page's smaller ones. After a recent
        answer it is enough to look at the socket: when PostgreSQL ends a connection, there is something to read.
        """
        recent = time.monotonic() - self.answered < TRUSTED and not self.errors_occurred
        return recent and self.connection is not None and not _has_input(self.connection)

    def _preparing_cursor(self, trusted: bool) -> Any:
        """Return a cursor as `cursor` does, which prepares its statements if the connection stays."""
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return self.cursor()
        if not trusted:
            self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparingCursor(self.connection)  # type: ignore[call-arg]  # psycopg's
            cursor.prepares = not self.in_atomic_block
            return self._prepare_cursor(cursor)  # type: ignore[attr-defined]  # Django's own


def _has_input(connection: Any) -> bool:
    """Return whether a connection has something to read, or is closed. PostgreSQL sends nothing unasked."""
    try:
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))
    except (OSError, ValueError, psycopg.Error):
        return True
