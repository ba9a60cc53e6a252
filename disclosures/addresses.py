"""Web addresses as browsers read them, and the addresses that others carry."""

import re
from urllib.parse import parse_qsl, unquote

from ada_url import URL

LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the closing dot


def parse(address: str, base: str) -> URL | None:
    """Return a web address as browsers read it (WHATWG URL): backslashes, stray slashes and all; None if
    it is none."""
    try:
        url = URL(address, base=base)
    except ValueError:
        return None
    is_host = 0 < len(url.hostname.rstrip(".")) <= LONGEST_HOST
    return url if url.protocol in ("http:", "https:") and is_host else None


def parameters(search: str) -> list[tuple[str, str]]:
    """Return the parameters of a query, empty ones too, in their order."""
    return parse_qsl(search.removeprefix("?"), keep_blank_values=True)


def path_at(href: str) -> int:
    """Return where the path of a whole web address begins."""
    return href.index("/", len("https://"))


def as_address(found: str) -> str:
    """Return an address carried by another, which may be encoded once too often or lack its https://."""
    found = found.strip()
    if "/" not in found and "%" in found or re.match(r"https?%3a", found, re.IGNORECASE):
        found = unquote(found)
    if re.match(r"https?:|//|/", found, re.IGNORECASE):
        return found
    return f"https://{found}" if "." in found.partition("/")[0] else ""
