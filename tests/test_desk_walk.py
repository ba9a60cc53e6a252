"""Each role walks over the desk of a full newsroom: every page, every link on it, every button."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve, reverse
from django.utils import timezone

from articles.models import Article
from newsroom.demo.logins import LOGINS
from tests.walk import addresses, is_static, missing_fragments, missing_names, static_exists, tree

pytestmark = pytest.mark.usefixtures("newsroom")
ROLES = [login.role for login in LOGINS]
STAFF = "Disclosure staff"
STORIES = {
    "live": "board-games-for-two",
    "live with changes": "where-to-sit-at-the-movies",
    "corrected": "the-afterglow-in-print",
    "scheduled": "islands-you-can-finish",
    "withdrawn": "the-curtain-goes-up",
    "in review": "two-games-that-own-a-watch",
    "draft": "handheld-in-the-cafe-window",
}
# Pages that differ only in a key or in a filter's value are visited this often.
ALIKE = 2
# Buttons that ask for something first, so they are pressed without it and with it.
ASKING = {"_schedule", "_withdraw", "_restore"}
# Any save counts and dates itself.
OF_SAVING = {"version", "saved_at", "saved_by", "last_login"}
Press = tuple[str, str, list[tuple[str, str]]]


class Walk:
    """Every desk page that a role is led to; `problems` says what was wrong, and where."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.problems: list[str] = []
        self.pages: dict[str, HttpResponse] = {}

    def over(self, doors: list[str]) -> None:
        """Visit the doors and all that they lead to."""
        found_on = dict.fromkeys(doors, "the test")
        alike: Counter[str] = Counter()
        waiting = deque(doors)
        while waiting:
            path = waiting.popleft()
            alike[shape(path)] += path not in doors
            if alike[shape(path)] > ALIKE:
                continue
            for address in self.visit(path, found_on[path]):
                if address not in found_on:
                    found_on[address] = path
                    waiting.append(address)

    def visit(self, path: str, found_on: str) -> list[str]:
        """Open a page; return where it leads."""
        if is_static(path):
            if not static_exists(path):
                self.problems.append(f"{found_on} asks for {path}, which is missing")
            return []
        response = self.get(path)
        meant = (200, 301, 302) if is_desk(path) else (200, 301, 410)
        if response.status_code not in meant:
            self.problems.append(f"{found_on} leads to {path}: {said(response)}")
        if response.status_code in (301, 302):
            if "/login/" in response["Location"]:
                self.problems.append(f"{found_on} leads to {path}, which asks to sign in")
            return [response["Location"]]
        if not is_desk(path) or response.status_code != 200:
            return []
        self.pages[path] = response
        self.problems += [f"{path} has no {link}" for link in missing_fragments(response)]
        self.problems += [f"{path} has no #{place}" for place in missing_names(response)]
        self.problems += [f"{path} links {href} past desk.css" for href in foreign_styles(response)]
        # Filters can be combined without end; one at a time is enough.
        own = urlsplit(path).path if "?" in path else None
        return [link for link in addresses(response, path) if urlsplit(link).path != own]

    def get(self, path: str) -> HttpResponse:
        with undone():
            return self.client.get(path)

    def press(self, at: str, press: Press) -> tuple[HttpResponse, str]:
        """Press a button; return the answer and what the page after it says."""
        method, action, data = press
        if method == "get":
            response = self.client.get(f"{action}?{urlencode(data)}")
        else:
            posted: dict[str, list[str]] = {}
            for name, value in data:
                posted.setdefault(name, []).append(value)
            response = self.client.post(action, posted)
        after = response
        if response.status_code == 302:
            after = self.client.get(response["Location"])
        if after.status_code in (403, 404, 405) or after.status_code >= 500:
            name, value = data[-1] if data else ("", "")
            self.problems.append(f"{at}: {name}={value} to {action} is answered {said(after)}")
        page = tree(after)
        if page is None:
            return response, ""
        return response, " ".join(
            " ".join(each.text_content() for each in page.find_class("messagelist")).split()
        )


def foreign_styles(response: HttpResponse) -> list[str]:
    """Return the stylesheets of Django's that a page links: outside of desk.css's layers they win."""
    page = tree(response)
    links = page.iter("link") if page is not None else []
    linked = [link.get("href", "") for link in links if link.get("rel") == "stylesheet"]
    return [href for href in linked if not href.startswith("/static/css/")]


