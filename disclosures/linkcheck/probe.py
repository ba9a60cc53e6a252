"""From one address along its redirects to an outcome."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ada_url import URL

from disclosures.linkcheck.classify import (
    asks_for_a_person,
    is_door,
    is_error_page,
    is_home,
    says_not_found,
    shares_words,
    sibling_of,
)
from disclosures.linkcheck.client import Answer, LinkClient, NoAnswer
from disclosures.linkcheck.connection import Allowance
from disclosures.linkcheck.robots import Disallowed, Robots
from disclosures.linkcheck.ssrf import Blocked
from disclosures.linkcheck.tracking_ids import DUMMY
from disclosures.matching import family
from disclosures.outcomes import Health, Outcome

GONE = (404, 410)


class _Stopped(Exception):
    """The walk ends before a page came."""

    def __init__(self, health: Health, sentence: str, status: int | None = None):
        super().__init__(sentence)
        self.health = health
        self.status = status


def probe(
    address: str,
    *,
    asker: LinkClient,
    clean: Callable[[str], str] = str,
    not_followed: Collection[str] = (),
    robots: Robots | None = None,
) -> Outcome:
    """Ask one address: HEAD, then GET where HEAD isn't enough, along its redirects.

    `clean` takes our ids out of an address (`without_ids`), of a redirect's too, before it is asked;
    its ValueError stops the probe. Hosts in `not_followed`, and those below them, aren't asked:
    shorteners and networks would count a click. Never raises for anything a server does.
    """
    walk = _Walk(asker, clean, not_followed, robots, Allowance(asker.limits.total))
    try:
        start = walk.allowed(address)
        answer = walk.to_the_end(start)
        health, sentence = _judge(start, answer, walk)
    except NoAnswer as error:
        return Outcome(error.health, str(error), final=walk.at, timed_out=error.timed_out)
    except Blocked as error:
        return Outcome(Health.BLOCKED, str(error), final=walk.at)
    except Disallowed as error:
        status, wait = (
            (error.answer.status, error.answer.retry_after) if error.answer else (None,) * 2
        )
        return Outcome(Health.UNSURE, str(error), status, walk.at, retry_after=wait)
    except _Stopped as stopped:
        return Outcome(stopped.health, str(stopped), stopped.status, walk.at)
    return Outcome(health, sentence, answer.status, answer.address, retry_after=answer.retry_after)


@dataclass
class _Walk:
    """One probe's way: what it may do, and where it is."""

    asker: LinkClient
    clean: Callable[[str], str]
    not_followed: Collection[str]
    robots: Robots | None
    allowance: Allowance
    at: str = ""

    def allowed(self, address: str) -> str:
        """`address` without our ids, if it may be asked. Blocked or _Stopped, if it may not."""
        self.asker.guard.check(address)
        try:
            cleaned = self.clean(address)
        except ValueError:
            sentence = "It can't be asked without our id. Look for yourself."
            raise _Stopped(Health.UNSURE, sentence) from None
        url = self.asker.guard.check(cleaned)
        url.hash = ""
        host = url.hostname.rstrip(".")
        if not set(family(host)).isdisjoint(self.not_followed):
            raise _Stopped(
                Health.UNSURE, f"It leads by way of {host}, where asking would count as a click."
            )
        if self.robots:
            self.robots.check(str(url.href))
        return str(url.href)

    def to_the_end(self, address: str) -> Answer:
        """The answer at the end of the redirects."""
        seen: set[str] = set()
        for _ in range(self.asker.limits.redirects + 1):
            self.at = address
            seen.add(address)
            answer = self._answer(address)
            target = answer.redirect
            if target is None:
                return answer
            address = self.allowed(target)
            if address in seen:
                raise _Stopped(Health.FAILING, "It sends us round in circles.", answer.status)
        raise _Stopped(
            Health.FAILING,
            f"It sends us on more than {self.asker.limits.redirects} times.",
            answer.status,
        )

    def _answer(self, address: str) -> Answer:
        """HEAD tells of redirects and of files; for pages, and what HEAD isn't good for, there is GET."""
        try:
            head = self.asker.ask("HEAD", address, self.allowance)
        except NoAnswer as error:
            if error.health == Health.DEAD:
                raise
        else:
            enough = head.status == 429 or (head.status == 200 and not head.is_page)
            if head.redirect or enough:
                return head
        return self.asker.ask("GET", address, self.allowance)


def _judge(start: str, answer: Answer, walk: _Walk) -> tuple[Health, str]:
    status, final = answer.status, answer.address
    if status in GONE:
        return Health.DEAD, f"The page is gone: the server answers {status}."
    if asks_for_a_person(answer.body):
        return Health.UNSURE, "The server wants to see a person, so a machine can't tell."
    if 500 <= status < 600:
        return Health.FAILING, f"The server fails: it answers {status}."
    if not 200 <= status < 300:
        return Health.UNSURE, f"The server answers machines with {status}: look for yourself."
    return _judge_page(start, final, answer, walk)


def _judge_page(start: str, final: str, answer: Answer, walk: _Walk) -> tuple[Health, str]:
    moved = URL(start).pathname != URL(final).pathname
    if moved and is_home(final) and not is_home(start):
        return Health.HOME, "It leads to the home page, no longer to the page we linked to."
    if moved and is_error_page(final) and not is_error_page(start):
        return Health.SOFT_404, "It leads to an error page."
    if moved and is_door(final) and not is_door(start):
        return Health.UNSURE, "It leads to a page where readers sign in or agree first."
    if words := says_not_found(answer.body):
        return Health.SOFT_404, f"The page itself says “{words[:80]}”."
    if moved and not shares_words(start, final) and _anything_leads_to(final, start, walk):
        return Health.SOFT_404, "It leads where every address that doesn't exist leads."
    # An id in the path is for the shop's own way to the page, and goes into a cookie on it.
    if DUMMY in URL(start).search and DUMMY not in final:
        return Health.ID_DROPPED, "The shop sends readers on to an address without our id."
    return Health.OK, "It works."


def _anything_leads_to(final: str, start: str, walk: _Walk) -> bool:
    """Whether a made-up neighbour of `start` ends at the same page.

    Source: Bar-Yossef and others, "Sic transit gloria telae" (2004). Asked only where a redirect
    kept nothing of the address, since many shops ignore the last part of one that is right.
    """
    try:
        neighbour = walk.allowed(sibling_of(start, secrets.token_hex(8)))
        answer = walk.to_the_end(neighbour)
    except (Blocked, Disallowed, NoAnswer, _Stopped):
        return False
    return answer.status == 200 and _page(answer.address) == _page(final)


def _page(address: str) -> tuple[str, str]:
    url = URL(address)
    return str(url.host), str(url.pathname)
