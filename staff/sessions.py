"""Limits of desk sessions: hours without a request, and days in total."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

# Session keys: when the user signed in, and when the session was last extended.
BEGAN, SEEN = "staff_began", "staff_seen"
# The minimum number of seconds between two writes that extend a session.
STEP = 300


@receiver(user_logged_in)
def begin(request: HttpRequest, **kwargs: Any) -> None:
    """Store the start of a session in it."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class SessionLimits:
    """Middleware that extends sessions in use, and ends those past SESSION_LONGEST_AGE.

    The idle limit is the session's own expiry, SESSION_COOKIE_AGE after it was last written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            self.limit(request)
        return self.get_response(request)

    def limit(self, request: HttpRequest) -> None:
        session, now = request.session, int(time.time())
        if BEGAN not in session:
            return
        if now - session[BEGAN] > settings.SESSION_LONGEST_AGE:
            request.session_expired = True  # type: ignore[attr-defined]  # read by record.py
            logout(request)
        elif not 0 <= now - session.get(SEEN, 0) < STEP:
            session[SEEN] = now
