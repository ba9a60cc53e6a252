"""The limits of a session on the desk: it ends after hours without a request, and after days in all."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

# In the session: when its user signed in, and when it was last extended.
BEGAN, SEEN = "staff_began", "staff_seen"
# Seconds; more often than this a session isn't written anew.
STEP = 300


@receiver(user_logged_in)
def begin(request: HttpRequest, **kwargs: Any) -> None:
    """Note when a session begins."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class SessionLimits:
    """Middleware that extends a session that is in use, and ends one that has lasted too long.

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
            request.session_expired = True  # type: ignore[attr-defined]
            logout(request)
        elif not 0 <= now - session.get(SEEN, 0) < STEP:
            session[SEEN] = now
