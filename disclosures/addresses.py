"""Parsing of web addresses and host names as browsers do it, and of addresses contained in others."""

import re
from urllib.parse import parse_qsl, unquote

from ada_url import URL

LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the closing dot


def parse(address: str, base: str) -> URL | None:
    """Parse a web address as browsers do (WHATWG URL), backslashes and stray slashes included.

    Return None if it is no http or https address, or if its host is too long.
    """
    try:
        url = URL(address, base=base)
    except ValueError:
        return None
    is_host = 0 < len(url.hostname.rstrip(".")) <= LONGEST_HOST
    return url if url.protocol in ("http:", "https:") and is_host else None


def normalise_host(host: str) -> str | None:
    """Return `host` in lower case and punycode, without a closing dot; None if it is no host name."""
    try:
        found: str = URL(f"https://{host.strip()}/").hostname
    except ValueError:
        return None
    plain = found.rstrip(".")
    # Reject input that contains more than a host, from which the parser extracts a wrong one:
    # "https://a.test/x" yields "https". Also reject "a.test,", which browsers accept as a host.
    is_name = all(c.isalnum() or c in "-._" for c in plain)
    return plain if plain and is_name and not any(c in host for c in "/\\@?#:") else None


def family(host: str) -> list[str]:
    """Return a host and its parent domains, without the top level, for patterns."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def parameters(search: str) -> list[tuple[str, str]]:
    """Return the parameters of a query in their order, empty ones included."""
    return parse_qsl(search.removeprefix("?"), keep_blank_values=True)


def path_at(href: str) -> int:
    """Return the index at which the path of an absolute web address begins."""
    return href.index("/", len("https://"))


def as_address(found: str) -> str:
    """Return an address extracted from another; "" if it is none.

    Such an address may be percent-encoded once too often or lack its https://.
    """
    found = found.strip()
    if "/" not in found and "%" in found or re.match(r"https?%3a", found, re.IGNORECASE):
        found = unquote(found)
    if re.match(r"https?:|//|/", found, re.IGNORECASE):
        return found
    return f"https://{found}" if "." in found.partition("/")[0] else ""
