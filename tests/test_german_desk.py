"""The desk in German: each page in a full newsroom, without an English sentence of ours."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst
from lxml import html

from articles.models import Article, Section, Tag
from staff.models import User
from tests.desk_addresses import every_address
from tests.messages import files, read

pytestmark = pytest.mark.usefixtures("newsroom")
# What people read of an element besides its words.
READ = ("title", "aria-label", "placeholder", "alt", "aria-description")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(autouse=True)
def german(settings):
    settings.LANGUAGE_CODE = "de"


@pytest.fixture
def editor():
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def english_sentences():
    """Return a pattern for each English sentence that the catalog translates to something else."""
    catalog = read(files("django", "de")[0], "de", "django")
    plain, patterns, german = set(), [], set()
    for message in catalog:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        german |= set(translated)
        for original in filter(None, originals):
            if original in translated:
                continue
            parts = PLACEHOLDER.split(original)
            if len(parts) == 1:
                # Labels of fields begin with a capital letter.
                plain |= {words(original), capfirst(words(original))}
            elif len(max(parts, key=len).split()) > 2:
                patterns.append(re.compile(".+".join(map(re.escape, parts))))
    # “Tag” is a day in German, “Filter” a filter, and Target a shop with a pack of rules.
    return plain - german - {"Target"}, patterns


def words(text):
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def texts(page):
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "textarea"):
            continue
        yield from (element.get(name) for name in READ)
        yield element.text
        yield element.tail
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            yield element.get("value")


def test_no_page_of_the_desk_has_an_english_sentence(editor):
    plain, patterns = english_sentences()
    plain -= {*Section.objects.values_list("name", flat=True)}
    plain -= {*Tag.objects.values_list("name", flat=True)}
    found = {}
    opened = 0
    for address in every_address():
        if "preview" in address:  # A reader's page.
            continue
        response = editor.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        page = response.content.decode()
        opened += 1
        if "<html" in page:
            assert re.search(r'<html[^>]* lang="de"', page), address
        for text in filter(None, texts(page)):
            text = words(text)
            if " | " in text:  # A permission's name is a row of the database.
                continue
            if text in plain or any(pattern.fullmatch(text) for pattern in patterns):
                found.setdefault(text, address)

    assert found == {}
    assert opened > 80


def test_a_story_is_written_and_published_in_german(editor):
    story = Article.objects.get(slug="handheld-in-the-cafe-window")
    address = reverse("admin:articles_article_change", args=[story.pk])
    page = editor.get(address).content.decode()
    form = html.fromstring(page).get_element_by_id("article_form")
    values = dict(form.form_values())

    answer = editor.post(
        address, values | {"slug": "", "headline": "Ein Gerät im Café", "_publish": "1"}
    )

    shown = editor.get(answer.url).content.decode()
    story.refresh_from_db()
    assert story.status == Article.Status.LIVE, shown
    assert "Veröffentlicht. Leser sehen <a href=" in shown
    assert ">Online</span>" in shown
    assert "Ein Gerät im Café" in Client().get(f"/{story.path}/").content.decode()


def test_a_refusal_is_in_german(editor):
    story = Article.objects.get(slug="handheld-in-the-cafe-window")
    address = reverse("admin:articles_article_change", args=[story.pk])
    form = html.fromstring(editor.get(address).content.decode()).get_element_by_id("article_form")

    answer = editor.post(address, {**dict(form.form_values()), "headline": "", "_publish": "1"})

    shown = (
        editor.get(answer.url).content.decode()
        if answer.status_code == 302
        else answer.content.decode()
    )
    assert "Eine Überschrift schreiben." in shown
    story.refresh_from_db()
    assert story.status == Article.Status.DRAFT


def test_the_scripts_have_their_words(editor):
    """Ours, the editor's and Django's, from one address that every page of the desk names."""
    shown = editor.get("/admin/").content.decode()
    script = editor.get(reverse("admin:jsi18n"))

    assert shown.count(f'src="{reverse("admin:jsi18n")}"') == 1
    assert script.headers["Cache-Control"] == "private, max-age=600"
    catalog = script.content.decode()
    assert "Ungespeicherte" in catalog
    assert "Bild einf" in catalog
    assert "Alle ausw" in catalog
