"""Link matching: find the programmes that a link may earn from, without stories or a database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from urllib.parse import unquote, urlencode

from ada_url import URL
from django.utils.translation import gettext

from disclosures import channels
from disclosures.addresses import as_address, family, normalise_host, parameters, parse, path_at
from newsroom.wrapped_links import unwrap

# The base of relative addresses; this host name can't exist (RFC 2606). Patterns for our own
# addresses, such as /go/, have it as their host.
OURSELVES = "ourselves.invalid"
HOME = f"https://{OURSELVES}/"
# The most addresses nested within each other: a network's in a network's in our own redirect.
DEPTH = 5


@dataclass(frozen=True)
class Pattern:
    """A pattern for addresses: `host/path?parameter=value`, in which all but the host is optional.

    It matches sub-domains of the host too; the path is a prefix; `*` matches anything.
    """

    host: str
    path: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, line: str) -> "Pattern":
        """Read a line as staff write it: `amazon.com?tag`, `bookshop.org/a/*`, `/go/shop/`.

        Raises:
            ValueError: the line is no pattern; the message explains how to write one.
        """
        text = line.strip()
        place, _, query = text.partition("?")
        host, slash, path = place.removeprefix("*.").partition("/")
        name = normalise_host(host) if host else OURSELVES
        if "://" in text or name is None or not place or (host and "." not in host):
            raise ValueError(
                gettext(
                    "“{text}” is no pattern. Write one a line: a host such as amazon.com, without "
                    "https://, or with what must follow, such as bookshop.org/a/ or ebay.com?campid."
                ).format(text=text)
            )
        parts = [part.partition("=") for part in query.split("&") if part]
        # A parameter without a value matches any value.
        parameters = tuple((name, value or "*") for name, _, value in parts)
        return cls(name, slash + path if path else "", parameters)

    def __str__(self) -> str:
        host = "" if self.host == OURSELVES else self.host
        query = "&".join(f"{name}={value}" for name, value in self.parameters)
        return host + self.path + (f"?{query}" if query else "")

    @property
    def narrowness(self) -> tuple[int, int, int]:
        """The sort key for patterns of a host: required values, parameters, path length."""
        values = sum(value != "*" for _, value in self.parameters)
        return values, len(self.parameters), len(self.path)

    def fits(self, path: str, query: Mapping[str, str], ids_in: Iterable[str] = ()) -> bool:
        """Return whether the pattern matches an address at its host.

        Args:
            path: the address's path.
            query: the address's parameters, with names in lower case.
            ids_in: parameters that hold a tracking id; an empty one doesn't match.
        """
        if not fnmatchcase(unquote(path), unquote(self.path) + "*"):
            return False
        ids = {name.lower() for name in ids_in}
        for name, value in self.parameters:
            found = query.get(name.lower())
            if found is None or not fnmatchcase(found, value):
                return False
            if name.lower() in ids and not found.strip():
                return False
        return True


@dataclass(frozen=True)
class Rule:
    """The matching rules of one programme.

    `ids_in` and `targets_in` are places in an address: the name of a parameter, or, if it begins
    with a slash, the text in the path before the value.
    """

    programme: int
    name: str
    patterns: tuple[Pattern, ...]
    ids_in: tuple[str, ...] = ()
    targets_in: tuple[str, ...] = ()
    own_ids: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset(channels.permitted())
    nofollow: bool = False
    passes_on: bool = False
    needs_wording: bool = False
    forbids_prices: bool = False
    active: bool = True

    def is_ours(self, tracking_id: str) -> bool | None:
        """Return whether a tracking id is one of ours; None if the programme lists none."""
        if not self.own_ids:
            return None
        return bool(tracking_id) and any(fnmatchcase(tracking_id, own) for own in self.own_ids)


@dataclass(frozen=True)
class Deal:
    """An offer at an address until an instant; with `unlink`, its links then become plain text."""

    address: str
    ends_at: datetime
    unlink: bool = False


@dataclass(frozen=True)
class Step:
    """One address in a link's redirect chain, and the rule that matches it."""

    href: str
    host: str
    path: str = ""
    # The parameters, with names in lower case.
    query: Mapping[str, str] = field(default_factory=dict)
    rule: Rule | None = None
    pattern: Pattern | None = None

    @property
    def tracking_id(self) -> str:
        """The tracking id, by which the programme identifies us; "" if there is none."""
        found = next(filter(None, map(self._at, self.rule.ids_in)), "") if self.rule else ""
        # PostgreSQL can't store NUL (%00), so replace it with U+FFFD, as browsers display it.
        return found.replace("\0", "\ufffd")

    @property
    def target(self) -> str:
        """The address that this one contains and redirects to; "" if there is none."""
        for place in self.rule.targets_in if self.rule else ():
            found = self._after(place) if place.startswith("/") else self._held(place)
            if found:
                return as_address(found)
        return ""

    def _at(self, place: str) -> str:
        if place.startswith("/"):
            # A hyphen ends an id only if one precedes it, as in /click-PID-AID, since ids such as
            # the one in /shop/the-gazette contain hyphens.
            ends = r"[-/?#]" if place.endswith("-") else r"[/?#]"
            return re.split(ends, self._after(place), maxsplit=1)[0]
        return self._held(place).strip()

    def _held(self, parameter: str) -> str:
        return self.query.get(parameter.lower(), "")

    def _after(self, text: str) -> str:
        # Search the path only, not the two slashes before the host.
        start = self.path.find(text)
        return self.href[path_at(self.href) + start + len(text) :] if start >= 0 else ""

    @property
    def bare(self) -> str:
        """The address with https and without tracking ids and anchor: equal for all links to a page.

        A fragment that begins with #/ or #! is kept, since scripts identify the page by it.
        """
        url, ids = URL(self.href), self.rule.ids_in if self.rule else ()
        names = {place.lower() for place in ids}
        held = [item for item in parameters(url.search) if item[0].lower() not in names]
        query = urlencode(sorted(held))
        path = self.path
        for place in ids:
            if place.startswith("/") and place in path:
                start, _, rest = path.partition(place)
                path = start + place + rest.removeprefix(self._at(place))
        port = f":{url.port}" if url.port else ""
        host = "" if self.host == OURSELVES else f"https://{self.host}{port}"
        route = url.hash if url.hash.startswith(("#/", "#!")) else ""
        return host + path + (f"?{query}" if query else "") + route


