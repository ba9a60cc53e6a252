"""Odd input by the thousand, the same at each run: nothing that anybody sends may answer 500."""

import random
import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import Article, Edition
from images.models import Image
from staff.models import User
from tests.desk import form_of
from tests.factories import make_user

SEED = 21
SECONDS = 9
# What breaks software: no numbers, too large ones, other alphabets' digits, NUL, half a character.
ODD = [
    "",
    "0",
    "-1",
    "1.5",
    "abc",
    "None",
    "null",
    "true",
    "[]",
    "1,2",
    "1,x",
    "٣",
    "²",
    "１２",
    "9" * 10,
    "9" * 19,
    "9" * 20,
    "-" + "9" * 19,
    "9" * 309,
    "9" * 5000,
    "1e999",
    "NaN",
    "\x00",
    "1\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "%00",
    "_5F",
    "'",
    '"><script>',
    "../../etc/passwd",
    "2026-13-45",
    "0000-00-00",
    "99999-01-01",
    "2026-01-01T25:61",
    "🙂",
    "x" * 3000,
]
PARAMETERS = [
    *("page", "p", "o", "q", "all", "e", "id", "pk", "_to_field", "_popup", "_changelist_filters"),
    *(
        "term",
        "app_label",
        "model_name",
        "field_name",
        "path",
        "at",
        "next",
        "days",
        "by",
        "format",
    ),
    *("section", "month", "programme", "status", "kind", "pick", "address", "from", "edition"),
    *("id__exact", "id__in", "id__gt", "pk__in", "section__id__exact", "section", "stage__exact"),
    *(
        "user__id__exact",
        "groups__id__exact",
        "is_active__exact",
        "at__gte",
        "at__lt",
        "kind__exact",
    ),
    *(
        "programme__id__exact",
        "programme__isnull",
        "field__exact",
        "edition__id__exact",
        "enqueued_at__gte",
    ),
    *("status__exact", "task_path", "paid__exact", "is_active__isnull", "genre__exact"),
]
READER = [
    *(
        "/",
        "/about/",
        "/about/{}/",
        "/authors/{}/",
        "/clicks/",
        "/corrections/",
        "/corrections/feed.xml",
    ),
    *(
        "/atom.xml",
        "/feed.json",
        "/feed.xml",
        "/disclosures/",
        "/images/{}/{}.webp",
        "/images/{}/64.{}",
    ),
    *(
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-{}.xml",
        "/tags/{}/",
        "/{}/",
        "/{}/feed.xml",
        "/{}/{}/",
    ),
    *("/{}/{}/history/", "/admin/login/"),
]


class Fuzz:
    """A client that keeps what was answered with 500, or broke it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.random = random.Random(SEED)
        self.broken: dict[str, str] = {}
        self.count = 0

    def rounds(self, most: int) -> Iterator[int]:
        """Count the rounds; a slow machine ends them early."""
        end = time.monotonic() + SECONDS
        for number in range(most):
            yield number
            if time.monotonic() > end:
                break

    def odd(self) -> str:
        return self.random.choice(ODD)

    def query(self, names: list[str], at_least: int = 0) -> dict[str, str]:
        count = max(at_least, self.random.choice([0, 1, 1, 2]))
        return {name: self.odd() for name in self.random.sample(names, count)}

    def filled(self, path: str) -> str:
        while "{}" in path:
            path = path.replace("{}", quote(self.odd(), safe=""), 1)
        return path

    def send(self, method: str, path: str, data: dict, **more) -> None:
        self.count += 1
        try:
            # What breaks a transaction shall not break the next request's.
            with transaction.atomic():
                response = getattr(self.client, method)(path, data, **more)
            problem = str(response.status_code) if response.status_code >= 500 else ""
        except Exception as error:
            problem = f"{type(error).__name__}: {str(error)[:100]}"
        if problem:
            odd = {name: str(value)[:30] for name, value in data.items() if value in ODD}
            self.broken.setdefault(f"{problem} {method} {path[:80]}", str(odd))

    def check(self) -> None:
        assert not self.broken, "\n".join(f"{what} {odd}" for what, odd in self.broken.items())
        assert self.count > 20


def desk_paths() -> Iterator[str]:
    """Every list, form and object's page of the desk, objects by odd keys too."""
    yield from (
        "/admin/",
        "/admin/autocomplete/",
        "/admin/jsi18n/",
        "/admin/{}/",
        "/admin/r/{}/{}/",
    )
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for name in ("changelist", "add"):
            yield reverse(f"{base}_{name}")
        for name in ("change", "history", "delete"):
            try:
                yield reverse(f"{base}_{name}", args=["KEY"]).replace("KEY", "{}")
                if row := model._default_manager.first():
                    yield reverse(f"{base}_{name}", args=[row.pk])
            except NoReverseMatch:
                continue
    yield from own_paths()


