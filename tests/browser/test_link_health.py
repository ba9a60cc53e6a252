"""Disclosure staff see a dead link and have it checked again."""

import pytest
from playwright.sync_api import expect

from disclosures.linkcheck import Health, runs
from disclosures.rules.rulebook import rulebook
from tests.browser.desk import sign_in
from tests.disclosures.linkcheck.fake_shop import opened, page
from tests.disclosures.linkcheck.test_runs import checked
from tests.factories import make_edition, make_programme, make_wording


@pytest.fixture
def shop(live_server, monkeypatch):
    make_wording()
    make_programme(patterns="shop.example")
    with opened() as shop:
        monkeypatch.setattr(runs, "LinkClient", lambda name: shop.client())
        body = f'<p><a href="{shop.address("/1")}">Buy</a></p>'
        make_edition(headline="Best kettles", body=body)
        yield shop


def test_a_link_that_works_again_is_found_by_checking_now(visit, shop):
    address = rulebook().read(shop.address("/1")).normalised
    checked(address, health=Health.DEAD, sentence="The page is gone.")
    shop.pages["/1"] = page()
    desk = visit()
    sign_in(desk, "Disclosure staff")
    desk.get_by_role("link", name="Link health checks").click()
    row = desk.get_by_role("row").filter(has_text="Best kettles")
    expect(row).to_contain_text("The page is gone.")

    row.get_by_role("checkbox").check()
    desk.get_by_label("Action:").select_option("Check now")
    desk.get_by_role("button", name="Go").click()

    expect(row).to_contain_text("It works.")
    row.get_by_role("link", name=address.removeprefix("https://")).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(address.removeprefix("https://"))
