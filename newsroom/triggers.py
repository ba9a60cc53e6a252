"""Functions and triggers in PostgreSQL that are declared in Python: their installation and check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trigger:
    """A trigger of a table.

    Args:
        events: its timing, events and transition tables in SQL, with {table} for the table's name.
        each: ROW or STATEMENT.
        kind: the same as bits of pg_trigger.tgtype, by which a changed trigger is noticed.
    """

    table: str
    name: str
    function: str
    events: str
    each: str
    kind: int

    @property
    def statement(self) -> str:
        """The statement that creates the trigger or replaces it."""
        return (
            f"CREATE OR REPLACE TRIGGER {self.name} {self.events.format(table=self.table)} "
            f"FOR EACH {self.each} EXECUTE FUNCTION {self.function}()"
        )


@dataclass(frozen=True)
class Declared:
    """Functions, their bodies by name, and the triggers that call them.

    Args:
        as_owner: the functions run with the privileges of the tables' owner, whoever changes a row.
    """

    functions: Mapping[str, str]
    triggers: Sequence[Trigger]
    as_owner: bool = False

    def install(self, connection: Any) -> list[str]:
        """Install all unless nothing is missing, and return what was. Only the tables' owner can."""
        if not (found := self.missing(connection)):
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            for name, source in self.functions.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                    f"SECURITY {'DEFINER' if self.as_owner else 'INVOKER'} "
                    # Otherwise a temporary table of the same name would be read instead.
                    f"SET search_path = pg_catalog, {schema}, pg_temp AS $body${source}$body$"
                )
            tables = set(connection.introspection.table_names(cursor))
            for trigger in self.triggers:
                if trigger.table in tables:
                    cursor.execute(trigger.statement)
                    cursor.execute(f"ALTER TABLE {trigger.table} ENABLE TRIGGER {trigger.name}")
        return found

    def missing(self, connection: Any) -> list[str]:
        """Return a sentence for each table, function or trigger that isn't as declared."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT proname, prosrc FROM pg_proc"
                " WHERE pronamespace = current_schema()::regnamespace AND proname = ANY(%s)"
                " AND prosecdef = %s",
                [list(self.functions), self.as_owner],
            )
            sources = dict(cursor.fetchall())
            cursor.execute(
                "SELECT relname, tgname, proname, tgtype FROM pg_trigger"
                " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
                " WHERE NOT tgisinternal AND tgenabled = 'O'"
                " AND relnamespace = current_schema()::regnamespace"
            )
            installed = set(cursor.fetchall())
            tables = set(connection.introspection.table_names(cursor))
        absent = sorted({each.table for each in self.triggers} - tables)
        return [
            *(f"There is no table {table}." for table in absent),
            *(
                f"The function {name} isn't as declared."
                for name, source in self.functions.items()
                if sources.get(name) != source
            ),
            *(
                f"{each.table} lacks its trigger {each.name}."
                for each in self.triggers
                if each.table in tables
                and (each.table, each.name, each.function, each.kind) not in installed
            ),
        ]
