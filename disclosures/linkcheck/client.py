"""One request to one address: bounded in time and size, without cookies, by way of the guard."""

import re
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import certifi
import httpcore
from ada_url import URL

from disclosures.linkcheck.connection import Allowance, GuardedBackend
from disclosures.linkcheck.rate_limit import RateLimiter
from disclosures.linkcheck.ssrf import Guard
from disclosures.outcomes import Health

# The name that a robots.txt may call us by.
ROBOT = "LinkCheck"


@dataclass(frozen=True)
class Limits:
    """Seconds for each step and for a whole probe, redirects to follow, bytes to read of a body."""

    connect: float = 5
    read: float = 10
    total: float = 30
    redirects: int = 5
    body: int = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server answered; header names in lower case."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def redirect(self) -> str | None:
        """Where the answer sends us on to, as browsers read it; None if it doesn't."""
        location = self.headers.get("location")
        if self.status not in (301, 302, 303, 307, 308) or not location:
            return None
        try:
            return str(URL(location, base=self.address).href)
        except ValueError:
            return None

    @property
    def is_page(self) -> bool:
        """Whether there may be HTML to read."""
        kind = self.headers.get("content-type", "text/html")
        return "html" in kind.lower()

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks us to wait; None if it names no time (RFC 9110 10.2.3)."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            return None


class NoAnswer(Exception):
    """No answer came; the message is a sentence for staff."""

    def __init__(self, sentence: str, health: Health, timed_out: bool = False):
        super().__init__(sentence)
        self.health = health
        self.timed_out = timed_out


def trusted() -> ssl.SSLContext:
    """TLS verified against certifi's authorities, wherever the machine keeps its own."""
    return ssl.create_default_context(cafile=certifi.where())


def user_agent(name: str) -> str:
    """How we introduce ourselves: what we are, whose, and what for."""
    plain = re.sub(r"[^ -~]|[()\\]", "", name).strip() or "a newsroom"
    return f"{ROBOT}/1 ({plain}; asks whether the links in our stories still work)"


@dataclass(frozen=True)
class LinkClient:
    """Who asks: under which name, in whose turn, within which limits, past which guard."""

    user_agent: str
    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    turns: RateLimiter = field(default_factory=RateLimiter)
    tls: ssl.SSLContext = field(default_factory=trusted)

    def ask(
        self, method: str, address: str, allowance: Allowance, body: int | None = None
    ) -> Answer:
        """Send one request; of a body read `body` bytes, or as many as the limits say.

        Blocked: the guard refused. NoAnswer: nobody answered, or not in HTTP, or not in time.
        """
        url = self.guard.check(address)
        if not all(0 < len(label) < 64 for label in url.hostname.removesuffix(".").split(".")):
            # RFC 1035 2.3.4. Python's TLS raises a ValueError for these and leaves its socket open.
            raise NoAnswer(f"{url.hostname} is no name that a host can have.", Health.DEAD)
        with self.turns.of(url.hostname), allowance.running():
            try:
                return self._ask(method, str(url.href), allowance, body or self.limits.body)
            except socket.gaierror as error:
                raise _no_name(url.hostname, error) from error
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                raise _no_connection(url.hostname, error) from error
            except httpcore.ProtocolError as error:
                sentence = f"{url.hostname} gave no proper answer."
                raise NoAnswer(sentence, Health.FAILING) from error

    def _ask(self, method: str, address: str, allowance: Allowance, limit: int) -> Answer:
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
    """The first bytes of a body. One that breaks off, or comes too slowly, counts as far as it came."""
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
    """A header's value; browsers read UTF-8 in one, though the standard has none."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _no_name(host: str, error: socket.gaierror) -> NoAnswer:
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        return NoAnswer(f"There is no host {host} any more.", Health.DEAD)
    return NoAnswer(f"{host} couldn't be looked up just now.", Health.FAILING)


def _no_connection(host: str, error: Exception) -> NoAnswer:
    if isinstance(error, httpcore.TimeoutException):
        return NoAnswer(f"{host} didn't answer in time.", Health.FAILING, timed_out=True)
    causes = _causes(error)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return NoAnswer(f"{host} refuses connections.", Health.DEAD)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        sentence = f"The certificate of {host} doesn't hold: browsers warn readers of it."
        return NoAnswer(sentence, Health.FAILING)
    return NoAnswer(f"{host} couldn't be reached, or broke off.", Health.FAILING)


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
