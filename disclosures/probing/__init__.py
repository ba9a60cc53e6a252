"""Whether the pages behind our links are still there: asked politely, safely, and without our ids.

It knows no story, no model and no database. `docs/disclosures.md` says what staff see of it.
"""

from disclosures.probing.asking import Asker, Limits
from disclosures.probing.ids import DUMMY, carries_id, without_ids
from disclosures.probing.outcomes import Health, Outcome
from disclosures.probing.rounds import Round
from disclosures.probing.turns import Turns
from disclosures.probing.walking import probe

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
