"""The brake on guessing passwords: who gives wrong ones has to wait, longer each time.

It counts the rows of the record of sign-ins, which all processes and machines share. It slows an
account, whether or not it exists, and a network address that tries many accounts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest

from newsroom import clock
from staff.addresses import client_address, network_of
from staff.models import SignIn
from staff.record import name_hash

# Wrong passwords that cost nothing, and how far back they count.
FREE_BY_ACCOUNT, FREE_BY_ADDRESS = 5, 20
WINDOW = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
# An address is known to an account that signed in from it within this time.
KNOWN_FOR = timedelta(days=30)
COUNTED = (SignIn.Kind.REFUSED, SignIn.Kind.NOT_STAFF)


class Slowed(ValidationError):
    """Somebody has to wait before they may try again; it holds for how many `seconds`."""

    def __init__(self, seconds: int, sentence: str) -> None:
        super().__init__(sentence, code="slowed", params={"seconds": seconds})


def wait_of(failures: Sequence[datetime], now: datetime, free: int) -> timedelta:
    """Return the rest of the wait after the failures of the window, of which the first are free."""
    if len(failures) < free:
        return timedelta(0)
    # More doublings than these are beyond the longest wait.
    doublings = min(len(failures) - free, 10)
    wait = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return max(max(failures) + wait - now, timedelta(0))


def check(request: HttpRequest, name: str) -> None:
    """Let an attempt to sign in with this name pass.

    Call it in the transaction that records how the attempt ends: until then no other attempt with
    the name is let through, so that many at once can't outrun the count.

    Raises:
        Slowed: the account or the address has to wait.
    """
    account, network = name_hash(name), network_of(client_address(request))
    if not _alone(account):
        raise Slowed(
            2, "Somebody else is signing in with this name right now. Try again in 2 seconds."
        )
    now = clock.now()
    wait = max(
        wait_of(_account_failures(account, network, now), now, FREE_BY_ACCOUNT),
        wait_of(_address_failures(network, now), now, FREE_BY_ADDRESS),
    )
    if wait:
        seconds = int(wait.total_seconds()) + 1
        raise Slowed(seconds, f"Too many wrong passwords. Try again in {in_words(seconds)}.")


def in_words(seconds: int) -> str:
    """Return a duration in plain words, in minutes from 90 seconds on."""
    if seconds < 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


def _alone(account: str) -> bool:
    """Return whether this transaction now holds the account's lock; it doesn't wait for it."""
    key = int(account[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def _account_failures(account: str, network: str, now: datetime) -> list[datetime]:
    """Return the times of an account's counted failures.

    From an address that the account is known at, only its own count, since the last sign-in there:
    a stranger who guesses elsewhere can't keep the owner out.
    """
    rows = SignIn.objects.filter(name_hash=account)
    here = rows.filter(network=network, kind=SignIn.Kind.SIGNED_IN, at__gt=now - KNOWN_FOR)
    failures = rows.filter(kind__in=COUNTED, at__gt=now - WINDOW)
    if network and (last := here.order_by("-at").first()):
        failures = failures.filter(network=network, at__gt=last.at)
    return list(failures.order_by().values_list("at", flat=True))


def _address_failures(network: str, now: datetime) -> list[datetime]:
    failures = SignIn.objects.filter(network=network, kind__in=COUNTED, at__gt=now - WINDOW)
    return list(failures.order_by().values_list("at", flat=True)) if network else []
