"""The database every test runs against: a throw-away PostgreSQL, or the one DATABASE_URL names."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings

from tests.settings import UNSET

_running = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once; parallel workers are children and find its address set."""
    if os.environ["DATABASE_URL"] != UNSET or config.option.collectonly:
        return
    from newsroom.postgres import embedded

    stack = config.stash.setdefault(_running, ExitStack())
    # A short path, since a Unix socket's address holds about a hundred characters.
    parent = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))
    url = stack.enter_context(embedded(Path(parent) / "pg", throw_away=True))
    os.environ["DATABASE_URL"] = url
    # pytest-django has read the settings by now, but no connection was made yet.
    settings.DATABASES["default"].update(dj_database_url.parse(url))


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_running, None):
        stack.close()
