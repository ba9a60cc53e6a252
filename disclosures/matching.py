"""Which links may earn. Functions over addresses; they know no story and no database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, unquote, urlencode

from ada_url import URL

from newsroom.wrapped_links import unwrap

# What a relative address is relative to; the name can't exist (RFC 2606). Patterns for addresses of
# our own, such as /go/, have it as their host.
OURSELVES = "ourselves.invalid"
HOME = f"https://{OURSELVES}/"
# How many addresses may stand within each other: a network's, in a network's, in a redirect of ours.
DEPTH = 5
LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the closing dot


@dataclass(frozen=True)
class Pattern:
    """What an address must look like: `host/path?parameter=value`, all but the host optional.

    Sub-domains of the host fit; the path fits what begins with it; `*` stands for anything.
    """

    host: str
    path: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, line: str) -> "Pattern":
        """Read a line as staff write it: `amazon.com?tag`, `bookshop.org/a/*`, `/go/shop/`.

        Raises:
            ValueError: with a sentence that says how to write it.
        """
        text = line.strip()
        place, _, query = text.partition("?")
        host, slash, path = place.removeprefix("*.").partition("/")
        name = normalise_host(host) if host else OURSELVES
        if "://" in text or name is None or not place or (host and "." not in host):
            raise ValueError(
                f"“{text}” is no pattern. Write one a line: a host such as amazon.com, without "
                "https://, or with what must follow, such as bookshop.org/a/ or ebay.com?campid."
            )
        parts = [part.partition("=") for part in query.split("&") if part]
        # What has no value of its own fits any.
        parameters = tuple((name, value or "*") for name, _, value in parts)
        return cls(name, slash + path if path else "", parameters)

    def __str__(self) -> str:
        host = "" if self.host == OURSELVES else self.host
        query = "&".join(f"{name}={value}" for name, value in self.parameters)
        return host + self.path + (f"?{query}" if query else "")

    @property
    def narrowness(self) -> tuple[int, int, int]:
        """Orders patterns for one host: values asked for, then parameters, then the path's length."""
        values = sum(value != "*" for _, value in self.parameters)
        return values, len(self.parameters), len(self.path)

    def fits(self, path: str, query: Mapping[str, str], ids_in: Iterable[str] = ()) -> bool:
        """Return whether an address at the host, with this path and these parameters, is meant.

        `query` has the parameters' names in lower case. Of those in `ids_in` an empty one doesn't
        count: an empty tracking id is none.
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
    """A programme as the link finder knows it.

    `ids_in` and `targets_in` are places in an address: a parameter's name, or, where it begins with
    a slash, the text in the path that it follows.
    """

    programme: int
    name: str
    patterns: tuple[Pattern, ...]
    ids_in: tuple[str, ...] = ()
    targets_in: tuple[str, ...] = ()
    own_ids: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset({"page", "feed", "api"})
    nofollow: bool = False
    passes_on: bool = False
    needs_wording: bool = False
    forbids_prices: bool = False
    active: bool = True

    def is_ours(self, tracking_id: str) -> bool | None:
        """Return whether a tracking id is one of ours; None where nobody has listed ours."""
        if not self.own_ids:
            return None
        return bool(tracking_id) and any(fnmatchcase(tracking_id, own) for own in self.own_ids)


@dataclass(frozen=True)
class Deal:
    """What is on offer at an address until an instant; `unlink`: its links then become plain text."""

    address: str
    ends_at: datetime
    unlink: bool = False


@dataclass(frozen=True)
class Step:
    """One address on a link's way, and the rule that it fits."""

    href: str
    host: str
    path: str = ""
    # By the parameters' names in lower case.
    query: Mapping[str, str] = field(default_factory=dict)
    rule: Rule | None = None
    pattern: Pattern | None = None

    @property
    def tracking_id(self) -> str:
        """The id by which the programme knows whom to pay, or ""."""
        found = next(filter(None, map(self._at, self.rule.ids_in)), "") if self.rule else ""
        # PostgreSQL keeps no NUL, which %00 stands for; as browsers show it.
        return found.replace("\0", "\ufffd")

    @property
    def target(self) -> str:
        """The address that this one carries and leads to, or ""."""
        for place in self.rule.targets_in if self.rule else ():
            found = self._after(place) if place.startswith("/") else self._held(place)
            if found:
                return _as_address(found)
        return ""

    def _at(self, place: str) -> str:
        if place.startswith("/"):
            # A hyphen ends an id only where one begins it, as in /click-PID-AID: shops are named
            # /shop/the-gazette.
            ends = r"[-/?#]" if place.endswith("-") else r"[/?#]"
            return re.split(ends, self._after(place), maxsplit=1)[0]
        return self._held(place).strip()

    def _held(self, parameter: str) -> str:
        return self.query.get(parameter.lower(), "")

    def _after(self, text: str) -> str:
        # In the path, and not in the two slashes before the host.
        start = self.path.find(text)
        return self.href[_path_at(self.href) + start + len(text) :] if start >= 0 else ""

    @property
    def bare(self) -> str:
        """The address without tracking ids, anchor and http: equal for all links to one page.

        What begins with #/ or #! is no anchor: there scripts keep which page is meant.
        """
        url, ids = URL(self.href), self.rule.ids_in if self.rule else ()
        names = {place.lower() for place in ids}
        held = [item for item in _parameters(url.search) if item[0].lower() not in names]
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
    """What a rulebook makes of an address: the way it takes, and what it may earn by."""

    steps: tuple[Step, ...]
    rule: Rule | None = None
    retired: Rule | None = None
    tracking_id: str = ""

    @property
    def earning(self) -> list[Step]:
        """The steps at which a programme earns, the one that pays last."""
        return [step for step in self.steps if step.rule and not step.rule.passes_on]

    @property
    def rules(self) -> list[Rule]:
        """Every programme's rule on the way of a link that earns, each once.

        The last one pays; but the link is a link of each, and must keep the rules of all.
        """
        if self.rule is None:
            return []
        return list({step.rule.programme: step.rule for step in self.steps if step.rule}.values())

    @property
    def hosts(self) -> list[str]:
        """The hosts on the way and those they stand below, sorted: what a pattern may name."""
        return sorted({name for step in self.steps for name in family(step.host)})

    @property
    def target(self) -> str:
        return self.steps[-1].href if self.steps else ""

    @property
    def normalised(self) -> str:
        """Where it leads, spelled one way; "" for what is no web page."""
        return self.steps[-1].bare if self.steps else ""

    @property
    def is_outside(self) -> bool:
        return any(step.host != OURSELVES for step in self.steps)