def own_paths() -> list[str]:
    """The desk's own pages, which Django's admin lacks, with {} for their parameters."""
    found = []
    for model_admin in admin.site._registry.values():
        for url in getattr(model_admin, "desk_urls", list)():
            found.append("/admin/" + re.sub(r"<[^>]+>", "{}", str(url.pattern)))
        prefix = f"/admin/{model_admin.opts.app_label}/{model_admin.opts.model_name}/"
        for url in model_admin.get_urls():
            found.append(prefix + re.sub(r"<[^>]+>", "{}", str(url.pattern)))
    return found


@pytest.fixture
def desk(newsroom) -> Client:
    client = Client()
    client.force_login(make_user(is_superuser=True))
    return client


def test_readers_addresses_and_parameters(newsroom):
    fuzz = Fuzz(Client())
    story = Edition.objects.live().first().get_absolute_url()
    image = Image.objects.first()
    paths = [*READER, story, f"{story}history/", f"/images/{image.token}/{{}}.webp"]
    for _ in fuzz.rounds(900):
        path = fuzz.filled(fuzz.random.choice(paths))
        fuzz.send("get", path, fuzz.query(PARAMETERS))
        if fuzz.random.random() < 0.1:
            sent = {"link": fuzz.odd(), "edition": fuzz.odd()}
            fuzz.send("post", "/clicks/", sent, HTTP_SEC_FETCH_SITE="same-origin")
    fuzz.check()


def test_the_desks_addresses_and_parameters(desk):
    fuzz = Fuzz(desk)
    paths = list(desk_paths())
    for _ in fuzz.rounds(700):
        path = fuzz.filled(fuzz.random.choice(paths))
        fuzz.send("get", path, fuzz.query(PARAMETERS))
    fuzz.check()


def test_filters_of_the_desks_lists(desk):
    fuzz = Fuzz(desk)
    lists = [
        (path, parameters)
        for model in admin.site._registry
        if (parameters := parameters_of(desk, path := changelist(model)))
    ]
    for _ in fuzz.rounds(700):
        path, parameters = fuzz.random.choice(lists)
        fuzz.send("get", path, fuzz.query(parameters, at_least=1))
    fuzz.check()


def parameters_of(client: Client, path: str) -> list[str]:
    """Return the names that a list's filters read, and those that every list reads."""
    response = client.get(path)
    if response.status_code != 200 or "cl" not in (response.context or {}):
        return []
    filters = response.context["cl"].filter_specs
    names = {name for spec in filters for name in spec.expected_parameters()}
    return sorted({*names, *(f"{name}__in" for name in names), "id__in", "q", "p", "o"})


def test_searches_of_autocomplete_fields(desk):
    fuzz = Fuzz(desk)
    fields = list(autocompletes())
    for _ in fuzz.rounds(300):
        chosen = fuzz.random.choice(fields)
        more = fuzz.query(["term", "page", "field_name", "model_name"])
        fuzz.send("get", "/admin/autocomplete/", chosen | more)
    fuzz.check()


def test_forms_of_the_desk(desk):
    """Send each form with one or two fields that hold something odd."""
    fuzz = Fuzz(desk)
    forms = list(form_pages(desk))
    for _ in fuzz.rounds(500):
        path, data = fuzz.random.choice(forms)
        names = fuzz.random.sample(sorted(data), min(len(data), fuzz.random.choice([1, 2])))
        fuzz.send("post", path, data | {name: fuzz.odd() for name in names})
    fuzz.check()


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def autocompletes() -> Iterator[dict[str, str]]:
    for model, model_admin in admin.site._registry.items():
        for each in [model, *(inline.model for inline in model_admin.inlines)]:
            for field in each._meta.get_fields():
                if field.is_relation and field.concrete:
                    yield {
                        "app_label": each._meta.app_label,
                        "model_name": each._meta.model_name,
                        "field_name": field.name,
                    }


def form_pages(client: Client) -> Iterator[tuple[str, dict]]:
    """Every add and change form, with the fields that the page itself would send."""
    article = Article.objects.exclude(bylines=None).first()
    yield reverse("admin:articles_article_change", args=[article.pk]), form_of(article)
    yield reverse("admin:articles_article_add"), form_of()
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{base}_add"), changelist(model)]
        rows = model._default_manager.all()
        # Whoever sends all this must stay who they are.
        if row := (rows.filter(is_superuser=False) if model is User else rows).first():
            pages.append(reverse(f"{base}_change", args=[row.pk]))
        for path in pages:
            response = client.get(path)
            if response.status_code == 200 and (data := fields_in(response.content.decode())):
                yield path, data


def fields_in(page: str) -> dict[str, str]:
    """Return the names of a page's fields, empty; with what formsets and actions need."""
    names = re.findall(r'<(?:input|select|textarea)[^>]*? name="([^"]+)"', page)
    counts = dict(re.findall(r'name="([^"]+_FORMS)" value="(\d+)"', page))
    action = {"action": "delete_selected", "_selected_action": "1", "index": "0"}
    return dict.fromkeys(names, "") | counts | action
