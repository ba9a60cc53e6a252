"""The disclosure staff's desk."""

from disclosures.admin import (  # noqa: F401  (they register themselves)
    clicks,
    deals,
    health,
    ledger,
    programmes,
    wordings,
)
