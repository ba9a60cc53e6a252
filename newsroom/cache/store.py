"""The store: the pages in this process's memory, found by address, dropped by key.

The listener's thread drops pages, the threads that render them put them in, and the event loop finds
them. Finding takes no lock: it is one look-up in a dictionary.
"""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from newsroom import clock
from newsroom.cache.page import Page
from newsroom.cache.tables import EVERYTHING

# Scheme, host, path, and the parameters that the page reads.
Address = tuple[str, str, str, str]

# Seconds after PostgreSQL's last answer for which pages are served from memory.
DEAF_AFTER = 3.0
# Seconds for which a page is kept for an outage, although it may be out of date.
KEPT_FOR = 24 * 3600
# The same for a page rendered while nobody listened: no change can have dropped it, so a withdrawn
# story may be among them.
KEPT_UNHEARD_FOR = 60
# The part of the memory that one page may take.
LARGEST_PART = 1 / 8


class Ticket:
    """A rendering in progress, and the keys that changed since it began."""

    __slots__ = ("changed", "epoch")

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.changed: set[str] = set()

    def touches(self, keys: frozenset[str]) -> bool:
        """Return whether one of `keys` has changed."""
        return EVERYTHING in self.changed or not self.changed.isdisjoint(keys)


class Store:
    """Pages up to a number of bytes; the least recently used one is evicted first.

    An *epoch* is a time in which the listener heard everything. When it loses its connection, the
    epoch ends: its pages are no longer served, except while PostgreSQL is down. They are deleted when
    the next epoch begins, since the changes in between are unknown.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[Address, Page] = OrderedDict()
        self.epoch = 0
        self.hears = False
        self.heard = float("-inf")
        # The next instant of each key at which a row begins or ends, and whether that is up to date.
        self.ends: dict[str, float] = {}
        self.knows_ends = False
        self._addresses: defaultdict[str, set[Address]] = defaultdict(set)
        self._sizes: dict[Address, int] = {}
        self._tickets: set[Ticket] = set()
        self._lock = threading.RLock()

    # For requests

    def find(self, address: Address) -> Page | None:
        """Return the page if it is up to date, as far as this process can know."""
        page = self.pages.get(address)
        if page is None or page.epoch != self.epoch or not self.is_listening:
            return None
        if page.end is not None and clock.now().timestamp() >= page.end:
            return None
        try:
            self.pages.move_to_end(address)
        except KeyError:
            return None  # dropped since
        return page

    def kept(self, address: Address) -> Page | None:
        """Return the last good page for an outage, unless an instant has passed that ends it."""
        page, now = self.pages.get(address), clock.now().timestamp()
        if page is None or page.end is not None and now >= page.end:
            return None
        longest = KEPT_FOR if page.epoch >= 0 else KEPT_UNHEARD_FOR
        return page if now - page.made < longest else None

    def current(self, ahead: float = 0) -> dict[Address, Page]:
        """Return the pages that are up to date, as far as the listener has heard.

        Args:
            ahead: leave out pages that end within so many seconds.
        """
        now = clock.now().timestamp() + ahead
        with self._lock:
            return {
                address: page
                for address, page in self.pages.items()
                if page.epoch == self.epoch and (page.end is None or now < page.end)
            }

    @property
    def is_listening(self) -> bool:
        """True if every change up to DEAF_AFTER seconds ago was heard."""
        return self.hears and time.monotonic() - self.heard < DEAF_AFTER

    @property
    def is_silent(self) -> bool:
        """True if PostgreSQL hasn't answered for DEAF_AFTER seconds, over a connection that is open."""
        return self.hears and not self.is_listening

    # For renderings

    def begin(self) -> Ticket:
        """Return a ticket; take it before the first query of a page, and give it to `end`."""
        with self._lock:
            ticket = Ticket(self.epoch if self.hears else -1)
            self._tickets.add(ticket)
        return ticket

    def end(self, ticket: Ticket) -> None:
        with self._lock:
            self._tickets.discard(ticket)

    def put(self, address: Address, page: Page, ticket: Ticket) -> bool:
        """Keep a page unless one of its keys changed while it was rendered; return whether it is kept.

        Without a listener the page is kept for outages only.
        """
        with self._lock:
            self._remove(address)
            heard_all = self.hears and ticket.epoch == self.epoch
            if ticket.touches(page.keys) or (self.hears and not heard_all):
                return False
            now = clock.now().timestamp()
            page.made, page.end = now, self._end_of(page.keys)
            if page.end is not None and page.end <= now:
                return False
            page.epoch = self.epoch if heard_all and self.knows_ends else -1
            self._insert(address, page)
            return address in self.pages

    def forget(self, address: Address) -> None:
        """Delete the page at an address, for which Django's answer is now another."""
        with self._lock:
            self._remove(address)

    def resize(self, address: Address) -> None:
        """Count the memory of a page again, after it was encoded."""
        with self._lock:
            if (page := self.pages.get(address)) is not None:
                self._count(address, page)
                self._evict()

    def lasts(self, keys: frozenset[str]) -> bool:
        """Return whether a page has no end, as far as this process can know."""
        known = self.is_listening and self.knows_ends
        return known and self._end_of(keys) is None

    def _end_of(self, keys: frozenset[str]) -> float | None:
        ends = self.ends
        return min((ends[key] for key in (*keys, EVERYTHING) if key in ends), default=None)

    def _insert(self, address: Address, page: Page) -> None:
        if page.size > self.limit * LARGEST_PART:
            return
        self.pages[address] = page
        for key in page.keys:
            self._addresses[key].add(address)
        self._count(address, page)
        self._evict()

    def _count(self, address: Address, page: Page) -> None:
        self.size += page.size - self._sizes.get(address, 0)
        self._sizes[address] = page.size

    def _evict(self) -> None:
        while self.size > self.limit and self.pages:
            self._remove(next(iter(self.pages)))

    def _remove(self, address: Address) -> None:
        page = self.pages.pop(address, None)
        if page is None:
            return
        self.size -= self._sizes.pop(address)
        for key in page.keys:
            if addresses := self._addresses.get(key):
                addresses.discard(address)
                if not addresses:
                    del self._addresses[key]

    # For the listener

    def drop(self, keys: Iterable[str]) -> None:
        """Delete the pages that show a changed key; EVERYTHING stands for all keys."""
        keys = set(keys)
        with self._lock:
            for ticket in self._tickets:
                ticket.changed |= keys
            if EVERYTHING in keys:
                self.clear()
                return
            for key in keys & self._addresses.keys():
                for address in [*self._addresses[key]]:
                    self._remove(address)

    def clear(self) -> None:
        """Delete all pages."""
        with self._lock:
            self.pages.clear()
            self._addresses.clear()
            self._sizes.clear()
            self.size = 0

    def resume(self, ends: dict[str, float], heard: float) -> None:
        """Begin an epoch: the listener hears every change from now on. All pages are deleted."""
        with self._lock:
            self.drop([EVERYTHING])
            self.epoch += 1
            self.ends, self.knows_ends = ends, True
            self.heard, self.hears = heard, True

    def suspend(self) -> None:
        """End the epoch: changes may be missed from now on."""
        with self._lock:
            self.hears = False
            self.epoch += 1

    def forget_ends(self) -> None:
        """Answer no page rendered from now on from memory until `reschedule`: its end isn't known."""
        self.knows_ends = False

    def reschedule(self, ends: dict[str, float]) -> None:
        """Replace the schedule; drop the pages for which an instant of the former one has passed."""
        with self._lock:
            now = clock.now().timestamp()
            if passed := [key for key, at in self.ends.items() if at <= now]:
                self.drop(passed)
            self.ends, self.knows_ends = ends, True
