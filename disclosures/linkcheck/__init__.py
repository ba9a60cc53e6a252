"""Whether the pages behind our links are still there: asked politely, safely, and without our ids.

It knows no story, no model and no database. `docs/disclosures.md` says what staff see of it.
"""

from disclosures.linkcheck.batch import Round
from disclosures.linkcheck.client import Asker, Limits
from disclosures.linkcheck.probe import probe
from disclosures.linkcheck.rate_limit import Turns
from disclosures.linkcheck.tracking_ids import DUMMY, carries_id, without_ids
from disclosures.outcomes import Health, Outcome

__all__ = [
    "DUMMY",
    "Asker",
    "Health",
    "Limits",
    "Outcome",
    "Round",
    "Turns",
    "carries_id",
    "probe",
    "without_ids",
]
