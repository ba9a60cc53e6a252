"""The keys of a page: the names of the rows that it shows, collected while it is rendered.

A key is `article:12`, or the name of a table, which stands for all of its rows. Each query of a page
adds the tables that it names, so no dependency can be forgotten. If a page shows only a few rows of a
table, the code that queries them can name these rows instead:

    with showing() as shows:
        story = editions.filter(path=path).first()
        if story:
            shows("article", story.article_id)
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from hashlib import md5
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from newsroom.cache.tables import BY_TABLE

WORD = re.compile(r"[a-z_][a-z0-9_]*")


class Collection:
    """The keys of one page.

    Attributes:
        keys: the keys so far.
        unwatched: the tables that were read though no trigger announces their changes.
        found: a row was shown, so the address is known.
        complete: the view returned a response.
        choose: returns the alias of the database to render the page from.
        database: the alias that it returned.
    """

    def __init__(self, choose: Callable[[], str] = lambda: DEFAULT_DB_ALIAS) -> None:
        self.choose = choose
        self.database = DEFAULT_DB_ALIAS
        self.keys: set[str] = set()
        self.unwatched: set[str] = set()
        self.found = False
        self.complete = False
        self.blocks: list[_Block] = []

    def read(self, sql: object) -> None:
        """Add the tables that a query names."""
        if not isinstance(sql, str):
            self.unwatched.add("an unknown table")
            return
        for table in tables_in(sql):
            watched = BY_TABLE.get(table)
            if watched is None:
                self.unwatched.add(table)
            elif self.blocks and watched.rows:
                self.blocks[-1].tables.add(table)
            else:
                self.keys.add(table)


class _Block:
    """The tables read inside a block of `showing`, and the keys that it shows of them."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.keys: set[str] = set()


_current: ContextVar[Collection | None] = ContextVar("page", default=None)
Shows = Callable[..., None]


@contextmanager
def collecting(collection: Collection) -> Iterator[None]:
    """Collect the keys of the page that is rendered inside the block, on this thread."""

    def on_query(
        execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        collection.read(sql)
        return execute(sql, params, many, context)

    token = _current.set(collection)
    try:
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(on_query))
            yield
    finally:
        _current.reset(token)


@contextmanager
def showing() -> Iterator[Shows]:
    """Yield a function that names the rows shown of the tables queried inside the block.

    `shows("article", 12, 13)` adds two keys; `shows(TABLE)`, with a table's name, adds the key of all
    its rows. A block that names nothing adds the keys of its tables. Only queries executed inside the
    block count, so evaluate querysets there. Outside a page the block does nothing.
    """
    if (collection := _current.get()) is None:
        yield lambda kind, *rows: None
        return
    block = _Block()

    def shows(kind: str, *rows: object) -> None:
        block.keys.update(f"{kind}:{row}" for row in rows)
        if kind in BY_TABLE:
            block.keys.add(kind)
        elif rows and kind not in LISTS:
            collection.found = True

    collection.blocks.append(block)
    try:
        yield shows
    except BaseException:
        collection.keys |= block.tables
        raise
    finally:
        collection.blocks.remove(block)
        collection.keys |= block.keys or block.tables


# The kinds of keys that don't prove that an address exists.
LISTS = {"path", "footer", "ranking"}


def path_key(path: str) -> str:
    """Return the key that names an address in the key `path:…`; PostgreSQL computes the same."""
    return md5(path.encode(), usedforsecurity=False).hexdigest()[:16]


@lru_cache(maxsize=1000)
def tables_in(sql: str) -> frozenset[str]:
    """Return the tables that a query names."""
    return frozenset(WORD.findall(sql)) & _tables()


@cache
def _tables() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models) | BY_TABLE.keys()
