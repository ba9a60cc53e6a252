"""Every page of the desk in a browser: its policy, its scripts, its width, and what axe-core finds.

The pages come from the desk's URL configuration, so a new one is opened without being listed here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from playwright.sync_api import Page

from articles.models import Article, SearchMiss
from disclosures.models import Deal, LinkCheck, Scan
from staff.models import User
from tests.browser.looks import PHONE, faults
from tests.desk import post
from tests.desk_addresses import patterns
from tests.test_desk_walk import STORIES

pytestmark = pytest.mark.usefixtures("newsroom")

# Of the stories, the one whose pages are opened: live, with notices and changes.
CHANGED = STORIES["live with changes"]
# Addresses that send no page: data, parts of pages, downloads, redirects, and what only forms post to.
NO_PAGES = {
    *("autocomplete", "jsi18n", "view_on_site", "desk_search", "desk_bulk"),
    *(
        "articles_article_autosave",
        "articles_article_autosave_new",
        "articles_article_discard_kept",
    ),
    *("articles_article_picture_words", "articles_article_stories", "articles_article_tags"),
    *("articles_article_typed_links", "articles_edition_wording", "disclosures_audit_csv"),
    *("disclosures_audit_scan", "disclosures_audit_scans", "disclosures_programme_test"),
    *("disclosures_wording_place", "images_image_drop", "images_image_pick"),
    *("images_image_thumbnail", "articles_article_times"),
    *("articles_front_act", "articles_front_options"),
}
# Pages that need steps before them; test_desk_states.py opens them.
AFTER_STEPS = {"desk_bulk_results"}
# Pages that differ from others of their kind by their parameters.
MORE = [
    "/admin/articles/article/?q=zzyzzx",
    "/admin/articles/article/?status=live&author=a",
    "/admin/disclosures/click/?by=programme",
    "/admin/disclosures/programme/add/?pack=amazon",
    "/admin/disclosures/wording/add/?suggestion=affiliate-UK",
    "/admin/images/image/?q=zzyzzx",
    "/admin/disclosures/scan/add/",
    "/admin/nowhere/",
]
STATUSES = {"/admin/disclosures/scan/add/": 403, "/admin/nowhere/": 404}
# Of the content security policy: what a page can't do without, and sources besides the site itself.
NEEDED = {"default-src", "script-src", "style-src", "base-uri", "form-action", "frame-ancestors"}
ALLOWED = {
    "img-src": {"data:"},
    "frame-src": {"https://www.youtube-nocookie.com", "https://player.vimeo.com"},
}


@pytest.fixture
def rows(newsroom) -> None:
    """Rows that the magazine lacks, so that every page of the desk has something to show."""
    now = timezone.now()
    Group.objects.create(name="Interns")
    Scan.objects.create(reason="Amazon changed", begun_at=now, total=10, done=4)
    Deal.objects.create(address="https://shop.example/1", ends_at=now)
    LinkCheck.objects.create(
        page="https://shop.example/1",
        address="https://shop.example/1",
        health="dead",
        sentence="The page is gone.",
        checked_at=now,
        next_check_at=now,
    )
    DBTaskResult.objects.create(
        task_path="images.tasks.render",
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
    )
    SearchMiss.objects.count_one("xylophones")
    changed = newsroom.story(CHANGED)
    post(newsroom.client("editor"), changed, standfirst="Somewhere near the middle.")


def addresses(user: User) -> Iterator[str]:
    """Yield the address of every page that the desk's URL configuration has for this user."""
    for pattern in patterns():
        if pattern.name not in NO_PAGES | AFTER_STEPS and not is_forbidden(pattern, user):
            yield address_of(pattern)
    for label in {model._meta.app_label for model in admin.site._registry}:
        yield reverse("admin:app_list", args=[label])
    for slug in STORIES.values():
        yield reverse("admin:articles_article_change", args=[Article.objects.get(slug=slug).pk])
    yield from MORE


def model_of(pattern: URLPattern) -> type[Model] | None:
    """Return the model whose admin has the URL pattern; None for a page of no model."""
    # Django gives the page for another user's password this name, whatever the user model.
    name = f"{pattern.name}".replace("auth_user_", "staff_user_")
    for model in admin.site._registry:
        if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            return model
    return None


def is_forbidden(pattern: URLPattern, user: User) -> bool:
    """Return True if nobody may do what the page is for, such as to add a sign-in."""
    model, verb = model_of(pattern), f"{pattern.name}".rpartition("_")[2]
    request = RequestFactory().get("/")
    request.user = user
    may = getattr(admin.site._registry.get(model), f"has_{verb}_permission", None)
    return verb in ("add", "delete") and may is not None and not may(request)


def address_of(pattern: URLPattern) -> str:
    """Return an address of the pattern, with the keys of a row that shows much."""
    model, places = model_of(pattern), pattern.pattern.regex.groups
    if not places or pattern.name == "app_list":
        return reverse(f"admin:{pattern.name}", args=["articles"][:places])
    assert model is not None, f"{pattern.name} belongs to no model: say here which keys it takes."
    rows = model._default_manager.all()
    if model is Article:  # printed stories aren't deleted
        deleted = f"{pattern.name}".endswith("_delete")
        rows = rows.filter(slug=STORIES["draft"] if deleted else CHANGED)
    row: Any = rows.latest("pk")
    keys = [row.pk]
    if places > 1:
        keys.append(row.former_drafts.latest("pk").pk)
    return reverse(f"admin:{pattern.name}", args=keys)


def weaknesses(policy: str) -> list[str]:
    """Return how a content security policy is less strict than the desk's has to be."""
    parts = [part.split() for part in policy.split(";")]
    missing = NEEDED - {part[0] for part in parts}
    more = [
        f"{name} {source}"
        for name, *sources in parts
        for source in set(sources) - {"'self'", "'none'"} - ALLOWED.get(name, set())
        if not source.startswith("'nonce-")
    ]
    return [f"no {name}" for name in missing] + more


def test_no_page_of_the_desk_has_a_fault(desk, newsroom, rows, watch):
    page = desk(viewport=PHONE)
    user = newsroom.user("admin")
    problems = {}
    for path in dict.fromkeys(addresses(user)):
        problems[path] = problems_of(page, path, watch)

    found = [f"{path}: {each}" for path, found in problems.items() for each in found]
    assert not found, "\n".join(found)
    assert len(problems) > 90
    # An address that is gone is no longer excepted.
    assert {pattern.name for pattern in patterns()} >= NO_PAGES | AFTER_STEPS


def problems_of(page: Page, path: str, watch: Any) -> list[str]:
    """Open a page; return what is wrong with it."""
    response = page.goto(path)
    status = STATUSES.get(path, 200)
    found = [] if response.status == status else [f"is answered {response.status}"]
    found += weaknesses(response.headers.get("content-security-policy", ""))
    found += faults(page)
    # The browser reports the page's own status as an error.
    found += [each for each in watch.problems if status == 200 or path not in each]
    watch.problems.clear()
    return found
