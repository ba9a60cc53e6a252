"""Guards: triggers that refuse changes to the tables that evidence is derived from.

`GUARDS` is the only declaration. From it, `install` creates a function and two triggers for each table
after each `migrate`; `missing` compares it with the database; `newsroom/grants.py` derives the
privileges of the application's role. The declaration names tables and columns and imports no model,
so it can cover every app.

django-pgtrigger is not used: each of its triggers first reads the setting `pgtrigger.ignore`, which
any role may set, so a role that owns nothing could disable a guard
(docs/decisions/018-guards-declared-once.md).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsroom.triggers import Declared, Trigger

# The oldest end that is accepted: the application's clock may be behind PostgreSQL's.
GRACE = "interval '1 minute'"
# The advisory lock of `disclosures.models.programme.RULES`: it serialises changes of rules.
RULES_LOCK = 0x0D15C105


@dataclass(frozen=True)
class Part:
    """The relation of child rows to `parent`: only the transaction that adds a parent may add its rows.

    Args:
        parent: a guarded table with `dated` and `transaction`.
        key: the column that refers to the parent.
        repeats: columns that copy a column of the parent; PostgreSQL fills them in.
    """

    parent: str
    key: str
    repeats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """The period in which a row is in force; its end may change while it lies in the future.

    Args:
        begins, ends: the columns of the period.
        free_before: until the period begins, the row may be changed (which updates its date) or
            deleted.
    """

    begins: str
    ends: str
    free_before: bool = False


@dataclass(frozen=True)
class Guard:
    """An append-only table: rows are never deleted, and never changed except in `may_update`.

    Args:
        dated: the column that PostgreSQL's clock sets to now or later, so no row is backdated.
        later_in: rows with the same value in this column have increasing dates; "" for no such column.
        later_lock: the dates of the whole table increase, under this advisory lock.
        transaction: the column in which PostgreSQL stores the transaction that added the row.
        part: the rows belong to another table's row.
        may_update: the columns that may change.
        span: the period whose end, in `may_update`, may change; without one, the column is set once.
        sealed: the day's seal covers its rows.
        owner_only: the application's role may only read it.
        begins_with: (table, key, column): until the instant in that column of the row that `key`
            refers to, this row may be changed or deleted.
        deletable: the condition for deletion, in SQL about OLD; "" for none.
        unless_named: rows may be deleted while no row of these (table, column) refers to `later_in`.
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
        """True if some rows may be deleted."""
        free = self.begins_with or (self.span and self.span.free_before)
        return bool(self.unless_named or self.deletable or free)

    @property
    def function(self) -> str:
        return f"guard_{self.table}"

    def triggers(self) -> Iterator[Trigger]:
        changes = "BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        yield Trigger(self.table, "guard", self.function, changes, "ROW", 31)
        truncation = "BEFORE TRUNCATE ON {table}"
        yield Trigger(self.table, "guard_truncate", "guard_truncate", truncation, "STATEMENT", 34)

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
            yield f"SELECT * INTO parent FROM {parent.table} WHERE id = NEW.{self.part.key};"  # noqa: S608  (names of ours)
            # The date as well: a cluster restored from a dump numbers transactions from the start.
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
        """Return the condition that a row isn't in force yet; "" if its table has no such rows."""
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
        """Return the condition that a column outside `may_update` changes."""
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
    Guard(
        "articles_frontedition",
        dated="printed_at",
        may_update=("live_until",),
        span=Span("live_from", "live_until"),
    ),
    # Keys, seals and timestamps of evidence
    Guard("articles_dayseal", dated="sealed_at", sealed=False),
    Guard("articles_timestamp", dated="at", sealed=False),
    Guard("articles_evidencekey", dated="since", later_lock=0x0D15E71D, owner_only=True),
    # Context of stories: names, jurisdictions, interests
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
    # Kept for a limited time; no evidence
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

DECLARED = Declared(
    functions={guard.function: guard.source() for guard in GUARDS} | {"guard_truncate": _TRUNCATE},
    triggers=[trigger for guard in GUARDS for trigger in guard.triggers()],
)
install, missing = DECLARED.install, DECLARED.missing


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Disable every guard inside the block, within a transaction. Only the owner can.

    For invented data, such as the demo's past, and for a migration that must repair rows.
    """
    with connection.cursor() as cursor:
        for state in ("DISABLE", "ENABLE"):
            # PostgreSQL can't alter a table with pending constraint checks.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for trigger in DECLARED.triggers:
                # No other trigger: those of drafts and of the page cache stay in force.
                cursor.execute(f"ALTER TABLE {trigger.table} {state} TRIGGER {trigger.name}")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if state == "DISABLE":
                yield
