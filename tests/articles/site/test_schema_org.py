"""Structured data: true, complete, and safe inside of a page."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.models import Article, Genre, SitePage
from articles.publishing import NewNotice
from articles.site import schema_org
from tests.factories import make_author, make_edition, make_image, make_section, make_user

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def data_of(path: str) -> dict:
    page = Client().get(path).content.decode()
    (block,) = BLOCK.findall(page)
    return json.loads(block)


@pytest.mark.django_db
@override_settings(TIME_ZONE="Europe/Paris", SITE_NAME="The “Afterglow”")
def test_a_story_says_what_it_is():
    ana = make_author(name="Ana Ruiz", slug="ana", pronouns="she/her")
    edition = make_edition(
        genre=Genre.REVIEW,
        section=make_section(name="Film & TV", slug="film"),
        authors=[ana],
        tags=["Mecha"],
        picture=make_image(),
        days_ago=3,
    )
    said = data_of(edition.get_absolute_url())
    assert said["@type"] == "ReviewNewsArticle"
    assert said["headline"] == edition.headline
    assert said["url"] == f"http://testserver{edition.get_absolute_url()}"
    assert said["author"] == [
        {"@type": "Person", "name": "Ana Ruiz", "url": "http://testserver/authors/ana/"}
    ]
    assert said["articleSection"] == "Film & TV"
    assert said["isAccessibleForFree"] is True
    assert said["publisher"]["@id"] == "http://testserver/#publisher"
    assert said["publisher"]["name"] == "The “Afterglow”"
    (image,) = said["image"]
    assert (image["width"], image["creditText"]) == (64, "Ana Ruiz")
    assert Client().get(image["url"].removeprefix("http://testserver")).status_code == 200
    published = datetime.fromisoformat(said["datePublished"])
    assert published == edition.published_at.replace(microsecond=0)
    assert published.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
    assert said["dateModified"] == said["datePublished"]
    assert "correction" not in said


@pytest.mark.django_db
@pytest.mark.parametrize("genre", ["", *Genre.values])
def test_each_genre_has_a_type_and_a_label(genre):
    edition = make_edition(genre=genre)
    expected = "Article" if genre in ("", "guide") else f"{genre.capitalize()}NewsArticle"
    expected = {"NewsNewsArticle": "NewsArticle"}.get(expected, expected)
    assert data_of(edition.get_absolute_url())["@type"] == expected
    for path in (edition.get_absolute_url(), "/"):
        label = f'<span class="genre">{Genre(genre).label}</span>' if genre else 'class="genre"'
        assert (label in Client().get(path).content.decode()) == bool(genre)


@pytest.mark.django_db
def test_corrections_are_marked_and_additions_are_not():
    edition, editor = make_edition(), make_user("Editor")
    for kind in ("correction", "update", "retraction"):
        live = publishing.publish(edition.article, by=editor, notice=NewNotice(kind, f"A {kind}."))
    said = data_of(edition.get_absolute_url())
    assert [(c["@type"], c["name"], c["text"]) for c in said["correction"]] == [
        ("CorrectionComment", "Correction", "A correction."),
        ("CorrectionComment", "Retraction", "A retraction."),
    ]
    assert datetime.fromisoformat(said["correction"][-1]["datePublished"])
    assert said["headline"] == f"Retracted: {edition.headline}"
    assert datetime.fromisoformat(said["dateModified"]) == live.live_from.replace(microsecond=0)


@pytest.mark.django_db
def test_the_front_page_names_the_policies_that_there_are():
    assert "ethicsPolicy" not in data_of("/")
    SitePage.objects.create(slug="ethics", title="Ethics", body="<p>Fair.</p>")
    said = data_of("/")
    assert said["@type"] == "NewsMediaOrganization"
    assert said["@id"] == "http://testserver/#publisher"
    assert said["ethicsPolicy"] == "http://testserver/about/ethics/"
    assert "correctionsPolicy" not in said


@pytest.mark.django_db
def test_a_story_says_how_long_it_is_unless_it_has_hardly_any_words():
    long = data_of(make_edition(body=f"<p>{'word ' * 500}</p>").get_absolute_url())
    assert (long["wordCount"], long["timeRequired"]) == (500, "PT3M")
    short = data_of(make_edition(body="<p>Three short words</p>").get_absolute_url())
    assert short["wordCount"] == 3
    assert "timeRequired" not in short


@pytest.mark.django_db
def test_only_pages_that_search_engines_have_a_property_for_are_named():
    for slug in [*schema_org.POLICIES, "privacy", "our-van"]:
        SitePage.objects.create(slug=slug, title=slug, body="<p>Fair.</p>")
    said = data_of("/")
    named = {name: said.get(name) for name in schema_org.POLICIES.values()}
    assert named == {
        name: f"http://testserver/about/{slug}/" for slug, name in schema_org.POLICIES.items()
    }
    assert "privacy" not in str(said)


@given(st.text())
def test_no_words_end_the_script_or_are_changed(words):
    written = schema_org.as_json({"headline": words})
    assert json.loads(written) == {"headline": words}
    assert not set(written) & set("<>&\u2028\u2029")


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["</script><script>alert(1)", "<!--<script>", "\u2028'\"&amp;"])
def test_a_headline_stays_within_its_script(words):
    edition = make_edition(headline=words)
    assert data_of(edition.get_absolute_url())["headline"] == words


@pytest.mark.django_db
def test_a_preview_says_nothing_to_machines():
    client, article = Client(), make_edition().article
    Article.objects.update(headline="Secret")
    client.force_login(make_user("Editor"))
    page = client.get(f"/admin/articles/article/{article.pk}/preview/").content.decode()
    assert not BLOCK.search(page)
