"""The database every test runs against: a throw-away PostgreSQL, or the one DATABASE_URL names."""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import dj_database_url
import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.settings import UNSET

# No deadline: machines are noisy. In continuous integration a run says the same twice; elsewhere each
# run looks at new examples.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if "CI" in os.environ else "ours")

_running = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once; parallel workers are children and find its address set."""
    if os.environ["DATABASE_URL"] != UNSET or config.option.collectonly:
        return
    from newsroom.postgres import PostgresError, embedded

    stack = config.stash.setdefault(_running, ExitStack())
    parent = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))
    try:
        url = stack.enter_context(embedded(Path(parent) / "pg", throw_away=True))
    except PostgresError as error:
        raise pytest.UsageError(str(error)) from None
    os.environ["DATABASE_URL"] = url
    # pytest-django has read the settings by now, but no connection was made yet.
    settings.DATABASES["default"].update(dj_database_url.parse(url))


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_running, None):
        stack.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """After a test that committed, its rows are flushed, and a migration's rows with them.

    Bring those back at once, and not only before the next test that asks for it: then tests may
    run in any order.
    """
    yield
    marker = item.get_closest_marker("django_db")
    # After the last test the database is gone by now.
    if nextitem and marker and marker.kwargs.get("serialized_rollback"):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
