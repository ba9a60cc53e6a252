"""The disclosure staff's desk."""

# They register themselves.
from disclosures.admin import deals, health, programmes, wordings  # noqa: F401  (imported for that)
