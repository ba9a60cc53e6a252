"""Network connections restricted to addresses that the guard permits, with a total time limit."""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpcore

from disclosures.linkcheck.ssrf import Guard


class Allowance:
    """The seconds that a probe may still spend on the network.

    Waiting for the rate limiter doesn't count.
    """

    def __init__(self, seconds: float):
        self.left = seconds
        self._ends = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Subtract the time spent in the block from `left`."""
        self._ends = monotonic() + self.left
        try:
            yield
        finally:
            self.left = self._ends - monotonic()

    def cut(self, timeout: float | None) -> float:
        """Return `timeout` in seconds, reduced to the time left.

        Raises:
            httpcore.ReadTimeout: no time is left.
        """
        left = self._ends - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The allowance is spent.")
        return min(left, timeout or left)


class GuardedBackend(httpcore.NetworkBackend):
    """A network backend that connects only to the IP addresses that the guard has checked."""

    def __init__(self, guard: Guard, allowance: Allowance):
        self._guard = guard
        self._allowance = allowance
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that accepts; raise Blocked if any isn't public."""
        failed: Exception = httpcore.ConnectError("It has no address.")
        for ip in self._guard.addresses(host):
            try:
                seconds = self._allowance.cut(timeout)
                return _Stream(self._inner.connect_tcp(ip, port, seconds), self._allowance)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class _Stream(httpcore.NetworkStream):
    """A connection whose every step also ends when the probe's total time is up."""

    def __init__(self, inner: httpcore.NetworkStream, allowance: Allowance):
        self._inner = inner
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._allowance.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._allowance.cut(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._allowance.cut(timeout)
        secured = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return _Stream(secured, self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
