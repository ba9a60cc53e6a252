"""The desk's pages in their open states: forms with errors, lists of suggestions, dialogs, panels.

Offers of kept words, conflicts and the checklist have tests of their own: test_kept.py, test_checklist.py.
"""

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from disclosures.models import Programme
from tests.browser.desk import open_sheet
from tests.browser.looks import PHONE, editor_of, faults

pytestmark = pytest.mark.usefixtures("newsroom")

LIST = "/admin/articles/article/"
# A browser would stop at the first field that is required.
SEND_AS_IT_IS = "form => { form.noValidate = true; form.requestSubmit() }"
SHOP = "https://www.amazon.com/dp/1?tag=theirs-20"
LIVE, DRAFT = "board-games-for-two", "handheld-in-the-cafe-window"


def open_story(page: Page, slug: str) -> None:
    page.goto(f"{LIST}{Article.objects.get(slug=slug).pk}/change/")
    expect(editor_of(page)).to_be_visible()


def add_forms_sent_empty(page: Page) -> Iterator[str]:
    """Send each form that adds something as it is: it lacks what is necessary, and says so."""
    for model in admin.site._registry:
        if model is Article:
            continue
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        page.goto(path)
        form = page.locator("#content-main form[method=post]")
        if not form.count():
            continue  # nobody adds such rows
        form.first.evaluate(SEND_AS_IT_IS)
        expect(page.locator(".errornote, .errorlist").first).to_be_visible()
        yield f"{model.__name__}, sent empty"


def signing_in(page: Page) -> Iterator[str]:
    page.goto("/admin/password_change/")
    page.locator("#content-main form").evaluate(SEND_AS_IT_IS)
    expect(page.locator(".errornote, .errorlist").first).to_be_visible()
    yield "a new password, refused"
    page.context.clear_cookies()
    page.goto("/admin/")
    yield "signing in"
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "signing in, refused"


def groups(page: Page) -> Iterator[str]:
    """Choose permissions for a group, in Django's two lists."""
    page.goto(f"/admin/auth/group/{Group.objects.create(name='Interns').pk}/change/")
    chooser = page.locator(".selector")
    chooser.locator("input[type=text]").first.fill("article")
    chooser.locator("select").first.locator("option").first.click()
    yield "a group's permissions, found and marked"
    chooser.locator(".selector-add").click()
    chooser.locator(".selector-chosen select option").first.click()
    yield "a group's permissions, chosen"


def autocompletes(page: Page) -> Iterator[str]:
    open_story(page, DRAFT)
    page.locator("#id_bylines-0-author + .select2 .select2-selection").click()
    found = page.locator(".select2-results__option")
    for words, wanted in (("kir", "Kirsten Carey"), ("zzyzzx", "No results found")):
        page.locator(".select2-search__field").last.fill(words)
        expect(found.filter(has_text=wanted)).to_be_visible()
        yield f"an author's suggestions for “{words}”"
    page.goto("/admin/authors/author/add/")
    page.locator("#interests-group .add-row a, #interests-group .add-row button").click()
    page.locator("#interests-0").get_by_label("Where it is shown").select_option("some")
    page.locator("#interests-0 .select2-selection").first.click()
    expect(page.locator(".select2-results__option").first).to_be_visible()
    yield "an interest's sections"


def writing(page: Page) -> Iterator[str]:
    open_story(page, "headphones-for-late-nights")
    expect(page.locator(".body-disclosure")).to_be_visible()
    tags = page.locator("#id_tags")
    tags.fill("Musik, ")
    tags.press("End")
    page.keyboard.type("m")
    expect(page.get_by_role("listbox", name="Tags")).to_be_visible()
    expect(page.get_by_role("button", name="Use “Music”")).to_be_visible()
    yield "tags offered"
    page.keyboard.press("Escape")
    editor_of(page).focus()
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Heading 2", exact=True)).to_be_focused()
    yield "the menu of styles"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    yield "the link dialog"
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("paste an address")
    yield "a link refused"


