"""Protection against SSRF: permit connections to public web servers only."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from ada_url import URL
from django.utils.translation import gettext

from disclosures.matching import OURSELVES


class Blocked(Exception):
    """The guard refuses an address; the message is a sentence for staff."""


# Networks in addition to Python's `is_global`, which misses some of these in some releases.
# Source: IANA special-purpose address registries; RFC 6052 (NAT64), RFC 3056 (6to4).
_NOT_PUBLIC: list[IPv4Network | IPv6Network] = [
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
]
# Names reserved for local networks. Source: RFC 6761, 6762, 8375; ICANN reserved "internal".
_LOCAL_NAMES = {"localhost", "local", "internal", "home.arpa"}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Return whether an IP address is globally reachable; False if `text` is no IP address.

    For an IPv4 address embedded in an IPv6 one, the embedded address decides.
    """
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if inner := _inner(ip):
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    known = any(ip in network for network in _NOT_PUBLIC)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not known


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address embedded in a mapped or NAT64 address; None for any other."""
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped


def resolve(host: str) -> list[str]:
    """Return all IP addresses of `host` from the system resolver.

    Raises:
        socket.gaierror: the host has no address, or the resolver failed.
    """
    # Pass bytes, since Python's own IDNA codec rejects names that exist.
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


@dataclass(frozen=True)
class Guard:
    """The check before every connection, redirects included; tests inject a resolver."""

    resolve: Callable[[str], list[str]] = resolve
    permits: Callable[[str], bool] = is_public
    ports: frozenset[int] = field(default=frozenset({80, 443}))

    def check(self, address: str) -> URL:
        """Return `address` as browsers parse it.

        Raises:
            Blocked: its scheme, host name, user name or port is not permitted, whichever IP
                address the host has.
        """
        try:
            url = URL(address, base=f"https://{OURSELVES}/")
        except ValueError:
            raise Blocked(gettext("This is no web address.")) from None
        if url.protocol not in ("http:", "https:") or url.hostname == OURSELVES:
            raise Blocked(
                gettext("This is no web address: it begins with neither http:// nor https://.")
            )
        labels = url.hostname.rstrip(".").split(".")
        if _LOCAL_NAMES & {labels[-1], ".".join(labels[-2:])}:
            sentence = gettext("{host} is a name for machines at home, not on the web.")
            raise Blocked(sentence.format(host=url.hostname))
        if url.username or url.password:
            raise Blocked(gettext("The address has a user name in it. Take that out of the link."))
        if url.port and int(url.port) not in self.ports:
            sentence = gettext("The address names port {port}; only 80 and 443 are asked.")
            raise Blocked(sentence.format(port=url.port))
        return url

    def addresses(self, host: str) -> list[str]:
        """Return the IP addresses of `host`; raise Blocked if any of them isn't public.

        Connect to these and never to the name, which could resolve differently the next time (DNS
        rebinding).
        """
        literal = host.strip("[]")
        try:
            found = [str(ip_address(literal))]
        except ValueError:
            found = self.resolve(host)
        refused = [ip for ip in found if not self.permits(ip)]
        if refused:
            sentence = gettext("{host} is at {address}, which is no public address.")
            raise Blocked(sentence.format(host=host, address=refused[0]))
        return found
