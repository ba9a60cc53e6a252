"""PostgreSQL's error messages without the values that they quote."""

import re

import psycopg

# Class of the SQLSTATEs for invalid data; their messages quote the data.
DATA_EXCEPTION = "22"


def without_values(error: psycopg.Error) -> str:
    """Return an error's message without the values of the statement.

    DETAIL quotes the row or the key, CONTEXT the parameters; both are left out. The message itself
    names tables, columns and constraints.
    """
    message = error.diag.message_primary
    if message is None:
        return str(error)  # libpq's own message about a connection
    if (error.sqlstate or "").startswith(DATA_EXCEPTION):
        return re.sub(r'"(?:.*)"', '"…"', message, flags=re.DOTALL)
    return message