def undone() -> Any:
    """Return a block whose changes to the database are undone."""

    class Undone(transaction.Atomic):
        def __exit__(self, *args: Any) -> None:
            transaction.set_rollback(True)
            super().__exit__(*args)

    return Undone(using=None, savepoint=True, durable=False)


def is_desk(path: str) -> bool:
    return path.startswith("/admin/")


def said(response: HttpResponse) -> str:
    """Return a status, with the exception behind it."""
    error = getattr(response, "exc_info", None)
    return f"{response.status_code} {error[1]!r}" if error else str(response.status_code)


def shape(path: str) -> str:
    """Return what pages of one kind have in common: the path without keys, and names of filters."""
    address = urlsplit(path)
    names = sorted({name for name, _ in parse_qsl(address.query, keep_blank_values=True)})
    bare = re.sub(r"\d+", "0", address.path) if is_desk(path) else "reader"
    return f"{bare}?{names}"


def buttons(response: HttpResponse, at: str) -> Iterator[Press]:
    """Yield what each button of a page sends, with the page's own values in the forms."""
    page = tree(response)
    for form in page.forms if page is not None else ():
        action = (form.action or at).replace("http://testserver", "") or at
        if action.startswith("?"):
            action = urlsplit(at).path + action
        if not is_desk(action) or "logout" in action or "login" in action:
            continue
        values = [(name, value or "") for name, value in form.form_values() if name]
        found = form.xpath(".//button[not(@type) or @type='submit']|.//input[@type='submit']")
        if form.get("id"):
            found += page.xpath(f"//button[@form='{form.get('id')}'][not(@type) or @type='submit']")
        for button in found:
            pressed = [(button.get("name"), button.get("value") or "")] * bool(button.get("name"))
            yield form.method.lower(), button.get("formaction") or action, values + pressed


def story_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def doors() -> list[str]:
    stories = Article.objects.filter(slug__in=STORIES.values())
    assert len(stories) == len(STORIES)
    return ["/admin/", *map(story_url, stories)]


def every_address() -> Iterator[str]:
    """Yield each address of the desk's URLconf, with every model's first and last row."""
    keys = {model._meta: keys_of(model) for model in admin.site._registry}
    for pattern in patterns(admin.site.urls[0]):
        places = pattern.pattern.regex.groups
        if not places:
            yield reverse(f"admin:{pattern.name}")
        for options, found in keys.items() if places else ():
            if f"{pattern.name}".startswith(f"{options.app_label}_{options.model_name}_"):
                for key in found:
                    yield reverse(f"admin:{pattern.name}", args=[key, 1][:places])
    for model in admin.site._registry:
        yield reverse("admin:app_list", args=[model._meta.app_label])
        content_type = ContentType.objects.get_for_model(model)
        for key in keys[model._meta]:
            yield f"/admin/r/{content_type.pk}/{key}/"
        for field in admin.site._registry[model].autocomplete_fields:
            names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            yield f"/admin/autocomplete/?{urlencode(names | {'field_name': field, 'term': 'a'})}"


def keys_of(model: type[Model]) -> set[Any]:
    """Return the keys of a model's first and last row."""
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return {rows.first(), rows.last()} - {None}


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        elif each.name and each.name != "logout":
            yield each


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_somewhere_and_every_button_does_what_it_says(newsroom, role):
    walk = Walk(newsroom.client(role))
    walk.over(doors())
    pressed: set[str] = set()
    for path, response in walk.pages.items():
        # A test of their own, below, is about stories. Who deletes their own role is shut out at once.
        if resolve(urlsplit(path).path).url_name in (
            "articles_article_change",
            "auth_group_delete",
        ):
            continue
        for press in buttons(response, path):
            method, action, data = press
            place = shape(path).partition("?")[0]
            name = f"{place} {method} {shape(action)} {data[-1:] if method == 'post' else ''}"
            if name not in pressed:
                pressed.add(name)
                press_and_look(walk, path, press)

    assert not walk.problems, "\n".join(walk.problems)
    assert len(walk.pages) > 20
    assert len(pressed) > 3


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_the_desk_breaks_for_any_role(newsroom, role):
    walk = Walk(newsroom.client(role))
    answers = {path: walk.get(path) for path in every_address()}

    broken = [f"{path}: {said(each)}" for path, each in answers.items() if each.status_code >= 500]
    assert not broken, "\n".join(broken)
    assert len(answers) > 100


