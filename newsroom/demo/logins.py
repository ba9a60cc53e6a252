"""The demo's logins, in a module of their own so that printing them needs no Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Login:
    """A user of the demo. The demo listens on this machine only, so the password is no secret."""

    username: str
    password: str
    role: str


LOGINS = [
    Login("editor", "afterglow", "Editor"),
    Login("writer", "afterglow", "Writer"),
    Login("disclosures", "afterglow", "Disclosure staff"),
    Login("admin", "afterglow", "Administrator"),
]
