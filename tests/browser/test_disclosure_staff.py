"""A week of the disclosure staff: a programme, the audit, a wording from Monday, two evidence files."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.evidence import verifier
from disclosures.models import Scan
from tests.browser.desk import sign_in
from tests.factories import make_edition, make_section, make_wording

pytestmark = pytest.mark.empty_database(reason="needs no wording but its own")

OLD, NEW = "We earn a commission when you buy here.", "Shops pay us when you buy here."


@pytest.fixture
def story():
    """Live from now on, with a link to a shop that is no programme yet."""
    make_wording(text=OLD)
    make_edition(section=make_section(name="Elsewhere"))
    body = '<p>Words. <a href="https://shop.example/lamp?partner=77">The lamp</a></p>'
    return make_edition(headline="Of lamps", body=body, days_ago=0)


def evidence_of(page: Page, path: str, at: datetime | None) -> bytes:
    """The evidence of a page at an instant (None: now), as the desk gives it."""
    page.goto("/admin/articles/edition/")
    page.get_by_role("link", name="Evidence of what a page said").click()
    page.get_by_label("Page").fill(path)
    page.get_by_label("At").fill(f"{at:%Y-%m-%dT%H:%M}" if at else "")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    return Path(download.value.path()).read_bytes()


def disclosed_in(evidence: bytes) -> list[str]:
    record = verifier.statement_in(evidence)["record"]
    return [entry["as_shown"] for entry in record["disclosures"]]


def add_programme(page: Page) -> None:
    page.goto("/admin/disclosures/programme/add/")
    page.get_by_label("Name").fill("The Shop")
    page.get_by_label("Patterns").fill("shop.example?partner")
    page.get_by_label("Tracking id", exact=True).fill("partner")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")


def write_successor(page: Page, begin: datetime) -> None:
    """Give the wording in force a successor from an instant on."""
    page.goto("/admin/disclosures/wording/")
    page.get_by_role("link", name=OLD).click()
    page.get_by_role("link", name="Write its successor").click()
    page.get_by_label("Text").fill(NEW)
    page.get_by_label("Valid from").fill(f"{begin:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Waiting").first).to_be_visible()


def test_a_week_of_the_disclosure_staff(visit, story):
    # The record is dated by PostgreSQL's own clock, so the week lies ahead.
    today = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    today += timedelta(days=3)
    monday = (today + timedelta(days=7 - today.weekday())).replace(hour=0)
    path = story.get_absolute_url()

    with time_machine.travel(today):
        page = visit()
        sign_in(page, "Disclosure staff")
        add_programme(page)
        page.goto("/admin/disclosures/audit/")
        expect(page.get_by_role("row", name="The Shop")).to_contain_text("1")
        assert Scan.objects.get().percent == 100
        page.goto(path)
        expect(page.get_by_text(OLD)).to_be_visible()

        write_successor(page, monday)

        yesterday = evidence_of(page, path, today - timedelta(days=1))
        assert disclosed_in(yesterday) == []
        assert b"The Shop" not in yesterday
        assert disclosed_in(evidence_of(page, path, None)) == [OLD]

    with time_machine.travel(monday + timedelta(days=1, hours=9)):
        page = visit()
        sign_in(page, "Disclosure staff")
        page.goto(path)
        expect(page.get_by_text(NEW)).to_be_visible()
        tuesday = evidence_of(page, path, None)
        assert disclosed_in(tuesday) == [NEW]
        assert b"no evidence of it" not in tuesday
        assert disclosed_in(evidence_of(page, path, monday - timedelta(hours=1))) == [OLD]
