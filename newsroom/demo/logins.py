"""Whom the demo has; apart from what loads them, so that naming them takes no Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Login:
    """Somebody to sign in as. The demo listens on this machine only, so these are no secret."""

    username: str
    password: str
    role: str


LOGINS = [
    Login("editor", "afterglow", "Editor"),
    Login("writer", "afterglow", "Writer"),
    Login("disclosures", "afterglow", "Disclosure staff"),
    Login("admin", "afterglow", "Administrator"),
]
