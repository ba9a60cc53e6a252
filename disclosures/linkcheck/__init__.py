"""Whether the pages behind our links are still there: asked politely, safely, and without our ids.

It knows no story, no model and no database. `docs/disclosures.md` says what staff see of it.
"""

from disclosures.linkcheck.batch import Batch
from disclosures.linkcheck.client import Limits, LinkClient
from disclosures.linkcheck.probe import probe
from disclosures.linkcheck.rate_limit import RateLimiter
from disclosures.linkcheck.tracking_ids import DUMMY, carries_id, without_ids
from disclosures.outcomes import Health, Outcome

__all__ = [
    "DUMMY",
    "LinkClient",
    "Health",
    "Limits",
    "Outcome",
    "Batch",
    "RateLimiter",
    "carries_id",
    "probe",
    "without_ids",
]
