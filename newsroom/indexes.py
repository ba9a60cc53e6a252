"""Indexes for the desk's search: parts of words, in upper or lower case, and names by their letters."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Func, TextField
from django.db.models.functions import Upper


def words_index(*fields: str, name: str) -> GinIndex:
    """Return an index that finds rows by any part of at least three letters of these fields.

    The admin's search asks for `UPPER(field) LIKE '%…%'`, once for each word and field. One index
    of several fields serves each of them alone. PostgreSQL needs the extension pg_trgm.
    """
    return GinIndex(*(OpClass(Upper(field), name="gin_trgm_ops") for field in fields), name=name)


class Folded(Func):
    """A name's letters and digits: without case, accents, spaces and punctuation.

    “Métallic-Rouge!” and “metallic rouge” have the same. All its functions are immutable, so an index
    can contain it.
    """

    # Spaces, punctuation of ASCII, Latin-1 and Unicode's general punctuation, and combining accents,
    # which NFKD separates from their letters.
    template = (
        "lower(regexp_replace(normalize(%(expressions)s, NFKD), "
        r"'[\s!-/:-@\[-`{-~\u00a1-\u00bf\u0300-\u036f\u2010-\u206f]+', '', 'g'))"
    )
    output_field = TextField()


def folded_index(field: str, *, name: str) -> GinIndex:
    """Return an index that finds rows by parts of a folded name, and by its similarity to another."""
    return GinIndex(OpClass(Folded(field), name="gin_trgm_ops"), name=name)
