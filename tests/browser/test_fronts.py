"""A front is curated: by keyboard, by dragging, without scripts; readers get it at the chosen minute."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import HOME, Front
from articles.models.containers import Container, as_json
from articles.publishing import fronts
from newsroom import clock
from tests.browser.desk import sign_in
from tests.browser.looks import PHONE, in_both_looks, violations
from tests.factories import make_edition

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def home() -> Front:
    front = Front.objects.of(HOME).get()
    containers = [
        Container("lead", count=3),
        Container("grid", "Second"),
        Container("river", "Third"),
    ]
    Front.objects.filter(pk=front.pk).update(containers=as_json(containers))
    return front


def address(front: Front) -> str:
    return f"/admin/articles/front/{front.pk}/change/"


def container(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=f"Container: {name}")


def stories(container: Locator) -> Locator:
    return container.locator("input[name$=-pin]")


def names(page: Page) -> Locator:
    return page.locator("#containers .container-name")


def tab_to(page: Page, field: Locator) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(120):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab doesn't lead to {field}")


def test_the_home_page_is_curated_by_keyboard_and_changes_at_the_minute(
    page, visit, home, monkeypatch
):
    make_edition(headline="A quiet story of long ago", days_ago=2000)
    sign_in(page)
    page.goto(address(home))

    tab_to(page, container(page, "Third").get_by_label("Heading"))
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(names(page)).to_have_text(["Lead", "Third", "Second"])
    expect(page.locator("#front-news")).to_have_text("Third moved: 2 of 3.")
    expect(container(page, "Third").get_by_label("Heading")).to_be_focused()

    tab_to(page, container(page, "Third").get_by_role("button", name="Pin a story"))
    page.keyboard.press("Enter")
    page.keyboard.type("quiet long ago")
    expect(page.locator(".options [role=option]")).to_contain_text("A quiet story of long ago")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".pin-headline")).to_have_text("A quiet story of long ago")
    tab_to(page, page.get_by_label("When", exact=True))
    page.keyboard.type("tomorrow 9:30")
    tab_to(page, page.get_by_role("button", name="Schedule", exact=True))
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Scheduled: edition")
    at = home.editions.waiting().order_by("live_from").first().live_from
    reader = visit("/")
    expect(reader.get_by_role("heading", name="Third")).to_have_count(0)
    monkeypatch.setattr(clock, "now", lambda: at - timedelta(seconds=1))
    reader.reload()
    expect(reader.get_by_role("heading", name="Third")).to_have_count(0)
    monkeypatch.setattr(clock, "now", lambda: at)
    reader.reload()
    third = reader.locator("section", has=reader.get_by_role("heading", name="Third"))
    expect(third.locator(".card-headline").first).to_have_text("A quiet story of long ago")


def test_containers_and_pins_are_dragged_added_and_removed(page, home):
    one = make_edition(headline="Pinned one")
    two = make_edition(headline="Pinned two")
    sign_in(page)
    page.goto(address(home))
    page.locator(".container-bar .handle").nth(2).drag_to(
        page.locator("fieldset.container").first, target_position={"x": 40, "y": 5}
    )
    expect(names(page)).to_have_text(["Third", "Lead", "Second"])
    container(page, "Second").get_by_role("button", name="Remove Second").click()
    page.get_by_role("button", name="Add a container").click()
    expect(names(page)).to_have_text(["Third", "Lead", "Grid"])
    page.keyboard.press("Tab")
    page.keyboard.type("Brand new")
    expect(names(page).last).to_have_text("Brand new")
    third = container(page, "Third")
    for edition in (one, two):
        third.get_by_role("button", name="Pin a story").click()
        stories(third).last.fill(edition.get_absolute_url())
    stories(third).last.press("Alt+Shift+ArrowUp")
    third.get_by_role("button", name="Pin a story").click()
    third.get_by_role("button", name="Remove the pin").last.click()
    page.get_by_role("button", name="Save draft").last.click()

    expect(page.locator(".messagelist")).to_contain_text("The draft is saved")
    home.refresh_from_db()
    saved = home.parsed()
    assert [each.heading for each in saved] == ["Third", "", "Brand new"]
    assert [pin.story for pin in saved[0].pins] == [two.article_id, one.article_id]


def test_what_was_arranged_survives_the_end_of_a_session(page, home):
    user = sign_in(page)
    page.goto(address(home))
    container(page, "Second").get_by_label("Heading").fill("Second thoughts")
    page.get_by_label("When", exact=True).fill("tomorrow 9")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save draft").last.click()
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()

    expect(names(page)).to_have_text(["Lead", "Second", "Third"])
    offer = page.get_by_role("status").filter(has_text="were not saved")
    expect(offer).to_be_visible()
    assert not violations(page)
    offer.get_by_role("button", name="Put them back").click()
    expect(names(page)).to_have_text(["Lead", "Second thoughts", "Third"])
    expect(page.get_by_label("When", exact=True)).to_have_value("tomorrow 9")
    expect(page.locator("#front-saved")).to_have_text("Unsaved changes")
    page.get_by_label("When", exact=True).fill("")
    page.get_by_role("button", name="Save draft").last.click()

    expect(page.locator(".messagelist")).to_contain_text("The draft is saved")
    home.refresh_from_db()
    assert home.parsed()[1].heading == "Second thoughts"
    expect(page.locator("#front-kept")).to_be_hidden()
    page.goto(address(home))
    expect(page.locator("#front-kept")).to_be_hidden()


def test_what_a_crash_left_replaces_no_colleagues_draft_unnoticed(page, home, newsroom):
    sign_in(page)
    page.goto(address(home))
    container(page, "Second").get_by_label("Heading").fill("Mine")
    page.wait_for_timeout(800)
    assert page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('front '))")
    fronts.save(
        home, [Container("grid", "Theirs")], by=newsroom.user("admin"), version=home.version
    )
    page.context.on("dialog", lambda dialog: dialog.accept())
    page.goto(address(home))
    page.get_by_role("button", name="Put them back").click()
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("alert")).to_contain_text("admin saved this front")
    home.refresh_from_db()
    assert home.parsed()[0].heading == "Theirs"


def test_the_preview_follows_the_form(page, home):
    sign_in(page)
    page.goto(address(home))
    frame = page.frame_locator("iframe[name=front-preview]")
    page.get_by_role("button", name="Show the preview").click()
    expect(frame.get_by_role("heading", name="Second")).to_be_visible()
    container(page, "Second").get_by_label("Heading").fill("Second thoughts")
    expect(frame.get_by_role("heading", name="Second thoughts")).to_be_visible()
    at = page.get_by_label("At", exact=True)
    at.fill("whenever")
    expect(frame.get_by_role("heading", name="No preview")).to_be_visible()
    at.fill("tomorrow 9")
    at.press("Enter")
    expect(frame.get_by_role("heading", name="Second thoughts")).to_be_visible()
    page.get_by_label("When", exact=True).fill("tomorrow 9")
    expect(page.get_by_role("button", name="Schedule", exact=True)).to_be_visible()
    home.refresh_from_db()
    assert home.parsed()[1].heading == "Second"


def test_without_scripts_containers_are_moved_and_pinned(visit, home):
    story = make_edition()
    page = visit(java_script_enabled=False)
    sign_in(page)
    page.goto(address(home))
    page.get_by_role("button", name="Move Third up").click()
    page.get_by_role("button", name="Move Third up").click()
    container(page, "Third").get_by_role("button", name="Pin a story").click()
    stories(container(page, "Third")).fill(story.get_absolute_url())
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("Published")
    page.goto("/")
    expect(page.locator(".card-headline").first).to_have_text(story.headline)


@in_both_looks
def test_the_form_satisfies_axe(visit, home, viewport, scheme):
    page = visit(viewport=viewport, color_scheme=scheme)
    sign_in(page)
    page.goto(address(home))
    page.get_by_role("button", name="Pin a story").first.click()
    page.keyboard.type("the")
    expect(page.locator(".options [role=option]").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_every_layout_fits_a_phone(visit, home):
    Front.objects.filter(pk=home.pk).update(containers=[])
    every = ["lead", "feature", "grid", "strip", "ranked", "river"]
    make_edition(headline="Antidisestablishmentarianism " * 6, days_ago=0)
    page = visit()
    sign_in(page)
    Front.objects.filter(pk=home.pk).update(
        containers=as_json(Container(layout, layout.title(), count=3) for layout in every)
    )
    page.goto(address(home))
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Published")
    page.set_viewport_size(PHONE)
    page.goto("/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
