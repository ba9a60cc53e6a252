"""The browser's own fixtures: what they promise to notice, they notice."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Error as PlaywrightError

from articles.models import Edition
from staff.models import User
from tests.browser.looks import NARROW
from tests.factories import make_edition


def test_a_page_is_read(page):
    page.goto("/")

    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("viewport", [NARROW])
def test_a_narrow_window(page):
    page.goto("/")

    assert page.evaluate("innerWidth") == 320


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("console.error('alas')", "console: alas"),
        ("setTimeout(() => { throw new Error('oh') })", "page error: oh"),
    ],
)
def test_an_error_is_noticed(page, watch, script, problem):
    page.goto("/")
    page.evaluate(script)
    page.wait_for_timeout(100)

    assert problem in watch.problems[0]
    watch.problems.clear()


def test_a_request_to_somebody_else_is_noticed(page, watch):
    with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://elsewhere.example/")

    assert "request to another server: http://elsewhere.example/" in watch.problems
    watch.problems.clear()


@pytest.mark.empty_database(reason="shows that such a database is empty again after a test")
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_migrations_wrote_outlives_a_test(live_server, time):
    """A test's rows go when it ends, even those that refuse DELETE; a migration's come back."""
    assert Group.objects.filter(name="Editor").exists()
    assert not User.objects.exists() and not Edition.objects.exists()

    make_edition()
