"""Where we may connect to: public web servers, and nothing within our own network."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from ada_url import URL

from disclosures.matching import OURSELVES


class Blocked(Exception):
    """The guard refuses; the message is a sentence for staff."""


# Beside what Python's `is_global` knows, which in some releases misses a few of these.
# Source: IANA special-purpose address registries; RFC 6052 (NAT64), RFC 3056 (6to4).
_NOT_PUBLIC: list[IPv4Network | IPv6Network] = [
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
]
# Names of machines and networks at home. Source: RFC 6761, 6762, 8375; ICANN reserved "internal".
_AT_HOME = {"localhost", "local", "internal", "home.arpa"}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an IP address is reachable from anywhere; an IPv4 address inside an IPv6 one is judged."""
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
    """The IPv4 address that a mapped or a NAT64 address stands for."""
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped


def resolve(host: str) -> list[str]:
    """Every IP address of `host`, as the machine's resolver says. socket.gaierror: none, or not now."""
    # As bytes, since Python's own IDNA would refuse names that exist.
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


@dataclass(frozen=True)
class Guard:
    """What is asked before every connection, redirects included. Tests give a resolver of their own."""

    resolve: Callable[[str], list[str]] = resolve
    permits: Callable[[str], bool] = is_public
    ports: frozenset[int] = field(default=frozenset({80, 443}))

    def check(self, address: str) -> URL:
        """Return `address` as browsers read it; Blocked if we'd never ask it whoever serves it."""
        try:
            url = URL(address, base=f"https://{OURSELVES}/")
        except ValueError:
            raise Blocked("This is no web address.") from None
        if url.protocol not in ("http:", "https:") or url.hostname == OURSELVES:
            raise Blocked("This is no web address: it begins with neither http:// nor https://.")
        labels = url.hostname.rstrip(".").split(".")
        if _AT_HOME & {labels[-1], ".".join(labels[-2:])}:
            raise Blocked(f"{url.hostname} is a name for machines at home, not on the web.")
        if url.username or url.password:
            raise Blocked("The address has a user name in it. Take that out of the link.")
        if url.port and int(url.port) not in self.ports:
            raise Blocked(f"The address names port {url.port}; only 80 and 443 are asked.")
        return url

    def addresses(self, host: str) -> list[str]:
        """The IP addresses to connect to. Blocked, if a single one of them isn't public.

        Connect to these, and never to the name: it could answer differently the next time.
        """
        literal = host.strip("[]")
        try:
            found = [str(ip_address(literal))]
        except ValueError:
            found = self.resolve(host)
        refused = [ip for ip in found if not self.permits(ip)]
        if refused:
            raise Blocked(f"{host} is at {refused[0]}, which is no public address.")
        return found
