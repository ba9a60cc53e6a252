"""What a site's robots.txt asks of us (RFC 9309)."""

from threading import Lock

from protego import Protego

from disclosures.linkcheck.client import ROBOT, Answer, LinkClient, NoAnswer
from disclosures.linkcheck.connection import Allowance
from disclosures.linkcheck.ssrf import Blocked

# Redirects to follow at least (RFC 9309 2.3.1.2) and bytes to read at least (2.5).
REDIRECTS = 5
BYTES = 500 * 1024
_EVERYTHING = Protego.parse("")


class Disallowed(Exception):
    """A site doesn't let us ask; the message is a sentence for staff.

    `answer` is there where its robots.txt couldn't be had, which forbids all until it can
    (RFC 9309 2.3.1.4).
    """

    def __init__(self, sentence: str, answer: Answer | None = None):
        super().__init__(sentence)
        self.answer = answer


class Robots:
    """Reads each site's robots.txt once, and keeps it as long as this object lasts: a round."""

    def __init__(self, asker: LinkClient):
        self._asker = asker
        self._known: dict[str, Protego | Answer] = {}
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise Disallowed, if the site doesn't let us ask `address`."""
        url = self._asker.guard.check(address)
        origin = str(url.origin)
        with self._lock:
            known = self._known.get(origin)
        if known is None:
            known = self._read(f"{origin}/robots.txt")
            with self._lock:
                self._known[origin] = known
        if isinstance(known, Answer):
            sentence = f"{url.hostname} answers {known.status} for its robots.txt."
            raise Disallowed(sentence, known)
        if delay := known.crawl_delay(ROBOT):
            self._asker.turns.slow_down(url.hostname, delay)
        if not known.can_fetch(address, ROBOT):
            raise Disallowed(f"The robots.txt of {url.hostname} asks us not to look.")

    def _read(self, address: str) -> Protego | Answer:
        """The rules; or the answer that kept us from them. A site that is away says so by itself later."""
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
        allowance = Allowance(self._asker.limits.total)
        answer = self._asker.ask("GET", address, allowance, BYTES)
        for _ in range(REDIRECTS):
            target = answer.redirect
            if target is None:
                break
            answer = self._asker.ask("GET", target, allowance, BYTES)
        return answer
