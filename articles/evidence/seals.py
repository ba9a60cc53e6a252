"""Daily seals: one hash over all rows entered on a day, chained to the seal of the day before.

A seal is made once the day (UTC) is over. Its leaves are hashes of the rows as canonical JSON,
without the columns that may change and without empty values, so that a column added later changes
no former hash. A row committed after its day was sealed goes into the next day's seal.
"""

import base64
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from articles.evidence import timestamps, verifier
from articles.models import DaySeal
from newsroom.guards import BY_TABLE, GUARDS, Guard

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
# The time that a transaction begun before midnight may take to commit.
MARGIN = timedelta(minutes=15)
# The advisory lock that a sealing transaction holds.
SEALING = 0x0D15E5EA

# The table and the values by column.
Row = tuple[str, dict[str, Any]]


def seal_days() -> list[DaySeal]:
    """Seal each past day without a seal, the oldest first, and return the new seals.

    If a time-stamping authority is set, request a timestamp for each head that has none.
    """
    made = []
    while (seal := _seal_next()) is not None:
        made.append(seal)
    timestamps.stamp_missing()
    return made


def included(table: str, keys: Iterable[int]) -> list[dict[str, Any]]:
    """Return rows of a table, each with its Merkle path in a seal; `day` is None if unsealed."""
    return [_included(table, row, at) for row, at in _rows(BY_TABLE[table], keys=list(keys))]


def seals_of(entries: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return, by day, the seals of rows from `included`."""
    days = {entry["day"] for entry in entries if entry["day"]}
    return {
        str(seal.day): {
            "size": len(seal.hashes),
            "root": seal.root,
            "previous": seal.previous,
            "head": seal.head,
            "timestamps": [
                base64.b64encode(bytes(stamp.response)).decode() for stamp in seal.timestamps.all()
            ],
        }
        for seal in DaySeal.objects.filter(day__in=days).prefetch_related("timestamps")
    }


def missing_rows(day: date) -> list[str]:
    """Return a sentence for each sealed row of a day that is gone or was changed."""
    seal = DaySeal.objects.get(day=day)
    found = {_leaf(row) for row in _rows_of(day - DAY)} | {_leaf(row) for row in _rows_of(day)}
    lost = [leaf for leaf in seal.hashes if leaf not in found]
    return [f"A row that was sealed on {day} is gone or was changed: {leaf.hex()}" for leaf in lost]


@transaction.atomic
def _seal_next() -> DaySeal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0].astimezone(UTC)
    last = DaySeal.objects.last()
    day = last.day + DAY if last else _first_day()
    if day is None or now < _midnight(day + DAY) + MARGIN:
        return None
    leaves = [_leaf(row) for row in _rows_of(day)]
    if last is not None:
        known = set(last.hashes)
        before = DaySeal.objects.filter(day=last.day - DAY).first()
        known |= set(before.hashes) if before else set()
        leaves += [leaf for row in _rows_of(last.day) if (leaf := _leaf(row)) not in known]
    root = verifier.root_of(leaves).hex()
    previous = last.head if last else ""
    head = verifier.head_of(previous, str(day), len(leaves), root)
    return DaySeal.objects.create(
        day=day, leaves=b"".join(leaves), root=root, previous=previous, head=head
    )


def _included(table: str, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    entry: dict[str, Any] = {"table": table, "row": row, "day": None, "index": None, "path": []}
    leaf = _leaf((table, row))
    day = at.astimezone(UTC).date()
    for seal in DaySeal.objects.filter(day__in=[day, day + DAY]):
        hashes = seal.hashes
        if leaf in hashes:
            index = hashes.index(leaf)
            path = [part.hex() for part in verifier.path_of(hashes, index)]
            return entry | {"day": str(seal.day), "index": index, "path": path}
    return entry


def _leaf(row: Row) -> bytes:
    return verifier.row_hash(*row)


def _rows_of(day: date) -> Iterator[Row]:
    for guard in GUARDS:
        if guard.sealed:
            for row, _ in _rows(guard, day=day):
                yield guard.table, row


def _rows(
    guard: Guard, *, day: date | None = None, keys: list[int] | None = None
) -> list[tuple[dict[str, Any], datetime]]:
    """Return rows, without the columns that may change, and the time each was entered.

    Select them by day of entry or by keys.
    """
    source, dated = f"{guard.table} AS guarded", f"guarded.{guard.dated}"
    if guard.part:
        parent = BY_TABLE[guard.part.parent]
        source += f" JOIN {parent.table} AS parent ON parent.id = guarded.{guard.part.key}"
        dated = f"parent.{parent.dated}"
    where = "guarded.id = ANY(%s)"
    values: list[Any] = [keys]
    if day is not None:
        where, values = f"{dated} >= %s AND {dated} < %s", [_midnight(day), _midnight(day + DAY)]
    with connection.cursor() as cursor:
        # The names of tables and columns come from the declaration in newsroom/guards.py.
        cursor.execute(
            f"SELECT to_jsonb(guarded) - %s::text[], {dated} FROM {source} WHERE {where}"  # noqa: S608  (names of ours)
            " ORDER BY guarded.id",
            [list(guard.may_update), *values],
        )
        return [(_as_dict(row), at) for row, at in cursor.fetchall()]


def _as_dict(row: Any) -> dict[str, Any]:
    return dict(json.loads(row) if isinstance(row, str) else row)


def _first_day() -> date | None:
    """Return the day of the oldest row that seals cover; None if there is no row."""
    with connection.cursor() as cursor:
        dates = " UNION ALL ".join(
            f"SELECT min({guard.dated}) AS at FROM {guard.table}"  # noqa: S608  (as above)
            for guard in GUARDS
            if guard.sealed and guard.dated
        )
        cursor.execute(f"SELECT min(at) FROM ({dates}) AS dates")  # noqa: S608  (as above)
        first = cursor.fetchone()[0]
    return first and first.astimezone(UTC).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
