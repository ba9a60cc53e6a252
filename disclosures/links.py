"""Which links may earn. Functions over addresses; they know no story and no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Rule:
    """A programme's pattern: host names without www, and a parameter that must be there, or ""."""

    programme: str
    hosts: tuple[str, ...]
    parameter: str = ""


def normalise_host(host: str) -> str | None:
    """Return `host` in lower case and punycode, without a closing dot; None if it is no host name."""
    try:
        plain = host.strip().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return plain if plain and all(c.isalnum() or c in "-." for c in plain) else None


def programme_of(address: str, rules: Iterable[Rule]) -> str | None:
    """The name of the first programme that `address` belongs to, or None for an ordinary link.

    A host fits if it is the rule's host or below it: `smile.amazon.com` fits `amazon.com`;
    `notamazon.com` and `amazon.com.evil.test` don't.
    """
    try:
        parts = urlsplit(address.strip(), scheme="https")
        host = normalise_host(parts.hostname or "")
        parameters = parse_qs(parts.query)
    except ValueError:  # not an address: "http://[", too many parameters
        return None
    if host is None or parts.scheme not in ("http", "https"):
        return None
    for rule in rules:
        fits = any(host == known or host.endswith("." + known) for known in rule.hosts)
        if fits and (not rule.parameter or rule.parameter in parameters):
            return rule.programme
    return None


def sponsored(rel: str) -> str:
    """Return a link's `rel` with `sponsored` among its values, whatever was there kept.

    Source: Google Search Central, "Qualify your outbound links to Google".
    """
    return " ".join(dict.fromkeys([*rel.split(), "sponsored"]))
