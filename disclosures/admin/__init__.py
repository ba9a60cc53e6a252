"""The disclosure staff's desk."""

from disclosures.admin import health, programmes, wordings  # noqa: F401  (they register themselves)
