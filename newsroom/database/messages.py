"""What may be repeated of PostgreSQL's error messages."""

import re

import psycopg

# SQLSTATEs of data that PostgreSQL can't take, whose messages quote it.
DATA_EXCEPTION = "22"


def without_values(error: psycopg.Error) -> str:
    """Return an error's message without the values that it was about.

    DETAIL quotes the row or the key, CONTEXT the parameters. Names of tables, columns and
    constraints stand in the message itself.
    """
    message = error.diag.message_primary
    if message is None:
        return str(error)  # libpq's own words, of a connection
    if (error.sqlstate or "").startswith(DATA_EXCEPTION):
        return re.sub(r'"(?:.*)"', '"…"', message, flags=re.DOTALL)
    return message
