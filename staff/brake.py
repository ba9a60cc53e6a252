"""The brake: a rate limit on wrong passwords, with a wait that doubles each time.

It counts rows of the record of sign-ins, which all processes and machines share. It slows down an
account, whether or not it exists, and a network address that tries many accounts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import clock
from staff.addresses import client_address, network_of
from staff.models import SignIn
from staff.record import name_hash

# Wrong passwords without a wait, and the period in which they count.
FREE_BY_ACCOUNT, FREE_BY_ADDRESS = 5, 20
WINDOW = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
# After a sign-in, its network counts as known to the account for this time.
KNOWN_FOR = timedelta(days=30)
COUNTED = (SignIn.Kind.REFUSED, SignIn.Kind.NOT_STAFF)


class Slowed(ValidationError):
    """Raised if an attempt must wait; the parameter `seconds` says how long."""

    def __init__(self, seconds: int, sentence: str) -> None:
        super().__init__(sentence, code="slowed", params={"seconds": seconds})


def wait_of(failures: Sequence[datetime], now: datetime, free: int) -> timedelta:
    """Return the remaining wait after the failures of the window; the first `free` cost none."""
    if len(failures) < free:
        return timedelta(0)
    # Ten doublings already exceed the longest wait.
    doublings = min(len(failures) - free, 10)
    wait = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return max(max(failures) + wait - now, timedelta(0))


def check(request: HttpRequest, name: str) -> None:
    """Check that an attempt to sign in with this name may proceed.

    Call it in the transaction that records the attempt's result: until that ends, no other attempt
    with the name proceeds, so concurrent attempts can't bypass the count.

    Raises:
        Slowed: the account or the address has to wait.
    """
    account, network = name_hash(name), network_of(client_address(request))
    if not _alone(account):
        raise Slowed(
            2, _("Somebody else is signing in with this name right now. Try again in 2 seconds.")
        )
    now = clock.now()
    wait = max(
        wait_of(_account_failures(account, network, now), now, FREE_BY_ACCOUNT),
        wait_of(_address_failures(network, now), now, FREE_BY_ADDRESS),
    )
    if wait:
        seconds = int(wait.total_seconds()) + 1
        raise Slowed(
            seconds,
            _("Too many wrong passwords. Try again in {time}.").format(time=in_words(seconds)),
        )


def in_words(seconds: int) -> str:
    """Return a duration in words, in minutes from 90 seconds on."""
    if seconds < 90:
        return ngettext("{number} second", "{number} seconds", seconds).format(number=seconds)
    minutes = -(-seconds // 60)
    return ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)


def _alone(account: str) -> bool:
    """Try to take the account's lock for this transaction without waiting; return True on success."""
    key = int(account[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def _account_failures(account: str, network: str, now: datetime) -> list[datetime]:
    """Return the times of an account's counted failures.

    For a network from which the account signed in recently, only failures from that network since
    then count: a stranger guessing from another network can't lock the owner out.
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
