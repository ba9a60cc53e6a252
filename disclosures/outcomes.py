"""What can be said of a link after it was asked."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Health(TextChoices):
    """The classes of an answer; only the ones in `WRONG` need somebody to look."""

    OK = "ok", "Works"
    DEAD = "dead", "Dead"
    FAILING = "failing", "Failing"
    SOFT_404 = "soft_404", "Says “not found”"
    HOME = "home", "Leads to the home page"
    ID_DROPPED = "id_dropped", "Loses our id"
    BLOCKED = "blocked", "Not asked: unsafe"
    UNSURE = "unsure", "Can't tell"


# What readers, or our earnings, suffer from. FAILING may pass by itself.
WRONG = (Health.DEAD, Health.SOFT_404, Health.HOME, Health.ID_DROPPED, Health.BLOCKED)


@dataclass(frozen=True)
class Outcome:
    """What one probe found.

    `sentence` is for staff; `status` is the last HTTP status or None; `final` is the address where
    the redirects ended, without our ids; `retry_after` is in seconds, where the server named a time.
    """

    health: Health
    sentence: str
    status: int | None = None
    final: str = ""
    timed_out: bool = False
    retry_after: float | None = None
