"""The sign-in page in a browser: by keyboard, in both colour schemes, on a phone."""

import re

from playwright.sync_api import expect

from staff import brake
from tests.factories import make_user


def test_a_wrong_password_then_the_right_one(page):
    user = make_user("Editor")
    page.goto("/admin/articles/article/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("The username or the password is wrong")
    expect(page.get_by_label("Username")).to_have_value(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(re.compile(r"^http://[^/]+/admin/articles/article/$"))


def test_guessing_has_to_wait(page, watch):
    user = make_user("Editor")
    page.goto("/admin/")
    for _ in range(brake.FREE_BY_ACCOUNT + 1):
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("Too many wrong passwords. Try again in")
    # The browser reports the status 429.
    watch.problems.clear()