def press_and_look(walk: Walk, path: str, press: Press) -> None:
    """Press a button; a form that is saved as it was shown must leave its row as it was."""
    cookies = walk.client.cookies.copy()
    with undone():
        row = row_of(path)
        before = fields_of(row) if row else {}
        _response, message = walk.press(path, press)
        if row and "changed successfully" in message:
            after = fields_of(type(row)._default_manager.get(pk=row.pk))
            if after != before:
                differ = [name for name in before if before[name] != after[name]]
                walk.problems.append(f"{path}: saving what was shown changed {differ}")
    walk.client.cookies = cookies


def row_of(path: str) -> Model | None:
    """Return the row that a change form is about."""
    match = resolve(urlsplit(path).path)
    for model in admin.site._registry:
        options = model._meta
        if match.url_name == f"{options.app_label}_{options.model_name}_change":
            return model._default_manager.filter(pk=match.kwargs["object_id"]).first()
    return None


def fields_of(row: Model) -> dict[str, Any]:
    (found,) = serializers.serialize("python", [row])
    return {name: value for name, value in found["fields"].items() if name not in OF_SAVING}


# A story's buttons, and what has to be true of the story when the desk says these words.


def copy_is_live(article: Article) -> bool:
    return article.copy() == article.editions.live().get().copy()


def edition_is_back(article: Article) -> bool:
    return any(article.copy() == edition.copy() for edition in article.editions.all())


CLAIMS: dict[str, Callable[[Article], bool]] = {
    "Published. Readers see": copy_is_live,
    "goes live at": lambda article: article.editions.waiting().exists(),
    "Withdrawn. Its address": lambda article: not article.editions.live().exists(),
    "will be withdrawn at": lambda article: article.editions.to_be_withdrawn().exists(),
    "The plans are cancelled": lambda article: (
        not (article.editions.waiting().exists() or article.editions.to_be_withdrawn().exists())
    ),
    "again. Publish it": edition_is_back,
    "Sent to review": lambda article: article.stage == Article.Stage.REVIEW,
    "changed successfully": lambda article: True,
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("role", ROLES)
def test_a_storys_buttons_do_what_the_desk_says(newsroom, role, story):
    walk = Walk(newsroom.client(role))
    article = newsroom.story(STORIES[story])
    at = story_url(article)
    soon = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    fill = {"publish_at": soon, "withdraw_reason": "It was a test.", "discard": "1"}
    page = walk.get(at)
    assert page.status_code == 200, said(page)
    pressed = 0
    for method, action, data in buttons(page, at):
        filled = [(name, value) for name, value in data if name not in fill] + [*fill.items()]
        # The button's own name comes last, and must be there only once.
        presses = [(method, action, data), (method, action, [*filled, data[-1]])]
        for press in presses[: 2 if data[-1][0] in ASKING else 1]:
            pressed += 1
            with undone():
                look_at_claims(walk, newsroom.story(STORIES[story]), press)

    assert not walk.problems, "\n".join(walk.problems)
    assert pressed or role == STAFF


def look_at_claims(walk: Walk, article: Article, press: Press) -> None:
    """Press a story's button, and hold what the desk says against the database."""
    button = press[2][-1]
    before = list(article.editions.values_list("pk", "live_until"))
    response, message = walk.press(story_url(article), press)
    article = Article.objects.get(pk=article.pk)
    after = list(article.editions.values_list("pk", "live_until"))
    if response.status_code == 302 and "/preview/" in response["Location"]:
        return
    claims = [claim for claim in CLAIMS if claim in message]
    refused = "That was not done" in message
    if not claims and not refused:
        walk.problems.append(f"{button}: the desk says nothing of it, but {message!r}")
    if refused and before != after:
        walk.problems.append(f"{button} was refused, but it changed the editions: {message}")
    for claim in claims:
        if not CLAIMS[claim](article):
            walk.problems.append(f"{button}: the desk says {message!r}, which isn't so")
