"""Probe many addresses, host by host: several hosts at once, each at its own pace."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event

from disclosures.linkcheck.rate_limit import RateLimiter, host_of, site
from disclosures.outcomes import Health, Outcome

logger = logging.getLogger(__name__)
# Hosts that are asked at the same time.
WORKERS = 4
# Time-outs, or refusals (429), in a row after which a host is left for this round.
PATIENCE = 3
# Seconds: a server that asks for a longer wait is left for this round.
LONGEST_WAIT = 120.0
# Seconds to wait after a 429 that names no time.
TOO_MANY = 60.0
# For a page that made the probe raise: a person has to look.
UNREADABLE = Outcome(Health.UNSURE, "The page could not be read: look for yourself.")


class Batch:
    """Asks each address once.

    Afterwards `left` says which hosts were left, and why; `out_of_time`, whether others weren't
    asked, or not to the end, because time was up.
    """

    def __init__(
        self,
        probe: Callable[[str], Outcome],
        turns: RateLimiter,
        *,
        workers: int = WORKERS,
        seconds: float | None = None,
    ):
        """`probe` takes its turns from `turns`; no probe begins later than `seconds` from now."""
        self.left: dict[str, str] = {}
        self.out_of_time = False
        self._probe = probe
        self._turns = turns
        self._workers = workers
        self._ends = None if seconds is None else turns.clock() + seconds
        self._stopped = Event()
        self._done: Queue[tuple[str, Outcome] | Exception | None] = Queue()

    def run(self, addresses: Iterable[str]) -> Iterator[tuple[str, Outcome]]:
        """Yield each address with its outcome as it comes; those of hosts that are left, not at all.

        A probe that raises is logged and yields an outcome that says so: nothing that a server sends
        ends the run. Whoever stops reading ends the run after the probes under way.
        """
        hosts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for address in addresses:
            hosts[site(host_of(address))][address] = None
        with ThreadPoolExecutor(self._workers, thread_name_prefix="probe") as pool:
            try:
                for host, of_host in hosts.items():
                    pool.submit(self._ask_host, host, deque(of_host))
                yield from self._results(len(hosts))
            finally:
                self._stopped.set()

    def _results(self, hosts: int) -> Iterator[tuple[str, Outcome]]:
        while hosts:
            found = self._done.get()
            if isinstance(found, Exception):
                raise found
            if found is None:
                hosts -= 1
            else:
                yield found

    def _ask_host(self, host: str, addresses: deque[str]) -> None:
        try:
            patience = PATIENCE
            while addresses and self._may_go_on(host):
                address = addresses.popleft()
                outcome = self._outcome(address)
                self._done.put((address, outcome))
                tries_us = outcome.timed_out or outcome.status == 429
                patience = patience - 1 if tries_us else PATIENCE
                if not patience:
                    self.left[host] = f"{host} gave no answer {PATIENCE} times in a row."
                self._wait_as_asked(host, outcome)
            if not addresses:
                self.left.pop(host, None)
        except Exception as error:  # any: it is raised again where somebody reads
            self._done.put(error)
        finally:
            self._done.put(None)

    def _outcome(self, address: str) -> Outcome:
        try:
            return self._probe(address)
        except Exception:  # any: the next page is probed whatever this one made us do
            logger.exception("The page at %s could not be read.", address)
            return UNREADABLE

    def _may_go_on(self, host: str) -> bool:
        if self._ends is not None and self._turns.clock() >= self._ends:
            self.out_of_time = True
            return False
        return host not in self.left and not self._stopped.is_set()

    def _wait_as_asked(self, host: str, outcome: Outcome) -> None:
        """Source: RFC 6585 4 (429) and RFC 9110 10.2.3 (Retry-After)."""
        wait = outcome.retry_after
        if wait is None:
            wait = TOO_MANY if outcome.status == 429 else 0.0
        if wait > LONGEST_WAIT:
            self.left[host] = f"{host} asks us to come back later."
        elif wait:
            self._turns.hold(host_of(outcome.final) or host, wait)
