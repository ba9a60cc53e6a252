"""The probe: follow an address along its redirects and classify the page at the end."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ada_url import URL
from django.utils.translation import gettext

from disclosures.addresses import family
from disclosures.linkcheck.classify import (
    is_bot_check,
    is_error_page,
    is_home,
    is_interstitial,
    says_not_found,
    shares_words,
    sibling_of,
)
from disclosures.linkcheck.client import Answer, LinkClient, NoAnswer
from disclosures.linkcheck.connection import Allowance
from disclosures.linkcheck.robots import Disallowed, Robots
from disclosures.linkcheck.ssrf import Blocked
from disclosures.linkcheck.tracking_ids import DUMMY
from disclosures.outcomes import Health, Outcome

GONE = (404, 410)


class _Stopped(Exception):
    """The probe ended before it reached a page."""

    def __init__(self, health: Health, sentence: str, status: int | None = None):
        super().__init__(sentence)
        self.health = health
        self.status = status


def probe(
    address: str,
    *,
    client: LinkClient,
    clean: Callable[[str], str] = str,
    not_followed: Collection[str] = (),
    robots: Robots | None = None,
) -> Outcome:
    """Request one address along its redirects, by HEAD and where needed by GET; return the outcome.

    Nothing that a server does makes the probe raise.

    Args:
        client: the client that sends the requests.
        clean: removes our ids from the address and from every redirect before each request
            (`without_ids`); a ValueError from it ends the probe.
        not_followed: hosts that are never requested, sub-domains included, because shorteners and
            networks would count a click.
        robots: the robots.txt rules to respect, if any.
    """
    trail = _Trail(client, clean, not_followed, robots, Allowance(client.limits.total))
    try:
        start = trail.allowed(address)
        answer = trail.to_the_end(start)
        health, sentence = _outcome_of(start, answer, trail)
    except NoAnswer as error:
        return Outcome(error.health, str(error), final=trail.at, timed_out=error.timed_out)
    except Blocked as error:
        return Outcome(Health.BLOCKED, str(error), final=trail.at)
    except Disallowed as error:
        status, wait = (
            (error.answer.status, error.answer.retry_after) if error.answer else (None,) * 2
        )
        return Outcome(Health.UNSURE, str(error), status, trail.at, retry_after=wait)
    except _Stopped as stopped:
        return Outcome(stopped.health, str(stopped), stopped.status, trail.at)
    return Outcome(health, sentence, answer.status, answer.address, retry_after=answer.retry_after)


@dataclass
class _Trail:
    """The settings of one probe, and `at`, the address that it has reached."""

    client: LinkClient
    clean: Callable[[str], str]
    not_followed: Collection[str]
    robots: Robots | None
    allowance: Allowance
    at: str = ""

    def allowed(self, address: str) -> str:
        """Return `address` without our ids and fragment, if the probe may request it.

        Raises:
            Blocked: the guard refuses the address.
            _Stopped: our id can't be removed, or the request would count as a click.
            Disallowed: the site's robots.txt forbids the request.
        """
        self.client.guard.check(address)
        try:
            cleaned = self.clean(address)
        except ValueError:
            sentence = gettext("It can't be asked without our id. Open it yourself.")
            raise _Stopped(Health.UNSURE, sentence) from None
        url = self.client.guard.check(cleaned)
        url.hash = ""
        host = url.hostname.rstrip(".")
        if not set(family(host)).isdisjoint(self.not_followed):
            sentence = gettext("It leads by way of {host}, where asking would count as a click.")
            raise _Stopped(Health.UNSURE, sentence.format(host=host))
        if self.robots:
            self.robots.check(str(url.href))
        return str(url.href)

    def to_the_end(self, address: str) -> Answer:
        """Follow redirects from `address` and return the last response.

        Raises:
            _Stopped: the redirects form a loop or are too many, or one can't be requested.
            Blocked, Disallowed, NoAnswer: as `allowed` and `LinkClient.ask` raise them.
        """
        seen: set[str] = set()
        for _ in range(self.client.limits.redirects + 1):
            self.at = address
            seen.add(address)
            answer = self._answer(address)
            target = answer.redirect
            if target is None:
                return answer
            address = self.allowed(target)
            if address in seen:
                sentence = gettext("It sends us round in circles.")
                raise _Stopped(Health.FAILING, sentence, answer.status)
        sentence = gettext("It sends us on more than {number} times.")
        sentence = sentence.format(number=self.client.limits.redirects)
        raise _Stopped(Health.FAILING, sentence, answer.status)

    def _answer(self, address: str) -> Answer:
        """Send HEAD, which suffices for redirects, files and 429; send GET for everything else."""
        try:
            head = self.client.request("HEAD", address, self.allowance)
        except NoAnswer as error:
            if error.health == Health.DEAD:
                raise
        else:
            enough = head.status == 429 or (head.status == 200 and not head.is_page)
            if head.redirect or enough:
                return head
        return self.client.request("GET", address, self.allowance)


def _outcome_of(start: str, answer: Answer, trail: _Trail) -> tuple[Health, str]:
    status, final = answer.status, answer.address
    if status in GONE:
        sentence = gettext("The page is gone: the server answers {status}.")
        return Health.DEAD, sentence.format(status=status)
    if is_bot_check(answer.body):
        return Health.UNSURE, gettext("The server wants to see a person, so a machine can't tell.")
    if 500 <= status < 600:
        sentence = gettext("The server fails: it answers {status}.")
        return Health.FAILING, sentence.format(status=status)
    if not 200 <= status < 300:
        sentence = gettext("The server answers machines with {status}: open it yourself.")
        return Health.UNSURE, sentence.format(status=status)
    return _outcome_of_page(start, final, answer, trail)


def _outcome_of_page(start: str, final: str, answer: Answer, trail: _Trail) -> tuple[Health, str]:
    moved = URL(start).pathname != URL(final).pathname
    if moved and is_home(final) and not is_home(start):
        return Health.HOME, gettext(
            "It leads to the home page, no longer to the page we linked to."
        )
    if moved and is_error_page(final) and not is_error_page(start):
        return Health.SOFT_404, gettext("It leads to an error page.")
    if moved and is_interstitial(final) and not is_interstitial(start):
        return Health.UNSURE, gettext("It leads to a page where readers sign in or agree first.")
    if words := says_not_found(answer.body):
        sentence = gettext("The page itself says “{words}”.")
        return Health.SOFT_404, sentence.format(words=words[:80])
    if moved and not shares_words(start, final) and _anything_leads_to(final, start, trail):
        return Health.SOFT_404, gettext("It leads where every address that doesn't exist leads.")
    # Shops move an id in the path into a cookie when they redirect; only a query's id must remain.
    if DUMMY in URL(start).search and DUMMY not in final:
        return Health.ID_DROPPED, gettext("The shop sends readers on to an address without our id.")
    return Health.OK, gettext("It works.")


def _anything_leads_to(final: str, start: str, trail: _Trail) -> bool:
    """Return whether a random sibling address of `start` redirects to the same page.

    Used only if a redirect kept nothing of the address, since many shops ignore the last part of a
    correct one. Source: Bar-Yossef and others, "Sic transit gloria telae" (2004).
    """
    try:
        neighbour = trail.allowed(sibling_of(start, secrets.token_hex(8)))
        answer = trail.to_the_end(neighbour)
    except (Blocked, Disallowed, NoAnswer, _Stopped):
        return False
    return answer.status == 200 and _page(answer.address) == _page(final)


def _page(address: str) -> tuple[str, str]:
    url = URL(address)
    return str(url.host), str(url.pathname)
