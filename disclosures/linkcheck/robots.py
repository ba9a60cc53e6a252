"""Compliance with robots.txt (RFC 9309)."""

from threading import Lock

from django.utils.translation import gettext
from protego import Protego

from disclosures.linkcheck.client import ROBOT, Answer, LinkClient, NoAnswer
from disclosures.linkcheck.connection import Allowance
from disclosures.linkcheck.ssrf import Blocked

# The minimum number of redirects to follow (RFC 9309 2.3.1.2) and of bytes to read (2.5).
REDIRECTS = 5
BYTES = 500 * 1024
_EVERYTHING = Protego.parse("")


class Disallowed(Exception):
    """A site disallows the request; the message is a sentence for staff.

    `answer` is the server's response if it couldn't serve its robots.txt, which disallows
    everything until it can (RFC 9309 2.3.1.4).
    """

    def __init__(self, sentence: str, answer: Answer | None = None):
        super().__init__(sentence)
        self.answer = answer


class Robots:
    """A cache of each site's robots.txt, kept for one run of link checks."""

    def __init__(self, client: LinkClient):
        self._client = client
        self._known: dict[str, Protego | Answer] = {}
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise Disallowed if the site's robots.txt forbids `address`; apply its Crawl-delay."""
        url = self._client.guard.check(address)
        origin = str(url.origin)
        with self._lock:
            known = self._known.get(origin)
        if known is None:
            known = self._read(f"{origin}/robots.txt")
            with self._lock:
                self._known[origin] = known
        if isinstance(known, Answer):
            sentence = gettext("{host} answers {status} for its robots.txt.").format(
                host=url.hostname, status=known.status
            )
            raise Disallowed(sentence, known)
        if delay := known.crawl_delay(ROBOT):
            self._client.rate_limiter.slow_down(url.hostname, delay)
        if not known.can_fetch(address, ROBOT):
            raise Disallowed(
                gettext("The robots.txt of {host} forbids requests.").format(host=url.hostname)
            )

    def _read(self, address: str) -> Protego | Answer:
        """Return the parsed rules, or the response that prevented reading them.

        An unreachable site allows everything here, since the probe itself will then report it.
        """
        try:
            answer = self._fetch(address)
        except (Blocked, NoAnswer):
            return _EVERYTHING
        if answer.status >= 500 or answer.status == 429:
            return answer
        if answer.status != 200:
            return _EVERYTHING
        return Protego.parse(answer.body.decode(errors="replace"))

    def _fetch(self, address: str) -> Answer:
        allowance = Allowance(self._client.limits.total)
        answer = self._client.request("GET", address, allowance, BYTES)
        for _ in range(REDIRECTS):
            target = answer.redirect
            if target is None:
                break
            answer = self._client.request("GET", target, allowance, BYTES)
        return answer