class Rulebook:
    """All rules and deals of one instant, ready to be asked of many addresses."""

    def __init__(
        self, rules: Iterable[Rule], deals: Iterable[Deal] = (), own_hosts: Iterable[str] = ()
    ) -> None:
        """Args:
        rules: retired ones too; they tell what links once earned.
        deals: the latest of each address counts.
        own_hosts: the names of this site, so that its own absolute addresses are known as such.
        """
        self.rules = list(rules)
        # A page asks for each of its links several times, and readers for some pages again and again.
        self.read = lru_cache(maxsize=4096)(self._read)
        self.own_hosts = frozenset(host.lower() for host in own_hosts)
        self._index: dict[bool, dict[str, list[tuple[Rule, Pattern]]]] = {True: {}, False: {}}
        for rule in self.rules:
            for pattern in rule.patterns:
                self._index[rule.active].setdefault(pattern.host, []).append((rule, pattern))
        for index in self._index.values():
            for found in index.values():
                # What asks for more is meant more: a shop's number at a network, before the network.
                found.sort(key=lambda pair: pair[1].narrowness, reverse=True)
        pages = {self.read(deal.address).normalised: deal for deal in deals}
        self.deals = {page: deal for page, deal in pages.items() if page}
        self.shorteners: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for host in rule.shorteners if rule.active else ():
                self.shorteners.setdefault(host, []).append(rule)

    def rule_of(self, programme: int | None) -> Rule | None:
        return next((rule for rule in self.rules if rule.programme == programme), None)

    def _read(self, address: str) -> Reading:
        """Follow an address through the rules, without a request.

        The programme is that of the last address on the way that fits one: a network's link to a
        shop whose own programme pays is that shop's. What mail programs and documents put around a
        link is no step.
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
        url = _parse(address, base)
        if url is None:
            return None
        host = url.hostname.rstrip(".")
        if host in self.own_hosts or not self.own_hosts.isdisjoint(family(host)):
            host = OURSELVES
        # The first of a name that says something counts, as it does for most shops; however its name
        # is spelled.
        query: dict[str, str] = {}
        for name, value in _parameters(url.search):
            if not query.get(name.lower()):
                query[name.lower()] = value
        rule, pattern = self._match(host, url.pathname, query, active=True)
        return Step(url.href, host, url.pathname, query, rule, pattern)

    def _match(
        self, host: str, path: str, query: Mapping[str, str], *, active: bool
    ) -> tuple[Rule | None, Pattern | None]:
        # The longest host first: a rule for a sub-domain is meant more than one for all of them.
        for name in family(host):
            for rule, pattern in self._index[active].get(name, ()):
                if pattern.fits(path, query, rule.ids_in):
                    return rule, pattern
        return None, None

    def _retired(self, steps: list[Step]) -> Rule | None:
        found = (self._match(s.host, s.path, s.query, active=False)[0] for s in reversed(steps))
        return next(filter(None, found), None)


@dataclass(frozen=True)
class Judgement:
    """What becomes of one link in one story."""

    reading: Reading
    paid: bool = False
    advertised: bool = False
    deal: Deal | None = None

    @property
    def earns(self) -> bool:
        """Whether it is a commercial link, which calls for a disclosure."""
        return self.paid or self.reading.rule is not None

    @property
    def programmes(self) -> list[int | None]:
        """The programmes on its way that a disclosure must name, None for an editor's mark."""
        found: list[int | None] = [
            rule.programme for rule in self.reading.rules if not rule.passes_on
        ]
        return found or [None]

    @property
    def rel(self) -> list[str]:
        """The values that `rel` must have: none for an ordinary link."""
        if not self.earns and not self.advertised:
            return []
        nofollow = any(rule.nofollow for rule in self.reading.rules)
        return ["sponsored", "nofollow"] if nofollow else ["sponsored"]

    def is_text(self, channel: str, at: datetime) -> bool:
        """Return whether it stands as plain text: its deal is over, or a programme on its way
        forbids the channel."""
        over = self.deal is not None and self.deal.unlink and self.deal.ends_at <= at
        return over or any(channel not in rule.channels for rule in self.reading.rules)


