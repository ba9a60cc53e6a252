"""A real Chromium on a real server. Where there is none, these tests are skipped and say why."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.browser.looks import NOTE_REFUSALS, WIDE

# Milliseconds. A machine that runs other things beside the tests is slow, not wrong.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

FOLDER = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    # As root, and in a container, Chromium can't build its sandbox; it only sees our own pages.
    "--no-sandbox",
    "--disable-gpu",
    # Nothing may leave the machine.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--no-first-run",
]


@pytest.hookimpl(tryfirst=True)  # pytest-django sorts tests by what we mark them with
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker("browser")
            # The server is another thread, so a test can't be one transaction: its rows are
            # committed. The magazine's copy is dropped then; an empty database is flushed, and what
            # migrations wrote must be there again.
            again = bool(item.get_closest_marker("empty_database"))
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=again))


@pytest.fixture(autouse=True)
def _in_the_newsroom(newsroom) -> None:
    """Run every browser test in the demo's magazine, but those marked `empty_database`."""


def chromium_path() -> str | None:
    """Return the path of Chromium: CHROMIUM's, the system's, or that of `playwright install`."""
    if wanted := os.environ.get("CHROMIUM"):
        return wanted
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    ours = map(
        str, sorted(Path(folder).expanduser().glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    )
    return next(filter(None, (*map(shutil.which, NAMES), *ours)), None)


@cache
def what_is_missing() -> str:
    """Return why no browser can be driven on this machine, in one sentence, or nothing."""
    if not chromium_path():
        return "there is no Chromium: install Debian's package chromium, or set CHROMIUM"
    # Playwright brings a node that needs libraries of the system. It says of a node that can't
    # start only that the connection was closed.
    try:
        subprocess.run(
            [*compute_driver_executable(), "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, PlaywrightError) as error:
        return f"Playwright's driver can't start: {error}"
    except subprocess.CalledProcessError as error:
        last_line = error.stderr.strip().rpartition("\n")[2]
        return f"Playwright's driver can't start: {last_line}"
    return ""


@pytest.hookimpl(tryfirst=True)  # before any fixture is made
def pytest_runtest_setup(item: pytest.Item) -> None:
    if reason := what_is_missing():
        # Nothing will be flushed, so nothing is to be brought back after it.
        item.own_markers = [mark for mark in item.own_markers if mark.name != "django_db"]
        pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium(django_db_setup) -> Iterator[Browser]:
    # Playwright's loop runs in this thread, so Django takes it for asynchronous: it would refuse to
    # work, and open another connection, which doesn't know the rows that migrations wrote.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connection = connections["default"]
    with sync_playwright() as playwright:
        connections["default"] = connection
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Errors in the pages of a test, in any browser context."""

    def __init__(self, server: str) -> None:
        self.server = urlsplit(server).netloc
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("request", lambda request: self.on_request(request.url))

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.server:
            self.problems.append(f"request to another server: {url}")


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """Fails the test for each console error, page error and request to anybody else.

    A test that means to cause one takes this fixture, looks, and empties `watch.problems`.
    """
    watch = Watch(live_server.url)
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def visit(chromium: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a page as one more visitor, with cookies of their own.

    Called with `path`, and with what Playwright's `new_context` takes: `viewport`, `color_scheme`,
    `java_script_enabled` …
    """
    contexts: list[BrowserContext] = []

    def open_page(path: str | None = None, **options) -> Page:
        options = {"viewport": WIDE, "base_url": live_server.url, "locale": "en-US", **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def viewport() -> dict[str, int]:
    """The window's size; `@pytest.mark.parametrize("viewport", …)` replaces it."""
    return WIDE


@pytest.fixture
def page(visit: Callable[..., Page], viewport: dict[str, int]) -> Page:
    return visit(viewport=viewport)


@pytest.fixture
def desk(visit: Callable[..., Page], newsroom, live_server) -> Callable[..., Page]:
    """Open a window for `faults`, in which the magazine's administrator is signed in, as a superuser."""

    def open_page(**options) -> Page:
        user = newsroom.user("admin")
        user.is_superuser = True
        user.save()
        page = visit(reduced_motion="reduce", **options)
        page.add_init_script(NOTE_REFUSALS)
        session = newsroom.client("admin").cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page
