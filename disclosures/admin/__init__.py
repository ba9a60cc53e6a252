"""The part of the desk for disclosure staff."""

from disclosures.admin import (  # noqa: F401  (they register themselves)
    clicks,
    deals,
    health,
    ledger,
    programmes,
    wordings,
)
