"""Guards of the record: what PostgreSQL refuses on the tables that evidence is made from.

`GUARDS` is the one declaration. `install` makes a function and two triggers a table of it, after each
`migrate`; `missing` compares it with the database; `newsroom/grants.py` derives from it what the
application's own role may do. It names tables and columns and imports no model, so it may speak of
every app.

django-pgtrigger is not used: each of its triggers first reads the setting `pgtrigger.ignore`, which
any role may set, so a role that owns nothing could switch a guard off (docs/decisions/017).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# An end may lie so far back: the application's clock may be behind PostgreSQL's.
GRACE = "interval '1 minute'"
# The advisory lock of `disclosures.models.programme.RULES`: changes of rules come one by one.
RULES_LOCK = 0x0D15C105


@dataclass(frozen=True)
class Part:
    """Rows that belong to a row of `parent`: only the transaction that adds that row may add them.

    Args:
        parent: a guarded table with `dated` and `transaction`.
        key: the column that names the parent.
        repeats: columns that repeat a column of the parent; PostgreSQL fills them in.
    """

    parent: str
    key: str
    repeats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A row counts from `begins` until `ends`; the end may be set while it is still to come.

    Args:
        free_before: until it begins, the row may be changed (which dates it anew) or deleted.
    """

    begins: str
    ends: str
    free_before: bool = False


@dataclass(frozen=True)
class Guard:
    """A table whose rows are added, never deleted, and never changed but for `may_update`.

    Args:
        dated: the column that PostgreSQL's clock sets at least to now, so nothing is dated back.
        later_in: each row of the same value here is dated later than the last; "" for none.
        later_lock: the same for the whole table, under this advisory lock.
        transaction: the column in which PostgreSQL notes the transaction that added the row.
        part: the rows are parts of another table's row.
        may_update: the columns that may change.
        span: how an end among `may_update` may change; without one, it may be set once.
        sealed: the day's seal covers its rows.
        owner_only: the application's role may only read it.
        begins_with: a (table, key, column): a row may be changed or deleted until that row's instant.
        deletable: what makes a row deletable, in SQL about OLD; "" for nothing.
        unless_named: rows may be deleted while no row of these (table, column) names `later_in`.
    """

    table: str
    dated: str = ""
    later_in: str = ""
    later_lock: int | None = None
    transaction: str = ""
    part: Part | None = None
    may_update: tuple[str, ...] = ()
    span: Span | None = None
    unless_named: tuple[tuple[str, str], ...] = ()
    begins_with: tuple[str, str, str] | None = None
    deletable: str = ""
    sealed: bool = True
    owner_only: bool = False

    @property
    def may_delete(self) -> bool:
        """Whether there are rows that may be deleted."""
        free = self.begins_with or (self.span and self.span.free_before)
        return bool(self.unless_named or self.deletable or free)

    @property
    def function(self) -> str:
        return f"guard_{self.table}"

    def source(self) -> str:
        """Return the body of the trigger's function."""
        return _FUNCTION.format(
            table=self.table,
            insert="".join(_indented(line, 8) for line in self._insert()),
            change="".join(_indented(line, 4) for line in self._change()),
        )

    def _insert(self) -> Iterator[str]:
        if self.later_lock is not None:
            yield f"PERFORM pg_advisory_xact_lock({self.later_lock});"
        elif self.later_in:
            key = f"hashint8(NEW.{self.later_in})"
            yield f"PERFORM pg_advisory_xact_lock(hashoid(TG_RELID), {key});"
        if self.dated:
            latest = ""
            if self.later_in or self.later_lock is not None:
                same = f" WHERE {self.later_in} = NEW.{self.later_in}" if self.later_in else ""
                latest = f", (SELECT max({self.dated}) + interval '1 microsecond' FROM {self.table}{same})"  # noqa: S608  (names of ours)
            yield f"NEW.{self.dated} := greatest(NEW.{self.dated}, clock_timestamp(){latest});"
        if self.transaction:
            yield f"NEW.{self.transaction} := pg_current_xact_id()::text::bigint;"
        if self.part:
            parent = BY_TABLE[self.part.parent]
            yield f"SELECT * INTO parent FROM {parent.table} WHERE id = NEW.{self.part.key};"  # noqa: S608
            # The date as well: another cluster, restored from a dump, counts transactions anew.
            yield (
                f"IF parent.{parent.transaction} IS DISTINCT FROM pg_current_xact_id()::text::bigint"
                f" OR parent.{parent.dated} < transaction_timestamp() THEN"
            )
            yield (
                "    RAISE EXCEPTION 'rows of % are only ever added with the row they belong to',"
                " TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
            )
            yield "END IF;"
            for column, of_parent in self.part.repeats.items():
                yield f"NEW.{column} := parent.{of_parent};"

    def _change(self) -> Iterator[str]:
        if self.deletable:
            yield f"IF TG_OP = 'DELETE' AND {self.deletable} THEN RETURN OLD; END IF;"
        if waits := self._waits():
            yield f"IF {waits} THEN"
            yield "    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
            yield f"    IF {self._differs()} THEN"
            dated = self.dated
            yield f"        NEW.{dated} := greatest(OLD.{dated}, NEW.{dated}, clock_timestamp());"
            yield "    END IF;"
            yield "    RETURN NEW;"
            yield "END IF;"
        if self.unless_named:
            named = " OR ".join(
                f"EXISTS (SELECT FROM {table} WHERE {column} = OLD.{self.later_in})"
                for table, column in self.unless_named
            )
            yield f"IF TG_OP = 'DELETE' AND NOT ({named}) THEN RETURN OLD; END IF;"
        if self.may_update:
            # A CASE, since a deleted row has no NEW.
            yield f"IF (CASE WHEN TG_OP = 'UPDATE' THEN NOT ({self._differs()}) END) THEN"
            yield from ("    " + line for line in self._end())
            yield "    RETURN NEW;"
            yield "END IF;"

    def _waits(self) -> str:
        """Return the condition that a row's time hasn't come; "" where rows don't wait."""
        if self.begins_with:
            table, key, begins = self.begins_with
            begun = f"WHERE id = OLD.{key} AND {begins} <= clock_timestamp()"
            return f"NOT EXISTS (SELECT FROM {table} {begun})"
        if self.span and self.span.free_before:
            return f"OLD.{self.span.begins} > clock_timestamp()"
        return ""

    def _end(self) -> Iterator[str]:
        if self.span is None:
            (column,) = self.may_update
            condition, reason = f"OLD.{column} IS NOT NULL", "has ended"
            yield from _refuse(condition, reason)
            return
        ends = self.span.ends
        settled = f"clock_timestamp() - {GRACE}"
        if self.span.free_before:
            over = f"NEW.{ends} IS DISTINCT FROM OLD.{ends} AND OLD.{ends} <= {settled}"
        else:
            over = f"OLD.{ends} <= clock_timestamp() AND NEW IS DISTINCT FROM OLD"
        yield from _refuse(over, "has ended: what readers saw stays")
        past = f"NEW.{ends} IS DISTINCT FROM OLD.{ends} AND NEW.{ends} < {settled}"
        yield from _refuse(past, "can''t end at a time that has passed: readers saw it")

    def _differs(self) -> str:
        """Return the condition that a column changes which may not."""
        may = f" - ARRAY[{', '.join(repr(name) for name in self.may_update)}]::text[]"
        return f"to_jsonb(NEW){may} IS DISTINCT FROM to_jsonb(OLD){may}"


