"""The one clock that every machine shares."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """Return PostgreSQL's present instant.

    PostgreSQL refuses records dated by a wrong clock and decides what is live, so code that writes
    such records asks it instead of the machine it runs on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant
