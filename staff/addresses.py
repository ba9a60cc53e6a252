"""The network address of a request."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address, or None if it isn't known.

    Behind a proxy of ours (BEHIND_PROXY), the proxy puts the address at the right end of
    X-Forwarded-For; everything further left is the client's own claim. Without a proxy the whole
    header is.
    """
    direct = _parsed(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _parsed(entries[-1]) or direct


def network_of(address: str | None) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address, all of
    which a household or an office has. Empty without an address."""
    if address is None or ip_address(address).version == 4:
        return address or ""
    return str(ip_network((address, 64), strict=False))


def _parsed(text: str) -> str | None:
    """Return an address as PostgreSQL writes it, without a zone; None for anything else."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address))
    return str(address)
