from collections.abc import Iterator

import pytest

from tests.newsroom.running import Site, running_site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site of its own, empty, in processes of its own; a test may stop its PostgreSQL."""
    with running_site() as site:
        yield site
