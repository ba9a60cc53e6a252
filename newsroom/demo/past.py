"""The demo's invented past, for which PostgreSQL's guards are disabled."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F

from articles.models import Edition
from newsroom.guards import lifted


@contextmanager
def made_up_past() -> Iterator[None]:
    """Keep the dates of rows that the block creates, and backdate first editions.

    It needs a transaction, and works only for the tables' owner: see “What evidence rests on” in
    docs/disclosures.md.
    """
    with lifted(connection):
        yield
        Edition.objects.filter(number=1, live_from__lt=F("printed_at")).update(
            printed_at=F("live_from")
        )