def pictures(page: Page) -> Iterator[str]:
    open_story(page, LIVE)
    page.get_by_role("button", name="Change the picture").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.locator("[data-pick]").first).to_be_visible()
    yield "the library"
    page.keyboard.type("zzyzzx")
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-pick]")).to_have_count(0)
    yield "the library without a find"
    page.keyboard.press("Escape")
    page.set_input_files("#picture-file", [{"name": "a.pdf", "mimeType": "a/b", "buffer": b"-"}])
    expect(page.locator(".featured-said")).to_contain_text("It is no picture")
    yield "a picture refused"


def panels(page: Page) -> Iterator[str]:
    """Open every panel of a live story's form, and send it with mistakes."""
    open_story(page, LIVE)
    sheet = open_sheet(page)
    sheet.get_by_label("With a notice").check()
    sheet.get_by_label("When", exact=True).fill("tomorrow")
    expect(sheet.get_by_text("Add the hour")).to_be_visible()
    yield "the publish sheet"
    sheet.get_by_role("button", name="Close").click()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    yield "every panel"
    page.locator("#id_headline").fill("")
    page.locator("#id_slug").fill("no address!")
    page.locator("button[name=_continue]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "a story refused"


def palette(page: Page) -> Iterator[str]:
    page.goto("/admin/")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type("the")
    expect(page.locator(".palette-option img").first).to_be_visible()
    yield "the palette"
    page.keyboard.type("zzyzzx")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    yield "the palette without a find"
    page.get_by_role("button", name="All shortcuts").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    yield "the shortcuts"


def lists(page: Page) -> Iterator[str]:
    page.goto(f"{LIST}?status=draft&author=a")
    page.locator(".action-select").first.check()
    yield "a story chosen"
    page.get_by_role("button", name="Withdraw…").click()
    yield "the confirmation"
    page.get_by_role("button", name="Withdraw 1 story").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "the confirmation, refused"
    page.get_by_label("Reason").fill("The studio asked.")
    page.get_by_role("button", name="Withdraw 1 story").click()
    expect(page.get_by_role("heading", name="Withdrawn: 0 of 1 story")).to_be_visible()
    yield "the results"
    page.goto("/admin/articles/tag/")
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").select_option(index=1)
    page.get_by_role("button", name="Go").click()
    yield "the confirmation of Django’s own action"


def disclosures(page: Page) -> Iterator[str]:
    programme = Programme.objects.get(name__startswith="Amazon")
    page.goto(f"/admin/disclosures/programme/{programme.pk}/change/")
    answer = page.locator("#test-answer")
    for words, said in (("/nothing", "An ordinary link"), (SHOP, "A commercial link")):
        page.get_by_label("Paste a link").fill(words)
        page.get_by_role("button", name="Test", exact=True).click()
        expect(answer).to_contain_text(said)
        yield f"the test of {words}"
    page.goto("/admin/disclosures/audit/")
    page.get_by_text("The numbers of each month").click()
    yield "the numbers of the audit"


def preview(page: Page) -> Iterator[str]:
    page.goto(f"{LIST}{Article.objects.get(slug=DRAFT).pk}/preview/sizes/")
    for name in ("Phone", "Tablet", "Desktop"):
        page.get_by_label(name).check()
        yield f"the preview of a {name}"


STATES: list[Callable[[Page], Iterator[str]]] = [
    *(add_forms_sent_empty, groups, autocompletes, writing, pictures, panels, palette, lists),
    *(disclosures, preview, signing_in),
]


@pytest.mark.parametrize("states", STATES, ids=lambda states: states.__name__)
def test_no_state_of_the_desk_has_a_fault(desk, states, watch):
    page = desk(viewport=PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    found = [f"{name}: {each}" for name in states(page) for each in faults(page)]
    # The browser reports the statuses of what is refused.
    found += [problem for problem in watch.problems if "status of 40" not in problem]
    watch.problems.clear()
    assert not found, "\n".join(found)