@dataclass(frozen=True)
class Reading:
    """The result of matching an address against a rulebook.

    `steps` is its redirect chain, `rule` that of the programme that pays, and `retired` a rule that
    matches but is no longer active.
    """

    steps: tuple[Step, ...]
    rule: Rule | None = None
    retired: Rule | None = None
    tracking_id: str = ""

    @property
    def earning(self) -> list[Step]:
        """The steps at which a programme may pay; the last one does."""
        return [step for step in self.steps if step.rule and not step.rule.passes_on]

    @property
    def rules(self) -> list[Rule]:
        """The rules of all programmes in the chain of a link that earns, without duplicates.

        Only the last programme that earns pays, but the link must comply with the rules of all.
        """
        if self.rule is None:
            return []
        return list({step.rule.programme: step.rule for step in self.steps if step.rule}.values())

    @property
    def hosts(self) -> list[str]:
        """The hosts in the chain and their parent domains, sorted, as patterns may name them."""
        return sorted({name for step in self.steps for name in family(step.host)})

    @property
    def target(self) -> str:
        """The last address of the chain; "" for what is no web page."""
        return self.steps[-1].href if self.steps else ""

    @property
    def normalised(self) -> str:
        """The last address in its normal form (`Step.bare`); "" for what is no web page."""
        return self.steps[-1].bare if self.steps else ""

    @property
    def is_outside(self) -> bool:
        """Return whether any step is on another site."""
        return any(step.host != OURSELVES for step in self.steps)


