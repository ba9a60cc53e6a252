"""The record of sign-ins: a row and a log line for each sign-in, sign-out and refusal.

It is written by receivers of Django's signals, so it covers every way to sign in. It never holds a
password, nor a name that no user has: that may be a password typed into the wrong field.
"""

import logging
import unicodedata
from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from newsroom import clock
from staff.addresses import client_address, network_of
from staff.models import SignIn, User

log = logging.getLogger(__name__)


def name_hash(name: str) -> str:
    """Return a keyed hash of a typed username, independent of letter case."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return salted_hmac("staff.sign_in", folded, algorithm="sha256").hexdigest()


def record(kind: SignIn.Kind, request: HttpRequest | None, *, name: str) -> None:
    """Write one row and one log line about the user with this name, or an unknown user."""
    user, address = _user(name), client_address(request) if request else None
    browser = request.META.get("HTTP_USER_AGENT", "") if request else ""
    SignIn.objects.create(
        kind=kind,
        user=user,
        name_hash=name_hash(name),
        address=address,
        network=network_of(address),
        browser=browser.replace("\x00", "")[:200],
    )
    _log(kind, user, address)


def record_slowed(request: HttpRequest, *, name: str) -> None:
    """Log an attempt that the brake refused; write at most one row a minute for each network.

    Such an attempt costs its sender nothing, so a row for each could fill the disk.
    """
    address = client_address(request)
    lately = SignIn.objects.filter(
        network=network_of(address),
        kind=SignIn.Kind.SLOWED,
        at__gt=clock.now() - timedelta(minutes=1),
    )
    if lately.exists():
        _log(SignIn.Kind.SLOWED, _user(name), address)
    else:
        record(SignIn.Kind.SLOWED, request, name=name)


def _user(name: str) -> User | None:
    return User.objects.filter(username=unicodedata.normalize("NFKC", name)).first()


def _log(kind: SignIn.Kind, user: User | None, address: str | None) -> None:
    quiet = kind in (SignIn.Kind.SIGNED_IN, SignIn.Kind.SIGNED_OUT, SignIn.Kind.EXPIRED)
    log.log(
        logging.INFO if quiet else logging.WARNING,
        "%s: %s from %s",
        kind.label,
        user.username if user else "an unknown name",
        address or "an unknown address",
    )


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(SignIn.Kind.SIGNED_IN, request, name=user.username)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        expired = getattr(request, "session_expired", False)
        kind = SignIn.Kind.EXPIRED if expired else SignIn.Kind.SIGNED_OUT
        record(kind, request, name=user.username)


@receiver(user_login_failed)
def _refused(credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any) -> None:
    record(SignIn.Kind.REFUSED, request, name=str(credentials.get("username", "")))
