"""Probe many addresses: several hosts in parallel, each at its own rate."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event

from django.utils.translation import gettext

from disclosures.linkcheck.rate_limit import RateLimiter, host_of, site
from disclosures.outcomes import Health, Outcome

logger = logging.getLogger(__name__)
# The number of hosts probed in parallel.
WORKERS = 4
# A host is skipped for the rest of the batch after this many time-outs or 429s in a row.
PATIENCE = 3
# In seconds. A host that requests a longer wait is skipped for the rest of the batch.
LONGEST_WAIT = 120.0
# Seconds to wait after a 429 without Retry-After.
TOO_MANY = 60.0


def unreadable() -> Outcome:
    """Return the outcome for a page that made the probe raise; a person has to check it."""
    return Outcome(Health.UNSURE, gettext("The page could not be read: open it yourself."))


class Batch:
    """A run that probes each address once.

    Afterwards `left` maps each skipped host to the reason, and `out_of_time` is true if addresses
    remain because the time limit was reached.
    """

    def __init__(
        self,
        probe: Callable[[str], Outcome],
        rate_limiter: RateLimiter,
        *,
        workers: int = WORKERS,
        seconds: float | None = None,
    ):
        """Set up the batch.

        Args:
            probe: checks one address, and waits for `rate_limiter` itself.
            rate_limiter: the rate limiter, which this class delays further after a 429 or a Retry-After.
            workers: the number of hosts to probe in parallel.
            seconds: no probe begins later than this many seconds from now.
        """
        self.left: dict[str, str] = {}
        self.out_of_time = False
        self._probe = probe
        self._rate_limiter = rate_limiter
        self._workers = workers
        self._ends = None if seconds is None else rate_limiter.clock() + seconds
        self._stopped = Event()
        self._done: Queue[tuple[str, Outcome] | Exception | None] = Queue()

    def run(self, addresses: Iterable[str]) -> Iterator[tuple[str, Outcome]]:
        """Yield each address with its outcome, in order of completion; skip those of `left` hosts.

        A probe that raises is logged and yields `unreadable()`, so no server response can end the run.
        If the caller stops iterating, the run ends once the probes in progress have finished.
        """
        hosts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for address in addresses:
            hosts[site(host_of(address))][address] = None
        with ThreadPoolExecutor(self._workers, thread_name_prefix="probe") as pool:
            try:
                for host, of_host in hosts.items():
                    pool.submit(self._probe_host, host, deque(of_host))
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

    def _probe_host(self, host: str, addresses: deque[str]) -> None:
        try:
            patience = PATIENCE
            while addresses and self._may_go_on(host):
                address = addresses.popleft()
                outcome = self._outcome(address)
                self._done.put((address, outcome))
                refused = outcome.timed_out or outcome.status == 429
                patience = patience - 1 if refused else PATIENCE
                if not patience:
                    self.left[host] = gettext(
                        "{host} gave no answer {number} times in a row."
                    ).format(host=host, number=PATIENCE)
                self._back_off(host, outcome)
            if not addresses:
                self.left.pop(host, None)
        except Exception as error:  # any: `_results` raises it again in the caller's thread
            self._done.put(error)
        finally:
            self._done.put(None)

    def _outcome(self, address: str) -> Outcome:
        try:
            return self._probe(address)
        except Exception:  # any: one page must not stop the probes of the next
            logger.exception("The page at %s could not be read.", address)
            return unreadable()

    def _may_go_on(self, host: str) -> bool:
        if self._ends is not None and self._rate_limiter.clock() >= self._ends:
            self.out_of_time = True
            return False
        return host not in self.left and not self._stopped.is_set()

    def _back_off(self, host: str, outcome: Outcome) -> None:
        """Delay the host's next request as its answer requires; skip the host if too long.

        Source: RFC 6585 4 (429) and RFC 9110 10.2.3 (Retry-After).
        """
        wait = outcome.retry_after
        if wait is None:
            wait = TOO_MANY if outcome.status == 429 else 0.0
        if wait > LONGEST_WAIT:
            self.left[host] = gettext("{host} asks us to come back later.").format(host=host)
        elif wait:
            self._rate_limiter.hold(host_of(outcome.final) or host, wait)
