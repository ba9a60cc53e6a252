"""The address of a client, behind a proxy and without one."""

import pytest
from django.test import RequestFactory

from staff.addresses import client_address, network_of


def address(direct: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=direct, **headers))


def test_without_a_proxy_the_header_is_not_believed(settings):
    settings.BEHIND_PROXY = False

    assert address("192.0.2.1", "203.0.113.9") == "192.0.2.1"


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # What the client claims comes first; the proxy adds what it sees at the end.
        ("10.0.0.1, 1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("2001:DB8::0001", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        (None, "127.0.0.1"),
        ("", "127.0.0.1"),
        ("203.0.113.9, unknown", "127.0.0.1"),
        ("٢٠٣.0.113.9", "127.0.0.1"),
        ("1" * 5000, "127.0.0.1"),
    ],
)
def test_behind_a_proxy_its_own_entry_counts(settings, forwarded, found):
    settings.BEHIND_PROXY = True

    assert address("127.0.0.1", forwarded) == found


def test_a_socket_has_no_address(settings):
    settings.BEHIND_PROXY = False

    assert address("") is None
    assert address("unix:/run/newsroom.sock") is None


@pytest.mark.parametrize(
    ("one", "network"),
    [
        (None, ""),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_an_ipv6_network_counts_as_one_client(one, network):
    assert network_of(one) == network
