"""Queries that are compiled to SQL once in each process and then run with parameters.

Django takes 2 to 10 ms of CPU to build and compile a reader's query, and PostgreSQL less than one to
run it. `@compiled` turns a function that builds a queryset into one that compiles it at its first
call; Django's own code then makes the rows, as it does for the queryset:

    @compiled
    def stories_of(section: int, at: datetime) -> QuerySet[Edition]:
        return Edition.objects.live(at).filter(section=section)

    stories_of(3, clock.now())[:20]

The function is called once, with a marker in place of each argument, and so may not decide anything
by their values. All that differs between two calls must be an argument, above all the current time:
compiling fails if the SQL has an instant that isn't one.

Outside transactions, PostgreSQL, too, parses and plans the SQL once for each connection
(newsroom/database/base.py).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connections, router
from django.db.models import BigIntegerField, BooleanField, ForeignKey, Func, Model, QuerySet, Value
from django.db.models.fields.reverse_related import ManyToOneRel
from django.db.models.query import ModelIterable, Prefetch
from psycopg.sql import Literal

Row = TypeVar("Row", bound=Model)
Arguments = ParamSpec("Arguments")
Values = Mapping[str, Any]

# Values that no argument has: a code point for private use, a number below all keys, early instants.
FIRST_TEXT, FIRST_NUMBER, FIRST_INSTANT = "\ue000", -(2**62), datetime(1, 1, 1, tzinfo=UTC)


class AnyOf(Func):
    """The condition that a column has one of many keys, which are a single parameter."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: list[int]) -> None:
        super().__init__(column, Value(keys, ArrayField(BigIntegerField())))


class Found(Generic[Row]):
    """The rows of a compiled query, read on each use: by a slice, `first` or iteration."""

    def __init__(self, statement: "Statement[Row]", values: Values) -> None:
        self._statement, self._values = statement, values

    def __getitem__(self, part: slice) -> list[Row]:
        return self._statement.rows(self._values, part.start or 0, part.stop)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._statement.rows(self._values))

    def first(self) -> Row | None:
        """Return the first row, None if there is none."""
        return next(iter(self[:1]), None)


class CompiledQuery(Generic[Arguments, Row]):
    """A query that is compiled at its first call; see the module."""

    def __init__(self, build: Callable[Arguments, QuerySet[Row]]) -> None:
        self.build = build
        self.names = tuple(signature(build).parameters)
        self._statement: Statement[Row] | None = None

    def __call__(self, *values: Arguments.args, **named: Arguments.kwargs) -> Found[Row]:
        given = dict(zip(self.names, values, strict=False)) | named
        # Two threads may both compile it, to the same SQL.
        self._statement = self._statement or compiled_statement(self.build, given)
        return Found(self._statement, given)


compiled = CompiledQuery


@dataclass(frozen=True)
class Part:
    """A prefetched list of rows with a foreign key, such as an edition's bylines."""

    name: str
    key: "ForeignKey[Any, Any]"
    rows_of: CompiledQuery[..., Any]

    def add_to(self, rows: Sequence[Model]) -> None:
        """Read the list of every row with one query, and set it as `prefetch_related` does."""
        lists: dict[Any, list[Model]] = {row.pk: [] for row in rows}
        owners = {row.pk: row for row in rows}
        for found in self.rows_of(keys=list(lists)):
            key = getattr(found, self.key.attname)
            self.key.set_cached_value(found, owners[key])
            lists[key].append(found)
        for key, owner in owners.items():
            # The cache that a related manager reads in `all`.
            prefetched = vars(owner).setdefault("_prefetched_objects_cache", {})
            prefetched[self.name] = lists[key]


