"""The first page of a new newsroom's desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import sign_in
from tests.browser.looks import in_both_looks, violations
from tests.factories import make_section

pytestmark = pytest.mark.empty_database(reason="A new newsroom has nothing yet.")


@in_both_looks
def test_it_leads_to_what_is_missing(visit, scheme, viewport):
    # axe-core measures with styles of its own, which our policy would refuse.
    page = visit(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    make_section()
    sign_in(page, "Administrator")
    steps = page.get_by_role("region", name="First steps")
    expect(steps.get_by_role("listitem")).to_have_count(5)
    expect(steps.get_by_role("link", name="Add a section")).to_be_hidden()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    steps.get_by_role("link", name="Add an author").click()
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/")
    expect(steps).to_contain_text(re.compile(r"Done:\s+Add an author"))
