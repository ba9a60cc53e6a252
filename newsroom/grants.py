"""Grants for the application's database role: what it needs, and nothing that could alter the record.

The owner's role (`newsroom_owner`) migrates. The application runs as another (`newsroom_app`), which
owns nothing: it can't alter, drop or truncate a table, or disable a guard. See docs/operations.md.
"""

from collections.abc import Iterator
from typing import Any

from newsroom.guards import BY_TABLE, Guard

# Only the owner migrates.
READ_ONLY = ("django_migrations",)


class CannotGrant(Exception):
    """Raised if the role can't get its privileges, or not from this user; the message says what to do."""


def grant(connection: Any, role: str) -> int:
    """Grant `role` exactly what the application needs in this database; return the number of tables.

    All other privileges of the role on the tables are revoked. Run it after each `migrate`.

    Raises:
        CannotGrant: the role doesn't exist; it could disable the guards whatever its privileges; or the
            current user doesn't own the tables (PostgreSQL would only warn, and grant nothing).
    """
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        _require_plain_role(cursor, role)
        _require_owner(cursor)
        cursor.execute("SELECT current_database(), current_schema()")
        database, schema = map(connection.ops.quote_name, cursor.fetchone())
        tables = sorted(connection.introspection.table_names(cursor))
        cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {quoted}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {quoted}")
        # Enough for new keys. Setting a sequence back would need UPDATE.
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}")
        for table in tables:
            privileges = ", ".join(_privileges(table))
            cursor.execute(f"GRANT {privileges} ON {connection.ops.quote_name(table)} TO {quoted}")
    return len(tables)


def _privileges(table: str) -> Iterator[str]:
    yield "SELECT"
    guard = BY_TABLE.get(table)
    if table in READ_ONLY or (guard and guard.owner_only):
        return
    yield "INSERT"
    if guard is None or guard.may_delete:
        yield "DELETE"
    if guard is None:
        yield "UPDATE"
    else:
        yield from _updates(guard)


def _updates(guard: Guard) -> Iterator[str]:
    if guard.begins_with or (guard.span and guard.span.free_before):
        yield "UPDATE"
    elif guard.may_update:
        yield f"UPDATE ({', '.join(guard.may_update)})"


def _require_plain_role(cursor: Any, role: str) -> None:
    cursor.execute(
        "SELECT rolsuper, rolreplication, rolcreaterole, rolbypassrls,"
        " pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    if found is None:
        raise CannotGrant(f"There is no role {role}. Make it first: CREATE ROLE {role} LOGIN …")
    if any(found):
        raise CannotGrant(
            f"{role} could undo what PostgreSQL guards: it is a superuser, may replicate or make roles, "
            "or is a member of the role that owns the tables. Choose or make a plain one."
        )


def _require_owner(cursor: Any) -> None:
    cursor.execute(
        "SELECT bool_and(pg_has_role(relowner, 'USAGE')), current_user FROM pg_class"
        " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'S')"
    )
    owns, name = cursor.fetchone()
    if not owns:
        raise CannotGrant(
            f"{name} doesn't own the tables. Run this as the role that does, as for `migrate`."
        )
