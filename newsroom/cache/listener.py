"""The listener: a thread with a connection of its own, on which PostgreSQL announces changed keys.

It sends a query every second. A query that isn't answered means that an announcement might not arrive
either, so the store stops answering from memory (`store.DEAF_AFTER`), whether the connection was
closed, the network is silent, or PostgreSQL is paused.
"""

import logging
import os
import select
import threading
import time

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from newsroom import clock
from newsroom.cache import tables
from newsroom.cache.cdn import PURGES, Purger
from newsroom.cache.disk import Disk
from newsroom.cache.replicas import Replicas
from newsroom.cache.store import Store

log = logging.getLogger(__name__)

# Seconds between two queries without an announcement.
HEARTBEAT = 1.0
# The same while pages wait to be written to the disk.
HEARTBEAT_BEHIND = 0.01
# Seconds between two attempts to connect.
PAUSE = 0.5
# Seconds between two checks for missing triggers, for example while `migrate` runs.
PAUSE_WITHOUT_TRIGGERS = 30.0
# The key of no row, announced to find out whether announcements arrive; and the seconds to wait for it.
TRIAL, TRIAL_TIMEOUT = "trial", 2.0
# Tables whose changes change the schedule.
DATED = frozenset(table.name for table in tables.TABLES if table.dates) | {tables.EVERYTHING}


class CannotListen(Exception):
    """Raised if this database can't announce changes; the message says why."""


class Listener:
    """A thread that keeps a store up to date. `start` it in the process that serves requests."""

    def __init__(
        self,
        store: Store,
        purger: Purger | None = None,
        disk: Disk | None = None,
        replicas: Replicas | None = None,
    ) -> None:
        self.store = store
        self.purger = purger
        self.disk = disk
        self.replicas = replicas
        self._purges = False
        self.thread = threading.Thread(target=self._run, name="page cache", daemon=True)
        self._stopping = threading.Event()
        self._announced: list[str] = []
        self._said = ""
        # Writing to the pipe ends the thread's wait.
        self._wake_read, self._wake_write = os.pipe()

    def start(self) -> None:
        if self.purger:
            self.purger.start()
        if self.replicas:
            self.replicas.start()
        self.thread.start()

    def stop(self) -> None:
        """End the thread, and its connection."""
        self._stopping.set()
        os.write(self._wake_write, b"x")
        self.thread.join(timeout=2)
        if self.purger:
            self.purger.stop()
        if self.replicas:
            self.replicas.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = PAUSE
            connection = connections.create_connection("default")
            try:
                self._listen(connection)
            except CannotListen as error:
                pause = PAUSE_WITHOUT_TRIGGERS
                self._say("Pages aren't kept in memory: %s", error)
            except Exception as error:
                # After any error, the store must not answer without a listener.
                self._say("The page cache doesn't hear PostgreSQL: %s", error)
            finally:
                self.store.suspend()
                if self.replicas:
                    self.replicas.position = None
                if self.disk:
                    self.disk.close()
                self._purges = False
                connection.close()
            self._stopping.wait(pause)

    def _say(self, message: str, error: Exception) -> None:
        """Log a problem once, until the listener works again."""
        reason = str(error).strip().partition("\n")[0]
        if reason != self._said:
            self._said = reason
            log.warning(message, reason)

    def _listen(self, connection: BaseDatabaseWrapper) -> None:
        """Listen until the connection is lost or `stop` is called."""
        connection.ensure_connection()
        driver: psycopg.Connection = connection.connection
        driver.add_notify_handler(self._on_notify)
        self._announced.clear()
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {tables.CHANNEL}")
        self._require_announcements(connection, driver)
        self.store.resume(tables.upcoming(connection, clock.now()), began)
        self._said = ""
        # Announced since LISTEN, before the schedule was read.
        self._apply(connection)
        while not self._stopping.is_set():
            self._wait(driver)
            self._beat(connection)

    def _require_announcements(
        self, connection: BaseDatabaseWrapper, driver: psycopg.Connection
    ) -> None:
        """Raise CannotListen unless triggers are in force, and announcements can arrive."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            is_direct = cursor.fetchone()[0] == driver.info.backend_pid
        if not is_direct and not self._hears_another(driver):
            raise CannotListen("DATABASE_URL leads to a pooler, which passes no announcements on.")
        if missing := tables.missing(connection):
            raise CannotListen(f"{missing[0]} Run `manage.py migrate` as the owner.")

    def _hears_another(self, driver: psycopg.Connection) -> bool:
        """Announce something over another connection, and return whether it arrives.

        A pooler that gives each transaction another connection lends the one that listens to others,
        and drops what arrives on it meanwhile.
        """
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [tables.CHANNEL, TRIAL])
        finally:
            other.close()
        heard = [notify.payload for notify in driver.notifies(timeout=TRIAL_TIMEOUT, stop_after=1)]
        self._announced += [key for payload in heard for key in payload.split(" ")]
        return bool(heard)

    def _on_notify(self, notify: psycopg.Notify) -> None:
        self._announced += notify.payload.split(" ")

    def _wait(self, driver: psycopg.Connection) -> None:
        """Wait for an announcement, for the next heartbeat, or for the next instant of the schedule."""
        # Read from the socket with the result of the last query, so the socket has nothing more.
        if self._announced:
            return
        ends = self.store.ends.values()
        until_next = min(ends, default=float("inf")) - clock.now().timestamp()
        poll = select.poll()
        poll.register(driver.fileno(), select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        heartbeat = HEARTBEAT_BEHIND if self.disk and self.disk.is_behind else HEARTBEAT
        poll.poll(1000 * max(0.001, min(heartbeat, until_next)))

    def _beat(self, connection: BaseDatabaseWrapper) -> None:
        """Apply the announcements so far, and record the time up to which the store knows all changes."""
        began, began_at = time.monotonic(), time.time()
        with connection.cursor() as cursor:
            # psycopg reads the announcements that have arrived, and calls `_on_notify`.
            cursor.execute("SELECT 1")
        self._apply(connection)
        self._take_over(connection)
        now = clock.now().timestamp()
        if any(at <= now for at in self.store.ends.values()):
            self._reschedule(connection)
        if self.replicas:
            self.replicas.note(connection)
        self.store.heard = began
        if self.disk:
            self.disk.renew(began_at)

    def _apply(self, connection: BaseDatabaseWrapper) -> None:
        while self._announced:
            keys, self._announced[:] = frozenset(self._announced), []
            # Before the drop: a page rendered after it has to know its end.
            if self.replicas:
                self.replicas.position = None
            if changes_schedule := not DATED.isdisjoint(keys):
                self.store.forget_ends()
            self.store.drop(keys)
            if self.disk:
                self.disk.mirror()
            if self.purger and self._purges:
                self.purger.purge(keys)
            if changes_schedule:
                self._reschedule(connection)

    def _take_over(self, connection: BaseDatabaseWrapper) -> None:
        """Become the process that purges the CDN, if there is no other."""
        if self.purger is None or self._purges:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [PURGES])
            self._purges = cursor.fetchone()[0]
        if self._purges:
            self.purger.purge([tables.EVERYTHING])

    def _reschedule(self, connection: BaseDatabaseWrapper) -> None:
        self.store.reschedule(tables.upcoming(connection, clock.now()))
