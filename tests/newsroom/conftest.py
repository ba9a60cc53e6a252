from collections.abc import Iterator

import pytest

from tests.newsroom.running import Site, running_site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site of its own, empty, in processes of its own; a test may stop its PostgreSQL.

    It renders each page anew: tests/newsroom/cache has a site with the page cache.
    """
    with running_site(PAGE_CACHE_MB="0") as site:
        yield site
