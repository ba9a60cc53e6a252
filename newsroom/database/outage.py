"""Detect that PostgreSQL can't be reached, and pause connection attempts while it can't."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# Seconds without connection attempts after one failed, short enough that the site is back within
# two seconds of PostgreSQL.
PAUSE = 0.5
# Seconds after which an attempt counts as over, longer than libpq's connect_timeout allows;
# another attempt may then begin.
LONGEST_ATTEMPT = 5.0
# SQLSTATEs of a server that is stopping, starting, out of connections, or whose disk is full.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
SQLSTATES = {"57P01", "57P02", "57P03", "57P05", "53300", "53100"}
CONNECTION_EXCEPTION = "08"


def is_outage(error: BaseException | None) -> bool:
    """Return True if `error` or one of its causes is a failed or lost connection, or a full disk.

    libpq reports an unreachable or vanished server without an SQLSTATE.
    """
    while error:
        if isinstance(error, psycopg.OperationalError):
            return error.sqlstate is None or (
                error.sqlstate in SQLSTATES or error.sqlstate.startswith(CONNECTION_EXCEPTION)
            )
        error = error.__cause__ or error.__context__
    return False


class PostgresAway(psycopg.OperationalError):
    """Raised instead of connecting, for PAUSE seconds after an attempt failed."""


class Attempts:
    """A circuit breaker: one thread at a time tries to reconnect, the others fail at once.

    A connection attempt to a vanished server takes seconds to fail. Without the breaker, every
    thread of the web server would wait, and requests that need no database would wait for a thread.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.not_before = 0.0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Connect inside this block. Raises PostgresAway if an attempt has just failed."""
        self.begin()
        try:
            yield
        except Exception as error:
            if is_outage(error):
                self.failed()
            raise
        self.succeeded()

    def begin(self) -> None:
        with self.lock:
            now = time.monotonic()
            if now < self.not_before:
                raise PostgresAway("PostgreSQL could not be reached a moment ago")
            if self.not_before:
                self.not_before = now + LONGEST_ATTEMPT

    def failed(self) -> None:
        with self.lock:
            self.not_before = time.monotonic() + PAUSE

    def succeeded(self) -> None:
        if self.not_before:
            with self.lock:
                self.not_before = 0.0


attempts = Attempts()