@dataclass(frozen=True)
class Statement(Generic[Row]):
    """A queryset's SQL with named places for its arguments, and Django's compiler to read its rows.

    Several threads use one statement, each with its own connection. `kinds` has the
    type in which the driver gets each argument: PostgreSQL would take a smaller number for another type.
    """

    model: type[Row]
    compiler: Any
    sql: str
    kinds: Mapping[str, type]
    converters: Mapping[int, Any]
    parts: Sequence[Part]

    def rows(self, values: Values, start: int = 0, end: int | None = None) -> list[Row]:
        """Run the SQL, and return the rows from one index to another (excluded; None: to the last)."""
        limits = "" if end is None else f" LIMIT {int(end) - start}"
        limits += f" OFFSET {int(start)}" if start else ""
        given = {
            name: self.kinds[name](value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        source: Any = Source(self, self.sql + limits, given)
        rows: list[Row] = list(ModelIterable(source))
        if rows:
            for part in self.parts:
                part.add_to(rows)
        return rows


class Source:
    """The attributes of a queryset, and of its query, that Django's ModelIterable reads."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, statement: Statement[Any], sql: str, given: Values) -> None:
        self.model, self.db, self.query = statement.model, router.db_for_read(statement.model), self
        self.statement, self.sql, self.given = statement, sql, given
        self.converters = {
            column: ([converted_once(convert) for convert in converts], expression)
            for column, (converts, expression) in statement.converters.items()
        }

    def get_compiler(self, using: str) -> Any:
        compiler = copy(self.statement.compiler)
        connection: Any = connections[using]
        compiler.connection = connection
        compiler.execute_sql = lambda **_: [connection.fetch_prepared(self.sql, self.given)]
        compiler.get_converters = lambda columns: self.converters
        return compiler


def converted_once(convert: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """Return a converter of a column's values that converts equal values of one result only once.

    Each row of a list has the same wordings, as JSON. The rows share the converted object.
    """
    known: dict[Any, Any] = {}

    def converted(value: Any, expression: Any, connection: Any) -> Any:
        key = tuple(value) if isinstance(value, list) else value
        if key not in known:
            known[key] = convert(value, expression, connection)
        return known[key]

    return converted


def compiled_statement(build: Callable[..., QuerySet[Row]], values: Values) -> Statement[Row]:
    """Compile the queryset that `build` returns for arguments of the same types as `values`.

    Raises:
        ValueError: the SQL would depend on something else than the arguments' values; or it can't
            be compiled ahead for another reason.
    """
    markers = {name: marker(value, n) for n, (name, value) in enumerate(values.items())}
    queryset = build(**markers)
    if queryset._known_related_objects or queryset._iterable_class is not ModelIterable:  # type: ignore[attr-defined]  # Django's own
        raise ValueError("Only a queryset of rows that starts from a model's manager is compiled.")
    if queryset.query.is_sliced:
        raise ValueError("Slice the compiled query's rows instead of its queryset.")
    compiler: Any = queryset.query.get_compiler(queryset.db)
    sql, found = compiler.as_sql()
    names = [name_of(each, markers) for each in found]
    if missing := set(markers) - set(names):
        raise ValueError(f"The SQL has no parameter for {', '.join(sorted(missing))}.")
    kinds = {name: type(each) for name, each in zip(names, found, strict=True) if name}
    places = [
        f"%({name})s" if name else Literal(each).as_string().replace("%", "%%")
        for name, each in zip(names, found, strict=True)
    ]
    texts = re.split("(?<!%)%s", sql)
    sql = "".join(text + place for text, place in zip(texts, [*places, ""], strict=True))
    columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    parts = [part_of(queryset, lookup) for lookup in queryset._prefetch_related_lookups]  # type: ignore[attr-defined]  # Django's own
    return Statement(queryset.model, compiler, sql, kinds, converters, parts)


def marker(value: Any, number: int) -> Any:
    """Return the value that stands for an argument while its query is compiled.

    Raises:
        ValueError: arguments of this type can't be compiled, such as None.
    """
    if isinstance(value, str):
        return f"{FIRST_TEXT}{number}"
    if isinstance(value, datetime):
        return FIRST_INSTANT + timedelta(days=number)
    if isinstance(value, list):
        return [FIRST_NUMBER + number]
    if isinstance(value, int) and not isinstance(value, bool):
        return FIRST_NUMBER + number
    raise ValueError(f"A compiled query can't have a {type(value).__name__} as an argument.")


def name_of(found: Any, markers: Values) -> str:
    """Return the name of the argument that a value in compiled SQL stands for; "" for a constant.

    Raises:
        ValueError: it is an instant, or another query's marker, and so no constant.
    """
    for name, value in markers.items():
        if isinstance(found, type(value)) and found == value:
            return name
    if isinstance(found, datetime):
        raise ValueError(
            "The SQL has an instant, perhaps the current time, that isn't an argument."
        )
    if FIRST_TEXT in str(found) or (isinstance(found, int) and found < FIRST_NUMBER + 100):
        raise ValueError("The SQL has an argument in a place where it can't be replaced.")
    return ""


def part_of(queryset: QuerySet[Any], lookup: str | Prefetch[Any]) -> Part:
    """Return a queryset's prefetched list, compiled.

    Raises:
        ValueError: it isn't a list of rows with a foreign key to the queryset's rows.
    """
    name = str(lookup if isinstance(lookup, str) else lookup.prefetch_to)
    chosen = None if isinstance(lookup, str) else lookup.queryset
    relation = None if "__" in name else queryset.model._meta.get_field(name)
    if not isinstance(relation, ManyToOneRel):
        raise ValueError(f"{name} can't be compiled: it is no list of rows with a foreign key.")
    key = relation.field
    rows = relation.related_model._default_manager.all() if chosen is None else chosen

    def rows_of(keys: list[int]) -> QuerySet[Any]:
        return rows.filter(AnyOf(key.attname, keys))

    return Part(name, key, CompiledQuery(rows_of))
