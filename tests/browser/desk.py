"""Actions of an editor on the desk, each in one call."""

import re

from playwright.sync_api import Locator, Page, expect

from staff.models import User
from tests.factories import make_user


def sign_in(page: Page, role: str = "Editor") -> User:
    """Sign in by the form as a new login of this role."""
    user = make_user(role)
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/admin/$"))
    page.wait_for_load_state()  # The keys of the desk work from then on.
    return user


def choose(page: Page, field: str, words: str) -> None:
    """Search in an autocomplete field and take what fits."""
    page.locator(f"#{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()
    expect(page.locator(f"#{field} + .select2")).to_contain_text(words)


def open_sheet(page: Page) -> Locator:
    """Open the story's publish sheet if it is closed, and return it."""
    sheet = page.locator("#publish-sheet")
    if not sheet.is_visible():
        page.get_by_role("button", name="Publish…").click()
    expect(sheet).to_be_visible()
    return sheet


def press(page: Page, name: str) -> None:
    """Press the button with this name (`_publish`) and wait for what the desk says."""
    if name == "_publish":
        open_sheet(page)
    page.locator(f"button[name={name}]").first.click()
    expect(page.locator(".messagelist li").first).to_be_visible()
