"""The current time by PostgreSQL's clock, which all machines share.

PostgreSQL refuses rows that a wrong clock would date wrongly, and an embargo must end at one instant
everywhere. So a machine whose clock differs from PostgreSQL's adds the difference. The difference is
measured when a connection opens, at most once a minute, so `now` needs no query.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

log = logging.getLogger(__name__)

# The measurement itself takes time, and PostgreSQL's guards tolerate a minute.
TOLERANCE = timedelta(seconds=1)
EVERY = 60

_difference = timedelta(0)
_measured = float("-inf")


def now() -> datetime:
    """Return the current time by PostgreSQL's clock."""
    return timezone.now() + _difference


def measure(connection: BaseDatabaseWrapper) -> None:
    """Measure the difference between this machine's clock and PostgreSQL's."""
    global _difference, _measured
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    after = timezone.now()
    # Half of the query's duration: a busy machine mustn't mistake its own slowness for a difference.
    error = (after - before) / 2
    difference = theirs - (before + error)
    former, _measured = _difference, time.monotonic()
    _difference = difference if abs(difference) > TOLERANCE + error else timedelta(0)
    if abs(_difference - former) > TOLERANCE:
        log.warning(
            "This machine's clock differs from PostgreSQL's by %.0f seconds; PostgreSQL's is used.",
            difference.total_seconds(),
        )


def on_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Measure if the last measurement is a minute old; a receiver of `connection_created`."""
    if connection.alias == "default" and time.monotonic() - _measured > EVERY:
        measure(connection)
