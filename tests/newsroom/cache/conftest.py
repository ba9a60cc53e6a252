from collections.abc import Iterator

import pytest

from tests.newsroom.cache.process import Process, running


@pytest.fixture
def process(newsroom, transactional_db, monkeypatch) -> Iterator[Process]:
    """A process that serves the demo's magazine, with the page cache."""
    with running(monkeypatch) as process:
        yield process
