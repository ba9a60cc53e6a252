"""The possible results of a link check."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Health(TextChoices):
    """The health of a link; only the values in `WRONG` need a person's attention."""

    OK = "ok", _("Works")
    DEAD = "dead", _("Dead")
    FAILING = "failing", _("Failing")
    SOFT_404 = "soft_404", _("Says “not found”")
    HOME = "home", _("Leads to the home page")
    ID_DROPPED = "id_dropped", _("Loses our id")
    BLOCKED = "blocked", _("Not checked: unsafe")
    UNSURE = "unsure", _("Can't tell")


# The values that harm readers or our earnings. FAILING isn't among them, since it may pass.
WRONG = (Health.DEAD, Health.SOFT_404, Health.HOME, Health.ID_DROPPED, Health.BLOCKED)


@dataclass(frozen=True)
class Outcome:
    """The result of one probe.

    `sentence` is for staff, in the site's language of the check, because it is stored; `status` is the last HTTP status or None; `final` is the address at which
    the redirects ended, without our ids; `retry_after` is in seconds, None if the server gave none.
    """

    health: Health
    sentence: str
    status: int | None = None
    final: str = ""
    timed_out: bool = False
    retry_after: float | None = None
