"""Parts for tests of batches: a clock that only sleeping moves, and probes without a network."""

from collections.abc import Callable
from threading import Lock

from disclosures.linkcheck import Health, Outcome, RateLimiter

FINE = Outcome(Health.OK, "It works.", 200)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[int] = []
        self._lock = Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            self.slept.append(round(seconds))


def probing(
    rate_limiter: RateLimiter, answer: Callable[[str], Outcome]
) -> tuple[Callable[[str], Outcome], list[str]]:
    """Return a probe that obeys the rate limit and answers by the address, and the list of probed ones."""
    checked: list[str] = []

    def check(address: str) -> Outcome:
        with rate_limiter.of(address.split("/")[2]):
            checked.append(address)
        return answer(address)

    return check, checked


def shops(count: int, host: str = "shop.example") -> list[str]:
    """Return so many addresses of one host."""
    return [f"https://{host}/{n}" for n in range(count)]
