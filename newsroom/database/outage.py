"""Recognise that PostgreSQL can't be reached, and stop trying for a moment when it can't."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# Seconds in which nobody tries to connect after an attempt failed, so that the site is back within
# two seconds of PostgreSQL.
PAUSE = 0.5
# An attempt that takes longer than libpq's connect_timeout allows is over; another may begin.
LONGEST_ATTEMPT = 5.0
# SQLSTATEs of a server that stops, starts, or has no connection left to give.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
SQLSTATES = {"57P01", "57P02", "57P03", "57P05", "53300"}
CONNECTION_EXCEPTION = "08"


def is_outage(error: BaseException | None) -> bool:
    """Return True if `error`, or what caused it, is a connection that failed or was lost.

    libpq reports a server that can't be reached, or that vanished, without an SQLSTATE.
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
    """Let one thread at a time find out if PostgreSQL is back; the others fail at once.

    A server that is gone without a word takes seconds to give up. Without this, every thread of
    the web server would wait for it, and whatever needs no database would wait for a thread.
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
