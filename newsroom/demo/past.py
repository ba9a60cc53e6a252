"""The demo's past, which is made up: PostgreSQL refuses that, and must look away for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F

from articles.models import Edition

GUARDED = ("articles_edition", "authors_interest", "disclosures_rulechange", "disclosures_wording")


@contextmanager
def made_up_past() -> Iterator[None]:
    """Within a transaction: keep the dates that rows are given, and date first editions back.

    As the owner of the tables can, and nobody else: see “What a proof rests on” in
    docs/disclosures.md.
    """
    _switch("DISABLE")
    yield
    Edition.objects.filter(number=1, live_from__lt=F("printed_at")).update(
        printed_at=F("live_from")
    )
    _switch("ENABLE")


def _switch(verb: str) -> None:
    with connection.cursor() as cursor:
        # A table whose constraints are still to be looked at can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
