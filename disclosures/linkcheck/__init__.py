"""Check whether linked pages still exist: politely, safely and without our tracking ids.

Only `runs` and `tasks` use models and the database; no module depends on stories.
`docs/disclosures.md` describes what staff see of the results.
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
