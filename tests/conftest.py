"""The databases that tests run against, on a throw-away PostgreSQL or the one DATABASE_URL names.

A test finds an empty database, or the demo's magazine where it asks for the fixture `newsroom`.
"""

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from newsroom import clock
from newsroom.database import base, outage
from tests.settings import UNSET

# No deadline: machines are noisy. In continuous integration a run says the same twice; elsewhere each
# run looks at new examples.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if "CI" in os.environ else "ours")

_running = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once; parallel workers are children and find its address set."""
    if not hasattr(config, "workerinput"):
        from tests.coverage_report import CoverageReport

        config.pluginmanager.register(CoverageReport())
    if os.environ["DATABASE_URL"] != UNSET or config.option.collectonly:
        return
    from newsroom.postgres import PostgresError, embedded
    from newsroom.settings import database

    stack = config.stash.setdefault(_running, ExitStack())
    parent = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))
    try:
        url = stack.enter_context(embedded(Path(parent) / "pg", throw_away=True))
    except PostgresError as error:
        raise pytest.UsageError(str(error)) from None
    os.environ["DATABASE_URL"] = url
    # pytest-django has read the settings by now, but no connection was made yet.
    settings.DATABASES["default"].update(database(url))


def pytest_collection_finish() -> None:
    """Take what is loaded by now from the garbage collector, which would look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_running, None):
        stack.close()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guards() -> None:
    """Let Django empty the tables after a test that committed: guards refuse TRUNCATE to the owner.

    A superuser, as tests are, can keep triggers from firing.
    """
    flush = connection.ops.sql_flush

    def sql_flush(*args: Any, **options: Any) -> list[str]:
        if not (statements := flush(*args, **options)):
            return []
        role = "SET LOCAL session_replication_role = "
        return [role + "replica", *statements, role + "DEFAULT"]

    connection.ops.sql_flush = sql_flush


@pytest.hookimpl(tryfirst=True)  # pytest-django sorts tests by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have every test that commits bring back what migrations wrote, however it says that it does.

    The magazine's copy is dropped after a test, so nothing has to come back there.
    """
    from tests import populated

    for item in items:
        if populated.commits(item) and not populated.is_populated(item):
            again = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(again, append=False)


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


@pytest.fixture(scope="session")
def magazine(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Yield the name of a database that holds the demo's magazine, loaded once a worker."""
    # Models can't be imported before Django is set up.
    from tests import populated

    stack = ExitStack()
    with django_db_blocker.unblock():
        name = stack.enter_context(populated.magazine())
    yield name
    with django_db_blocker.unblock():
        stack.close()


@pytest.fixture
def chosen_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Connect to the magazine, or to a copy if the test commits; else to the empty database."""
    from tests import populated

    if not populated.is_populated(request.node):
        yield
        return
    name = request.getfixturevalue("magazine")
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if populated.commits(request.node):
            name = stack.enter_context(populated.copied(name, f"{name}_copy"))
        stack.enter_context(populated.connected(name))
        yield


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, chosen_database: None) -> None:
    """Prepare a test's database as pytest-django does, but leave a copy of the magazine alone.

    pytest-django would empty it table by table after the test, and it is dropped anyway.
    """
    from tests import populated

    if not (populated.is_populated(request.node) and populated.commits(request.node)):
        request.getfixturevalue("_django_db_helper")


@pytest.fixture
def newsroom(db: None) -> Any:
    """Run the test in the demo's magazine: dozens of stories in every status, users of each role.

    Returns a `populated.Newsroom`: its stories, users, signed-in clients, and what the test made. A file
    whose tests all run there says `pytestmark = pytest.mark.usefixtures("newsroom")`, and a test
    among them that can't is marked `empty_database` with its reason.
    """
    from tests.populated import Newsroom

    return Newsroom()


@pytest.fixture(scope="session", autouse=True)
def this_machines_clock() -> None:
    """Let tests that travel in time take PostgreSQL along, whose clock stays: it isn't compared.

    tests/newsroom/test_clock.py compares them itself.
    """
    connection_created.disconnect(clock.on_connection)


class EveryAttempt(outage.Attempts):
    """Connection attempts without a pause after one that failed."""

    def begin(self) -> None:
        pass


@pytest.fixture(scope="session", autouse=True)
def no_pause_between_connections() -> None:
    """Let a request that arrives after its test's database was dropped not fail the next test.

    A browser may still send one, and its connection fails. The pause that follows in production is
    tested with a server process of its own, in tests/newsroom/test_outage.py.
    """
    base.attempts = EveryAttempt()
