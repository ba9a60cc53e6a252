"""docs/make-it-yours.md, tried with the example publisher in docs/example-publisher/."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction

from articles import publishing
from articles.content import story_page
from articles.models import Edition, Section
from disclosures.models import Wording
from newsroom.checks import require_static_files
from tests.desk import change_url, form_of
from tests.newsroom.running import running_site

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "docs/example-publisher"
OVERLAY = {
    "DJANGO_SETTINGS_MODULE": "lantern.settings",
    "PYTHONPATH": str(EXAMPLE),
    "TEMPLATE_DIRS": str(EXAMPLE / "templates"),
    "STATIC_DIRS": str(EXAMPLE / "static"),
    "SITE_NAME": "The Lantern",
    "SITE_LOGO": "img/lantern.svg",
    "SITE_STYLES": "css/brand.css",
}
POPULATE = """
import django; django.setup()
from newsroom.demo.load import load
load(lambda step: None)
from articles import publishing
from articles.models import Edition
from staff.models import User
story = Edition.objects.live().order_by("-published_at").first().article
story.extra = {"place": "Harbour Street", "walk": 12}
story.body += "<blockquote><p>Walk: along the harbour.</p></blockquote>"
story.save()
edition = publishing.publish(story, by=User.objects.get(username="editor"), minor=True)
print(edition.get_absolute_url())
"""


@pytest.fixture(scope="module")
def lantern():
    """The example publisher's site with the demo's stories, and the path of one with own fields."""
    with running_site(**OVERLAY) as site:
        populated = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", POPULATE],
            cwd=ROOT,
            env=site.environment,
            capture_output=True,
            text=True,
        )
        assert not populated.returncode, populated.stderr
        yield site, populated.stdout.strip()


def test_name_and_logo_come_from_settings(lantern):
    site, _ = lantern
    home = site.get("/").text

    assert "<title>The Lantern" in home
    logo = re.search(r'<img class="masthead-logo" src="([^"]+)" alt="The Lantern">', home)
    assert logo and "The Lantern" in site.get(logo[1]).text


@pytest.mark.parametrize("path", ["/", "/admin/"])
def test_colours_and_fonts_come_from_one_file(lantern, path):
    site, _ = lantern
    page = site.get(path, headers=site.cookies).text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)

    assert "/css/brand." in styles[-1], styles
    assert "--accent: light-dark(#0b5d4e" in site.get(styles[-1]).text


@pytest.mark.parametrize("path", ["/", "/admin/"])
def test_without_a_publisher_no_page_asks_for_their_styles(newsroom, path):
    page = newsroom.client("editor").get(path).content.decode()

    assert 'href="/static/css/' in page
    assert "brand." not in page


@pytest.mark.parametrize("name", ["SITE_LOGO", "SITE_STYLES"])
def test_a_missing_logo_or_stylesheet_stops_the_start(settings, tmp_path, name):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "newsroom.static_files.JoinedStylesStorage"}
    }
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    require_static_files()
    setattr(settings, name, "nowhere.css")

    with pytest.raises(ImproperlyConfigured, match=f"{name} is 'nowhere.css'"):
        require_static_files()


def test_a_template_of_the_publisher_shows_their_own_field(lantern):
    site, path = lantern

    assert "Harbour Street, 12 minutes on foot" in site.get(path).text


def test_a_block_of_the_publisher_is_rendered_by_its_template_and_in_feeds(lantern):
    site, path = lantern

    walk = r'<aside class="lantern-walk">\s*<p>Walk: along the harbour.</p>'
    assert re.search(walk, site.get(path).text)
    assert "Walk: along the harbour." in site.get("/feed.json").text


def test_an_address_of_the_publisher(lantern):
    site, _ = lantern

    assert "Subscribe to The Lantern" in site.get("/subscribe/").text


def test_every_page_that_the_home_page_links_to_works(lantern):
    site, _ = lantern
    paths = set(re.findall(r'href="(/(?!static/)[^"#]*)"', site.get("/").text))

    assert len(paths) > 30
    assert {path: status for path in paths if (status := site.get(path).status) != 200} == {}


@pytest.mark.parametrize("name", ["TEMPLATE_DIRS", "STATIC_DIRS"])
def test_a_missing_folder_is_named_in_one_sentence(name, tmp_path):
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "1", name: f"{tmp_path}:{tmp_path}/nowhere"},
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 1
    assert ran.stderr == (
        f"newsroom: {name} names {tmp_path}/nowhere, which is no folder. "
        f"Create it, or correct {name}.\n"
    )


# The desk, in this process


@pytest.fixture
def own_fields(settings, monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLE))
    settings.STORY_FIELDS = "lantern.forms.StoryFields"


def test_the_desk_edits_an_own_field_and_publishing_freezes_it(newsroom, own_fields):
    story = newsroom.story("the-save-room-is-the-best-room")
    client = newsroom.client("editor")
    url = change_url(story)
    posted = form_of(story, **{"own-place": "Harbour Street", "own-walk": "12"})

    client.post(url, posted)
    story.refresh_from_db()
    edition = publishing.publish(story, by=newsroom.user("editor"), minor=True)
    story.refresh_from_db()
    client.post(url, form_of(story, **{"own-place": "Elsewhere", "own-walk": "12"}))
    edition.refresh_from_db()
    story.refresh_from_db()

    assert story.extra == {"place": "Elsewhere", "walk": 12}
    assert edition.extra == {"place": "Harbour Street", "walk": 12}
    shown = story_page.story_editions().get(article=story)
    assert story_page.of_edition(shown).copy.extra == edition.extra


def test_the_form_shows_the_values_of_own_fields_and_saving_it_keeps_them(newsroom, own_fields):
    story = newsroom.story("the-save-room-is-the-best-room")
    story.extra = {"place": "Harbour Street", "walk": 12, "removed": "kept"}
    story.save()
    client = newsroom.client("editor")
    page = client.get(change_url(story)).content.decode()

    assert 'value="Harbour Street"' in page
    shown = dict(re.findall(r'<input[^>]* name="(own-\w+)" value="([^"]*)"', page))
    client.post(change_url(story), form_of(story, headline="Anew", **shown))
    story.refresh_from_db()
    assert story.headline == "Anew"
    assert story.extra == {"place": "Harbour Street", "walk": 12, "removed": "kept"}


class Strict(forms.Form):
    """A form with rules of its own, and with a field whose values no JSON holds."""

    place = forms.CharField(required=False)
    by = forms.ModelChoiceField(Section.objects.all(), required=False)

    def clean_place(self):
        if self.cleaned_data["place"] == "Nowhere":
            raise forms.ValidationError("There is no such place.")
        return self.cleaned_data["place"].upper()

    def clean(self):
        if self.cleaned_data.get("place") == "MOON":
            raise forms.ValidationError("That is too far.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"own-place": "Nowhere"}, "There is no such place."),
        ({"own-place": "Moon"}, "That is too far."),
        ({"own-by": "{section}"}, "This value can’t be kept: it is no text, number or list."),
    ],
)
def test_the_rules_of_the_publishers_form_apply(newsroom, settings, typed, sentence):
    settings.STORY_FIELDS = f"{__name__}.Strict"
    story = newsroom.story("the-save-room-is-the-best-room")
    typed = {name: value.format(section=story.section_id) for name, value in typed.items()}

    answer = newsroom.client("editor").post(change_url(story), form_of(story, **typed))

    assert answer.status_code == 200
    assert sentence in unescape(text(answer))
    story.refresh_from_db()
    assert story.extra == {}


def test_the_publishers_form_may_change_a_value(newsroom, settings):
    settings.STORY_FIELDS = f"{__name__}.Strict"
    story = newsroom.story("the-save-room-is-the-best-room")
    newsroom.client("editor").post(change_url(story), form_of(story, **{"own-place": "Pier"}))
    story.refresh_from_db()

    assert story.extra == {"place": "PIER", "by": None}


def test_postgresql_refuses_to_change_an_own_field_of_an_edition(newsroom):
    edition = Edition.objects.live()[:1]

    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk__in=[one.pk for one in edition]).update(extra={"place": "Moved"})


def test_a_wrong_value_is_refused_and_kept(newsroom, own_fields):
    story = newsroom.story("the-save-room-is-the-best-room")
    client = newsroom.client("editor")
    url = change_url(story)

    answer = client.post(url, form_of(story, **{"own-walk": "twelve"}))

    assert answer.status_code == 200
    assert "Enter a whole number." in answer.content.decode()
    assert 'value="twelve"' in answer.content.decode()


def test_who_may_only_view_gets_the_form(newsroom, own_fields):
    story = newsroom.story("the-save-room-is-the-best-room")
    url = change_url(story)

    assert newsroom.client("disclosures").get(url).status_code == 200


# Without disclosures


@pytest.fixture
def no_disclosures(newsroom, settings):
    settings.DISCLOSURES = False
    return newsroom


def test_without_disclosures_no_page_has_one_and_links_stay_sponsored(no_disclosures, client):
    story = no_disclosures.story("headphones-for-late-nights")
    pages = [one.get_absolute_url() for one in Edition.objects.live()]
    found = {path: client.get(path) for path in [*pages, "/", "/about/", "/feed.xml", "/feed.json"]}

    assert {path: r.status_code for path, r in found.items() if r.status_code != 200} == {}
    words = [w.text[:40] for w in Wording.objects.exclude(kind="interest")]
    assert words
    assert [(p, w) for p in found for w in words if w in unescape(text(found[p]))] == []
    assert 'rel="sponsored' in text(
        found[Edition.objects.live().get(article=story).get_absolute_url()]
    )
    assert "/disclosures/" not in text(found["/"])
    assert client.get("/disclosures/").status_code == 404


def test_without_disclosures_publishing_writes_no_ledger(no_disclosures):
    story = no_disclosures.story("headphones-for-late-nights")
    story.headline = "Anew"
    story.save()

    edition = publishing.publish(story, by=no_disclosures.user("editor"), minor=True)

    assert not edition.links.exists()


@pytest.mark.parametrize("who", ["editor", "writer", "disclosures", "admin"])
def test_without_disclosures_the_desk_has_no_menu_for_them(no_disclosures, who):
    client = no_disclosures.client(who)
    story = no_disclosures.story("headphones-for-late-nights")

    front, form = text(client.get("/admin/")), text(client.get(change_url(story)))

    assert "/admin/disclosures/" not in front and "Disclosure audit" not in front
    assert "Links and disclosure" not in form


def test_without_disclosures_saving_a_story_keeps_what_was_declared(no_disclosures):
    story = no_disclosures.story("headphones-for-late-nights")
    story.connection, story.connection_with, story.paid_links = "gifted", "Sennheiser", []
    story.save()

    no_disclosures.client("editor").post(change_url(story), form_of(story, headline="Anew"))
    story.refresh_from_db()

    assert (story.headline, story.connection) == ("Anew", "gifted")


def text(response) -> str:
    return response.content.decode()