@dataclass(frozen=True)
class Judge:
    """A rulebook, and what an editor declared of one story."""

    rulebook: Rulebook
    paid: frozenset[str] = frozenset()
    advertised: bool = False

    @cached_property
    def marked(self) -> frozenset[str]:
        """The addresses that an editor marked, without wrappers: bodies come to have them so."""
        return frozenset(map(unwrap, self.paid))

    def __call__(self, address: str) -> Judgement:
        reading = self.rulebook.read(address)
        return Judgement(
            reading,
            paid=unwrap(address) in self.marked and bool(reading.steps),
            advertised=self.advertised and reading.is_outside,
            deal=self.rulebook.deals.get(reading.normalised),
        )


def normalise_host(host: str) -> str | None:
    """Return `host` in lower case and punycode, without a closing dot; None if it is no host name."""
    try:
        found: str = URL(f"https://{host.strip()}/").hostname
    except ValueError:
        return None
    plain = found.rstrip(".")
    # More than a host reads as a host too: "https://a.test/x" has "https". And a browser would take
    # "a.test," for one, which is nobody's.
    is_name = all(c.isalnum() or c in "-._" for c in plain)
    return plain if plain and is_name and not any(c in host for c in "/\\@?#:") else None


def family(host: str) -> list[str]:
    """A host and the hosts it stands below, without the top level: what a pattern for it may name."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def sponsored(rel: str, values: Iterable[str]) -> str:
    """Return a link's `rel` with `values` among its own, whatever was there kept.

    Source: Google Search Central, "Qualify your outbound links to Google".
    """
    return " ".join(dict.fromkeys([*rel.replace(",", " ").split(), *values]))


def _parse(address: str, base: str) -> URL | None:
    """A web address as browsers read it (WHATWG URL): backslashes, stray slashes and all."""
    try:
        url = URL(address, base=base)
    except ValueError:
        return None
    is_host = 0 < len(url.hostname.rstrip(".")) <= LONGEST_HOST
    return url if url.protocol in ("http:", "https:") and is_host else None


def _parameters(search: str) -> list[tuple[str, str]]:
    return parse_qsl(search.removeprefix("?"), keep_blank_values=True)


def _path_at(href: str) -> int:
    """Where the path of a whole web address begins."""
    return href.index("/", len("https://"))


def _as_address(found: str) -> str:
    """An address carried by another: encoded once too often, or without its https://."""
    found = found.strip()
    if "/" not in found and "%" in found or re.match(r"https?%3a", found, re.IGNORECASE):
        found = unquote(found)
    if re.match(r"https?:|//|/", found, re.IGNORECASE):
        return found
    return f"https://{found}" if "." in found.partition("/")[0] else ""
