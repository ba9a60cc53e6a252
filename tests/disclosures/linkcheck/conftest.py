import pytest

from disclosures.linkcheck import RateLimiter
from tests.disclosures.linkcheck.batches import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rate_limiter(clock: Clock) -> RateLimiter:
    """Return a rate limiter whose pauses take no time."""
    return RateLimiter(clock=clock, sleep=clock.sleep)
