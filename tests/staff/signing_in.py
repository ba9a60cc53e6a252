"""Sign-ins by name and password, and the rows that they leave on record."""

from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from staff.models import SignIn, User
from staff.record import name_hash

PAGE = "/admin/login/"
WRONG = "wr0ng-and-never-on-record"


def attempt(
    user: User | str,
    password: str = "secret",
    *,
    address: str = "192.0.2.1",
    client: Client | None = None,
    **more: str,
) -> HttpResponse:
    """Post the sign-in page's form, with further fields, from an address; return the response."""
    name = user if isinstance(user, str) else user.username
    data = {"login": name, "password": password} | more
    return (client or Client()).post(
        PAGE, data, REMOTE_ADDR=address, HTTP_USER_AGENT="Test browser"
    )


def kinds() -> list[str]:
    """Return the kinds of all rows on record, oldest first."""
    return list(SignIn.objects.order_by("pk").values_list("kind", flat=True))


def failures(user: User, count: int, *, ago: timedelta, network: str = "192.0.2.1") -> None:
    """Record refused attempts a second apart, the last of them `ago`."""
    for number in range(count):
        SignIn.objects.create(
            kind=SignIn.Kind.REFUSED,
            user=user,
            name_hash=name_hash(user.username),
            network=network,
            at=timezone.now() - ago - timedelta(seconds=number),
        )
