"""Signed files that show what a page said at an instant, and how to verify them."""

from django.utils.translation import gettext_lazy as _

from articles.evidence.record import (
    EvidenceFile,
    NothingShown,
    make_evidence,
    path_in,
)
from articles.evidence.record import verify_file as verify
from articles.evidence.signing import BadKey

PICTURES_AWAY = _(
    "The page's pictures can't be fetched right now, and without them the file would "
    "show another page. Try again in a minute."
)

__all__ = [
    "PICTURES_AWAY",
    "BadKey",
    "EvidenceFile",
    "NothingShown",
    "make_evidence",
    "path_in",
    "verify",
]
