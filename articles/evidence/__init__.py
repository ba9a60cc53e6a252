"""Signed files that show what a page said at an instant, and how to verify them."""

from articles.evidence.record import (
    EvidenceFile,
    NothingShown,
    make_evidence,
    path_in,
)
from articles.evidence.record import verify_file as verify
from articles.evidence.signing import BadKey

__all__ = [
    "BadKey",
    "EvidenceFile",
    "NothingShown",
    "make_evidence",
    "path_in",
    "verify",
]