def _refuse(condition: str, reason: str) -> Iterator[str]:
    yield f"IF {condition} THEN"
    yield (
        f"    RAISE EXCEPTION 'row % of % {reason}', OLD.id, TG_TABLE_NAME"
        " USING ERRCODE = 'restrict_violation';"
    )
    yield "END IF;"


def _indented(line: str, spaces: int) -> str:
    return " " * spaces + line + "\n"


_FUNCTION = """
DECLARE
    parent record;
BEGIN
    IF TG_OP = 'INSERT' THEN
{insert}        RETURN NEW;
    END IF;
{change}    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END """
_TRUNCATE = """
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END """

_EDITION = "articles_edition"
GUARDS = (
    # Stories
    Guard(
        _EDITION,
        dated="printed_at",
        transaction="printed_in",
        may_update=("live_until", "withdrawal_reason"),
        span=Span("live_from", "live_until"),
    ),
    Guard(
        "articles_editionbyline",
        part=Part(_EDITION, "content_object_id", {"published_at": "published_at"}),
    ),
    Guard(
        "articles_editiontag",
        part=Part(_EDITION, "content_object_id", {"published_at": "published_at"}),
    ),
    Guard("articles_editionrelated", part=Part(_EDITION, "content_object_id")),
    Guard("articles_editionpicture", part=Part(_EDITION, "edition_id")),
    Guard(
        "articles_notice",
        dated="at",
        part=Part(_EDITION, "edition_id", {"article_id": "article_id", "live_from": "live_from"}),
    ),
    Guard("articles_event", dated="at"),
    # The record of evidence itself
    Guard("articles_dayseal", dated="sealed_at", sealed=False),
    Guard("articles_timestamp", dated="at", sealed=False),
    Guard("articles_evidencekey", dated="since", later_lock=0x0D15E71D, owner_only=True),
    # What stands around them: who is called what, and whose rules a section follows
    Guard(
        "articles_jurisdictionchange",
        dated="at",
        later_in="section_id",
        unless_named=((_EDITION, "section_id"),),
    ),
    Guard(
        "authors_namechange",
        dated="at",
        later_in="author_id",
        unless_named=(("articles_editionbyline", "author_id"), ("authors_interest", "author_id")),
    ),
    Guard(
        "authors_interest",
        dated="entered_at",
        may_update=("until",),
        span=Span("since", "until", free_before=True),
    ),
    Guard(
        "articles_interestscope",
        dated="entered_at",
        begins_with=("authors_interest", "interest_id", "since"),
    ),
    # Kept for a while, and no evidence
    Guard("articles_draftversion", deletable="true", sealed=False),
    Guard(
        "staff_signin", deletable="OLD.at < clock_timestamp() - interval '90 days'", sealed=False
    ),
    # Disclosures
    Guard(
        "disclosures_wording",
        dated="entered_at",
        may_update=("valid_to",),
        span=Span("valid_from", "valid_to", free_before=True),
    ),
    Guard("disclosures_rulechange", dated="at", later_lock=RULES_LOCK),
    Guard("disclosures_deal", dated="entered_at", later_lock=RULES_LOCK),
    Guard("disclosures_sitechange", dated="at", later_lock=RULES_LOCK),
    Guard("disclosures_link", dated="first_seen", may_update=("last_seen",), sealed=False),
)
BY_TABLE = {guard.table: guard for guard in GUARDS}

