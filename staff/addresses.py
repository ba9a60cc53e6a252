"""Client IP addresses."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address, or None if it isn't known.

    Behind the site's proxy (BEHIND_PROXY), the last entry of X-Forwarded-For is the address that
    the proxy appended; the client controls all earlier entries. Without a proxy the client controls
    the whole header, so it is ignored.
    """
    direct = _parsed(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _parsed(entries[-1]) or direct


def network_of(address: str | None) -> str:
    """Return the network that counts as one client; "" without an address.

    It is the IPv4 address itself, or the /64 of an IPv6 address, which is what a household or an
    office gets.
    """
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
