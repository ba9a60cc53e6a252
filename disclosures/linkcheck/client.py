"""An HTTP client for link checks: guarded against SSRF, bounded in time and size, no cookies."""

import re
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import certifi
import httpcore
from ada_url import URL
from django.utils.translation import gettext

from disclosures.linkcheck.connection import Allowance, GuardedBackend
from disclosures.linkcheck.rate_limit import RateLimiter
from disclosures.linkcheck.ssrf import Guard
from disclosures.outcomes import Health

# The product token that robots.txt rules may name.
ROBOT = "LinkCheck"


@dataclass(frozen=True)
class Limits:
    """The limits of one probe.

    `connect` and `read` are the seconds for one step, `total` those for the whole probe; `redirects`
    is the number to follow; `body` is the number of bytes to read.
    """

    connect: float = 5
    read: float = 10
    total: float = 30
    redirects: int = 5
    body: int = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """A server's response, with header names in lower case."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def redirect(self) -> str | None:
        """The address of a redirect, as browsers resolve it; None if the response is none."""
        location = self.headers.get("location")
        if self.status not in (301, 302, 303, 307, 308) or not location:
            return None
        try:
            return str(URL(location, base=self.address).href)
        except ValueError:
            return None

    @property
    def is_page(self) -> bool:
        """Return whether the response may contain HTML; true without a Content-Type."""
        kind = self.headers.get("content-type", "text/html")
        return "html" in kind.lower()

    @property
    def retry_after(self) -> float | None:
        """The Retry-After delay in seconds; None if it is absent or invalid (RFC 9110 10.2.3)."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            return None


class NoAnswer(Exception):
    """The server sent no usable response; the message is a sentence for staff."""

    def __init__(self, sentence: str, health: Health, timed_out: bool = False):
        super().__init__(sentence)
        self.health = health
        self.timed_out = timed_out


def trusted() -> ssl.SSLContext:
    """Return a TLS context that verifies against certifi's authorities, not the machine's."""
    return ssl.create_default_context(cafile=certifi.where())


def user_agent(name: str) -> str:
    """Return the User-Agent header: the bot's name, the site's name and the purpose."""
    plain = re.sub(r"[^ -~]|[()\\]", "", name).strip() or "a newsroom"
    return f"{ROBOT}/1 ({plain}; asks whether the links in our stories still work)"


@dataclass(frozen=True)
class LinkClient:
    """A client that sends single requests.

    `guard` blocks addresses that aren't public, `rate_limiter` limits the rate per host, and `limits` bound
    time and size.
    """

    user_agent: str
    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    rate_limiter: RateLimiter = field(default_factory=RateLimiter)
    tls: ssl.SSLContext = field(default_factory=trusted)

    def request(
        self, method: str, address: str, allowance: Allowance, body: int | None = None
    ) -> Answer:
        """Send one request and return the response, without following redirects.

        Args:
            allowance: the probe's remaining network time.
            body: the bytes of a GET response to read; default: `limits.body`.

        Raises:
            Blocked: the guard refuses the address.
            NoAnswer: the host can't be reached, doesn't answer in time or doesn't speak HTTP.
        """
        url = self.guard.check(address)
        if not all(0 < len(label) < 64 for label in url.hostname.removesuffix(".").split(".")):
            # RFC 1035 2.3.4. Python's TLS raises a ValueError for these and leaves its socket open.
            sentence = gettext("{host} is no name that a host can have.")
            raise NoAnswer(sentence.format(host=url.hostname), Health.DEAD)
        with self.rate_limiter.of(url.hostname), allowance.running():
            try:
                return self._send(method, str(url.href), allowance, body or self.limits.body)
            except socket.gaierror as error:
                raise _no_name(url.hostname, error) from error
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                raise _no_connection(url.hostname, error) from error
            except httpcore.ProtocolError as error:
                sentence = gettext("{host} gave no proper answer.").format(host=url.hostname)
                raise NoAnswer(sentence, Health.FAILING) from error

    def _send(self, method: str, address: str, allowance: Allowance, limit: int) -> Answer:
        url = httpcore.URL(address.partition("#")[0])
        backend = GuardedBackend(self.guard, allowance)
        seconds = {"connect": self.limits.connect, "read": self.limits.read}
        headers: dict[bytes | str, bytes | str] = {
            "User-Agent": self.user_agent,
            "Accept": "text/html, */*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        with (
            httpcore.HTTPConnection(url.origin, self.tls, network_backend=backend) as connection,
            connection.stream(
                method,
                url,
                headers=headers,
                extensions={"timeout": seconds | {"write": self.limits.read}},
            ) as response,
        ):
            fields = {name.lower().decode("latin-1"): _text(v) for name, v in response.headers}
            body = _body(response, limit) if method == "GET" else b""
            return Answer(address, response.status, fields, body)


def _body(response: httpcore.Response, limit: int) -> bytes:
    """Return at most `limit` bytes of a body: those that arrived before it broke off or timed out."""
    found = b""
    try:
        for chunk in response.iter_stream():
            found += chunk
            if len(found) >= limit:
                break
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
        pass
    return found[:limit]


def _text(value: bytes) -> str:
    """Decode a header value as UTF-8, as browsers do beyond the standard; else as Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _no_name(host: str, error: socket.gaierror) -> NoAnswer:
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        return NoAnswer(gettext("There is no host {host} any more.").format(host=host), Health.DEAD)
    sentence = gettext("{host} couldn't be looked up just now.")
    return NoAnswer(sentence.format(host=host), Health.FAILING)


def _no_connection(host: str, error: Exception) -> NoAnswer:
    if isinstance(error, httpcore.TimeoutException):
        sentence = gettext("{host} didn't answer in time.").format(host=host)
        return NoAnswer(sentence, Health.FAILING, timed_out=True)
    causes = _causes(error)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return NoAnswer(gettext("{host} refuses connections.").format(host=host), Health.DEAD)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        sentence = gettext("The certificate of {host} doesn't hold: browsers warn readers of it.")
        return NoAnswer(sentence.format(host=host), Health.FAILING)
    sentence = gettext("{host} couldn't be reached, or broke off.")
    return NoAnswer(sentence.format(host=host), Health.FAILING)


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
