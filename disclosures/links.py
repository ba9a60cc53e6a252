"""Which links may earn. Functions over addresses; they know no story and no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs

from ada_url import URL

# What a relative address is relative to; the name can't exist (RFC 2606).
OURSELVES = "ourselves.invalid"


@dataclass(frozen=True)
class Rule:
    """A programme's pattern: host names without www, and a parameter that must be there, or ""."""

    programme: str
    hosts: tuple[str, ...]
    parameter: str = ""


def normalise_host(host: str) -> str | None:
    """Return `host` in lower case and punycode, without a closing dot; None if it is no host name."""
    try:
        found: str = URL(f"https://{host.strip()}/").hostname
    except ValueError:
        return None
    plain = found.rstrip(".")
    # More than a host reads as a host too: "https://a.test/x" has "https". And a browser would take
    # "a.test," for one, which is nobody's.
    is_name = all(c.isalnum() or c in "-._" for c in plain)
    return plain if plain and is_name and not any(c in host for c in "/\\@?#:") else None


def host_of(address: str) -> str | None:
    """The host that a browser goes to for `address`; None for our own pages and what is no web page.

    Read as browsers do (WHATWG URL), backslashes, stray slashes and percent signs included.
    """
    found = _read(address)
    return found[0] if found else None


def family(host: str) -> list[str]:
    """A host and the hosts it stands below, without the top level: what a rule for it may name."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def programme_of(address: str, rules: Iterable[Rule]) -> str | None:
    """The name of the first programme that `address` belongs to, or None for an ordinary link.

    A host fits if it is the rule's host or below it: `smile.amazon.com` fits `amazon.com`;
    `notamazon.com` and `amazon.com.evil.test` don't.
    """
    found = _read(address)
    if found is None:
        return None
    host, query = found
    hosts = set(family(host))
    for rule in rules:
        if not hosts.isdisjoint(rule.hosts) and (
            not rule.parameter or rule.parameter in _parameters(query)
        ):
            return rule.programme
    return None


def sponsored(rel: str) -> str:
    """Return a link's `rel` with `sponsored` among its values, whatever was there kept.

    Source: Google Search Central, "Qualify your outbound links to Google".
    """
    return " ".join(dict.fromkeys([*rel.split(), "sponsored"]))


def _read(address: str) -> tuple[str, str] | None:
    """The host and the query of a web address that isn't our own."""
    try:
        url = URL(address, base=f"https://{OURSELVES}/")
    except ValueError:
        return None
    host = url.hostname.rstrip(".")
    if url.protocol not in ("http:", "https:") or host in ("", OURSELVES):
        return None
    return host, url.search.removeprefix("?")


def _parameters(query: str) -> set[str]:
    try:
        return set(parse_qs(query, keep_blank_values=True))
    except ValueError:  # more parameters than anybody needs
        return set()
