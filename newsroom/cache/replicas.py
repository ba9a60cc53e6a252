"""Replicas of PostgreSQL, from which pages for the page cache are rendered while they keep up.

The listener notes how far the primary's log had been written when all announcements so far were
applied. A page is rendered from a replica only if that replica has replayed the log up to there. Then the
page has every change that was announced before its rendering began, as one from the primary does, and
a change that is announced later keeps it from being stored. All other queries go to the primary.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import Error

from newsroom.cache.store import Store

log = logging.getLogger(__name__)

# Seconds between two signs of life of a replica, and after which one without any isn't used.
PULSE = 0.5
LOST_AFTER = 2.0

_reading: ContextVar[str] = ContextVar("database", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Send the queries of models inside the block to a database, on this thread."""
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


class Router:
    """Django's router: a replica inside a block of `reading`, unless something is written; else the primary."""

    def db_for_read(self, model: object, **hints: object) -> str:
        in_transaction = connections[DEFAULT_DB_ALIAS].in_atomic_block
        return DEFAULT_DB_ALIAS if in_transaction else _reading.get()

    def db_for_write(self, model: object, **hints: object) -> str:
        # What comes after has to see what is written.
        _reading.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: object, second: object, **hints: object) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: object) -> bool:
        return alias == DEFAULT_DB_ALIAS


class Replica:
    """One replica, and a thread that asks it for a sign of life.

    Attributes:
        heard: when the replica last answered (time.monotonic).
        used: Django's connections over which pages are being rendered, by thread.
    """

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.heard = float("-inf")
        self.used: dict[int, Any] = {}
        self._said = ""

    @property
    def is_alive(self) -> bool:
        return time.monotonic() - self.heard < LOST_AFTER

    def has(self, position: str) -> bool:
        """Return whether the replica has replayed the log up to a position.

        Later queries of this thread see at least as much: they use the same connection.
        """
        if not self.is_alive:
            return False
        connection: Any = connections[self.alias]
        try:
            self.used[threading.get_ident()] = connection
            with connection.cursor() as cursor:
                # None if the server isn't a replica.
                cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                return cursor.fetchone()[0] is True
        except Error:
            self.lost()
            connection.close()
            return False

    def lost(self) -> None:
        """Use the replica no more until its next sign of life."""
        self.heard = float("-inf")

    def watch(self, stopping: threading.Event) -> None:
        """Ask for signs of life until `stopping` is set."""
        while not stopping.is_set():
            connection = connections.create_connection(self.alias)
            try:
                while not stopping.wait(PULSE):
                    began = time.monotonic()
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT 1")
                    self.heard, self._said = began, ""
            except Exception as error:
                reason = str(error).strip().partition("\n")[0]
                if reason != self._said:
                    self._said = reason
                    log.warning("Pages are rendered without %s: %s", self.alias, reason)
            finally:
                connection.close()
            stopping.wait(PULSE)

    def give_up(self) -> None:
        """End the connections on which threads wait, if the replica is silent: it may be paused."""
        if self.is_alive:
            return
        for connection in [*self.used.values()]:
            # A connection that is being closed has no socket any more.
            with (
                suppress(OSError, psycopg.Error, AttributeError),
                socket.socket(fileno=os.dup(connection.connection.fileno())) as shared,
            ):
                shared.shutdown(socket.SHUT_RDWR)


class Replicas:
    """The replicas of one process.

    Attributes:
        position: a position in the primary's log after every change announced so far; None if unknown.
    """

    def __init__(self, store: Store, aliases: Sequence[str]) -> None:
        self.store = store
        self.replicas = [Replica(alias) for alias in aliases]
        self.position: str | None = None
        self._stopping = threading.Event()
        self._next = 0

    def start(self) -> None:
        for replica in self.replicas:
            watch = threading.Thread(
                target=replica.watch, args=[self._stopping], name=replica.alias, daemon=True
            )
            watch.start()

    def stop(self) -> None:
        self._stopping.set()

    def choose(self) -> str:
        """Return the alias of a replica with every change announced so far; the primary's if none has it.

        Call it after the page's ticket was taken, on the thread that renders the page.
        """
        position = self.position
        if position is None or not self.store.is_listening:
            return DEFAULT_DB_ALIAS
        self._next += 1
        for number in range(len(self.replicas)):
            replica = self.replicas[(self._next + number) % len(self.replicas)]
            if replica.has(position):
                return replica.alias
        return DEFAULT_DB_ALIAS

    def release(self) -> None:
        """Note that this thread's page is finished."""
        for replica in self.replicas:
            replica.used.pop(threading.get_ident(), None)

    def failed(self, alias: str) -> None:
        """Note that a page couldn't be rendered from a replica."""
        for replica in self.replicas:
            if replica.alias == alias:
                replica.lost()

    def note(self, connection: Any) -> None:
        """Note how far the primary's log is written, after all announcements so far were applied."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()")
            self.position = cursor.fetchone()[0]
        for replica in self.replicas:
            replica.give_up()
