"""A site in German, and stories in languages of their own, on every surface for readers."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client
from lxml import html

from articles.models import Section, SitePage, Tag
from tests.factories import make_edition, make_programme, make_section, make_wording
from tests.messages import files, read
from tests.test_reader_walk import Walk

DOORS = [
    "/",
    "/latest/",
    "/search/",
    "/search/?q=light",
    "/search/?q=zzyzx",
    "/about/",
    "/corrections/",
    "/disclosures/",
    "/nowhere/",
]
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def get(path: str) -> str:
    return Client().get(path).content.decode()


def parsed(path: str) -> html.HtmlElement:
    return html.document_fromstring(get(path))


def texts(page: html.HtmlElement) -> set[str]:
    """A page's whole texts and labels, apart from what editors wrote."""
    words = [element for name in ("body", "tags") for element in page.find_class(name)]
    for element in [*page.xpath("//script"), *words]:
        if element.tag != "body":
            element.drop_tree()
    found = {" ".join(text.split()) for text in page.itertext()}
    return found | {
        element.get(name, "") for element in page.iter("*") for name in ("aria-label", "title")
    }


@pytest.fixture
def german(settings):
    settings.LANGUAGE_CODE = "de"


@pytest.mark.usefixtures("newsroom")
def test_a_german_site_has_no_english_sentence(german):
    english = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in read(files("django", "de")[0], "de", "django")
        if message.id and message.id != message.string
    }
    english -= {*Tag.objects.values_list("name", flat=True)}
    english -= {*SitePage.objects.values_list("title", flat=True)}
    english -= {*Section.objects.values_list("name", flat=True)}

    walk = Walk(DOORS)

    pages = {
        path: html.document_fromstring(text)
        for path, text in walk.text.items()
        if text.lstrip().startswith("<!DOCTYPE html>")
    }
    assert len(pages) > 80
    assert {page.get("lang") for page in pages.values()} == {"de"}
    assert {page.get("dir") for page in pages.values()} == {"ltr"}
    left = {path: found for path, page in pages.items() if (found := texts(page) & english)}
    assert left == {}
    assert "Zum Inhalt springen" in walk.text["/"]
    assert re.search(r"\d{1,2}\. [A-Z][a-zä]+ 20\d\d</time>", walk.text["/"])


@pytest.mark.parametrize("status", [400, 500, 503])
def test_error_pages_are_german(german, status):
    page = render_to_string(f"{status}.html", {"sent": True, "busy": True, "reported": True})

    assert '<html lang="de" dir="ltr">' in page
    assert "Browser" in page and "Go back" not in page and "go back" not in page


@pytest.mark.django_db
def test_a_site_without_a_translation_is_english_and_its_stories_are_not(settings):
    settings.STORY_LANGUAGE = "fr"
    edition = make_edition(headline="Une nuit au phare", standfirst="Trois nuits.")

    page = parsed(edition.get_absolute_url())
    (card,) = parsed("/").find_class("card-headline")

    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    (story,) = page.find_class("story")
    assert (story.get("lang"), story.get("dir")) == ("fr", None)
    assert story.find_class("story-meta")[0].get("lang") == "en"
    assert card.get("lang") == "fr"


@pytest.mark.django_db
def test_a_site_written_from_right_to_left(settings):
    settings.STORY_LANGUAGE = "ar"
    edition = make_edition(headline="ليلة في المنارة")

    page = parsed(edition.get_absolute_url())

    assert (page.get("lang"), page.get("dir")) == ("en", "rtl")
    (story,) = page.find_class("story")
    assert (story.get("lang"), story.get("dir")) == ("ar", None)


@pytest.mark.django_db
def test_a_story_in_another_language_says_so_everywhere():
    make_edition(headline="A night", slug="night", days_ago=2)
    edition = make_edition(headline="ליל במגדלור", standfirst="שלושה לילות.", language="he")

    page = parsed(edition.get_absolute_url())
    (story,) = page.find_class("story")
    data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    first, second = parsed("/latest/").find_class("card-headline")
    entry, other = ElementTree.fromstring(get("/atom.xml")).findall(f"{ATOM}entry")
    item = ElementTree.fromstring(get("/feed.xml")).find("channel/item")
    items = json.loads(get("/feed.json"))["items"]

    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert (story.get("lang"), story.get("dir")) == ("he", "rtl")
    foot = story.find_class("story-foot")[0]
    assert (foot.get("lang"), foot.get("dir")) == ("en", "ltr")
    assert (first.get("lang"), first.get("dir")) == ("he", "rtl")
    assert (second.get("lang"), second.get("dir")) == (None, None)
    assert data["inLanguage"] == "he"
    assert (entry.get(XML_LANG), other.get(XML_LANG)) == ("he", None)
    assert item.find("{http://purl.org/dc/elements/1.1/}language").text == "he"
    assert [each.get("language") for each in items] == ["he", None]


@pytest.mark.django_db
def test_a_story_in_the_sites_language_has_no_attributes():
    edition = make_edition(headline="A night")

    (story,) = parsed(edition.get_absolute_url()).find_class("story")

    assert (story.get("lang"), story.get("dir")) == (None, None)
    assert '"inLanguage": "en"' in get(edition.get_absolute_url())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "expected"),
    [("", "We earn."), ("en", "We earn."), ("de", "Wir verdienen."), ("fr", "We earn.")],
)
def test_the_disclosure_is_in_the_storys_language_if_there_is_one(language, expected):
    make_programme(own_ids="a-20", needs_wording=False)
    make_wording(text="We earn.", language="en")
    make_wording(text="Wir verdienen.", language="de")
    make_wording(text="Anywhere.")
    edition = make_edition(body=PAID, language=language, section=make_section())

    (note,) = parsed(edition.get_absolute_url()).find_class("disclosure")

    (words,) = note.findall("span")
    assert words.text == expected
    # Only a story in another language names that of its wording.
    assert words.get("lang") == ("de" if language == "de" else None)
