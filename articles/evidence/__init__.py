"""Signed files that show what a page said at an instant, and how to verify them."""

from articles.evidence.record import BEFORE_RECORDS, NothingShown, Proof, faults, path_in, prove

__all__ = ["BEFORE_RECORDS", "NothingShown", "Proof", "faults", "path_in", "prove"]