class Rulebook:
    """The rules and deals of one instant, indexed for matching many addresses."""

    def __init__(
        self, rules: Iterable[Rule], deals: Iterable[Deal] = (), own_hosts: Iterable[str] = ()
    ) -> None:
        """Build the index.

        Args:
            rules: all rules, retired ones included, since those show which links once earned.
            deals: the last one for each address applies.
            own_hosts: the names of this site, by which its own absolute addresses are recognised.
        """
        self.rules = list(rules)
        # Cached, since a page reads each of its links several times, and is rendered often.
        self.read = lru_cache(maxsize=4096)(self._read)
        self.own_hosts = frozenset(host.lower() for host in own_hosts)
        self._index: dict[bool, dict[str, list[tuple[Rule, Pattern]]]] = {True: {}, False: {}}
        for rule in self.rules:
            for pattern in rule.patterns:
                self._index[rule.active].setdefault(pattern.host, []).append((rule, pattern))
        for index in self._index.values():
            for found in index.values():
                # More specific patterns match first: a shop's number at a network before the network.
                found.sort(key=lambda pair: pair[1].narrowness, reverse=True)
        pages = {self.read(deal.address).normalised: deal for deal in deals}
        self.deals = {page: deal for page, deal in pages.items() if page}
        self.shorteners: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for host in rule.shorteners if rule.active else ():
                self.shorteners.setdefault(host, []).append(rule)

    def rule_of(self, programme: int | None) -> Rule | None:
        """Return the rule of a programme by its key; None if it has none."""
        return next((rule for rule in self.rules if rule.programme == programme), None)

    def _read(self, address: str) -> Reading:
        """Resolve an address by the rules, without a request.

        The last address of the chain that matches a programme decides: a network's link to a shop
        with its own programme counts as the shop's. A wrapper that a mail program or document puts
        around a link is no step.
        """
        steps: list[Step] = []
        base = HOME
        while len(steps) < DEPTH and (step := self._step(unwrap(address), base)):
            steps.append(step)
            address, base = step.target, step.href
            if not address:
                break
        reading = Reading(tuple(steps))
        if earning := reading.earning:
            return replace(reading, rule=earning[-1].rule, tracking_id=earning[-1].tracking_id)
        return replace(reading, retired=self._retired(steps))

    def _step(self, address: str, base: str) -> Step | None:
        url = parse(address, base)
        if url is None:
            return None
        host = url.hostname.rstrip(".")
        if host in self.own_hosts or not self.own_hosts.isdisjoint(family(host)):
            host = OURSELVES
        # The first parameter of a name with a value counts, as in most shops. Names ignore case.
        query: dict[str, str] = {}
        for name, value in parameters(url.search):
            if not query.get(name.lower()):
                query[name.lower()] = value
        rule, pattern = self._match(host, url.pathname, query, active=True)
        return Step(url.href, host, url.pathname, query, rule, pattern)

    def _match(
        self, host: str, path: str, query: Mapping[str, str], *, active: bool
    ) -> tuple[Rule | None, Pattern | None]:
        # The longest host first: a rule for a sub-domain is more specific than one for its parent.
        for name in family(host):
            for rule, pattern in self._index[active].get(name, ()):
                if pattern.fits(path, query, rule.ids_in):
                    return rule, pattern
        return None, None

    def _retired(self, steps: list[Step]) -> Rule | None:
        found = (self._match(s.host, s.path, s.query, active=False)[0] for s in reversed(steps))
        return next(filter(None, found), None)


@dataclass(frozen=True)
class LinkEvaluation:
    """The classification of one link in one story."""

    reading: Reading
    paid: bool = False
    advertised: bool = False
    deal: Deal | None = None

    @property
    def earns(self) -> bool:
        """Return whether it is a commercial link, which requires a disclosure."""
        return self.paid or self.reading.rule is not None

    @property
    def programmes(self) -> list[int | None]:
        """The keys of the programmes that a disclosure must name.

        [None] if an editor marked the link as paid and no programme matches.
        """
        found: list[int | None] = [
            rule.programme for rule in self.reading.rules if not rule.passes_on
        ]
        return found or [None]

    @property
    def rel(self) -> list[str]:
        """The values that `rel` must contain; [] for an ordinary link."""
        if not self.earns and not self.advertised:
            return []
        nofollow = any(rule.nofollow for rule in self.reading.rules)
        return ["sponsored", "nofollow"] if nofollow else ["sponsored"]

    def is_text(self, channel: str, at: datetime) -> bool:
        """Return whether the link is shown as plain text.

        That is so when its deal is over, or when a programme in its chain forbids the channel.
        """
        over = self.deal is not None and self.deal.unlink and self.deal.ends_at <= at
        return over or any(channel not in rule.channels for rule in self.reading.rules)


@dataclass(frozen=True)
class LinkEvaluator:
    """A classifier of one story's links: a rulebook, and the editor's declarations."""

    rulebook: Rulebook
    paid: frozenset[str] = frozenset()
    advertised: bool = False

    @cached_property
    def marked(self) -> frozenset[str]:
        """The addresses that an editor marked as paid, without wrappers, as bodies contain them."""
        return frozenset(map(unwrap, self.paid))

    def __call__(self, address: str) -> LinkEvaluation:
        """Classify the link to `address`."""
        reading = self.rulebook.read(address)
        return LinkEvaluation(
            reading,
            paid=unwrap(address) in self.marked and bool(reading.steps),
            advertised=self.advertised and reading.is_outside,
            deal=self.rulebook.deals.get(reading.normalised),
        )


def sponsored(rel: str, values: Iterable[str]) -> str:
    """Return a link's `rel` with `values` added to the existing ones.

    Source: Google Search Central, "Qualify your outbound links to Google".
    """
    return " ".join(dict.fromkeys([*rel.replace(",", " ").split(), *values]))