# The names of the triggers, and their kinds as pg_trigger.tgtype has them: before each row that is
# inserted, updated or deleted; before each TRUNCATE.
ROW, TRUNCATE = ("guard", 31), ("guard_truncate", 34)


def install(connection: Any) -> list[str]:
    """Put every guard in force that isn't, and return what was missing. Only the owner can."""
    with connection.cursor() as cursor:
        found = missing(connection)
        if not found:
            return []
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        for name, source in _functions().items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                # So that no temporary table of the same name is read instead.
                f"SET search_path = pg_catalog, {schema}, pg_temp AS $guard${source}$guard$"
            )
        tables = set(connection.introspection.table_names(cursor))
        for table, name, function, kind in _triggers():
            if table in tables:
                when = "TRUNCATE" if kind == TRUNCATE[1] else "INSERT OR UPDATE OR DELETE"
                each = "STATEMENT" if kind == TRUNCATE[1] else "ROW"
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION {function}()"
                )
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
    return found


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Switch every guard off for a while, within a transaction. Only the owner can.

    For data that is made up, such as the demo's past, and for a migration that must mend rows.
    """
    with connection.cursor() as cursor:
        for verb in ("DISABLE", "ENABLE"):
            # A table whose constraints are still to be looked at can't be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for guard in GUARDS:
                cursor.execute(f"ALTER TABLE {guard.table} {verb} TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if verb == "DISABLE":
                yield


def missing(connection: Any) -> list[str]:
    """Return what of the declaration isn't in force in the database, a sentence each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'guard\\_%'"
        )
        functions = dict(cursor.fetchall())
        cursor.execute(
            "SELECT relname, tgname, proname, tgtype FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal AND tgenabled = 'O'"
            " AND relnamespace = current_schema()::regnamespace"
        )
        triggers = set(cursor.fetchall())
        tables = set(connection.introspection.table_names(cursor))
    found = [
        f"The function {name} isn't as declared."
        for name, source in _functions().items()
        if functions.get(name) != source
    ]
    return found + [
        f"{table} lacks its trigger {name}."
        for table, name, function, kind in _triggers()
        if table in tables and (table, name, function, kind) not in triggers
    ]


def _functions() -> dict[str, str]:
    """Return each function's body by its name."""
    return {guard.function: guard.source() for guard in GUARDS} | {"guard_truncate": _TRUNCATE}


def _triggers() -> Iterator[tuple[str, str, str, int]]:
    """Yield each trigger's table, name, function and kind."""
    for guard in GUARDS:
        yield guard.table, ROW[0], guard.function, ROW[1]
        yield guard.table, TRUNCATE[0], "guard_truncate", TRUNCATE[1]
