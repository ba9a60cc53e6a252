"""Indexes for the desk's search: parts of words, in upper or lower case."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.functions import Upper


def words_index(*fields: str, name: str) -> GinIndex:
    """Return an index that finds rows by any part of at least three letters of these fields.

    The admin's search asks for `UPPER(field) LIKE '%…%'`, once for each word and field. One index
    of several fields serves each of them alone. PostgreSQL needs the extension pg_trgm.
    """
    return GinIndex(*(OpClass(Upper(field), name="gin_trgm_ops") for field in fields), name=name)
