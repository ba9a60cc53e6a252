"""The account adapter: django-allauth's hooks for this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from staff import brake
from staff.addresses import client_address
from staff.models import SignIn, User
from staff.record import record, record_slowed


class AccountAdapter(DefaultAccountAdapter):
    """An adapter without sign-up, whose rate limit (the brake) counts in PostgreSQL."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            _(
                "The username or the password is wrong, or this login isn’t for the desk. Capital "
                "letters count."
            )
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Return False: every response is a page."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Add no message: the desk shows who is signed in."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or ""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the user with this name and password if they may use the desk, else None.

        Raises:
            Slowed: there were too many wrong passwords; this one wasn't checked.
        """
        name = str(credentials.get("username", ""))
        try:
            brake.check(request, name)
        except brake.Slowed:
            record_slowed(request, name=name)
            raise
        user = authenticate(request, **credentials)
        if user is not None and not user.is_staff:
            record(SignIn.Kind.NOT_STAFF, request, name=name)
            return None
        return user
