"""A site in German, and stories in languages of their own, on every surface for readers."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client
from lxml import html

from articles import publishing
from articles.models import Edition, Section, Series, SitePage, Tag
from articles.publishing import NewNotice
from tests.factories import (
    make_author,
    make_edition,
    make_programme,
    make_section,
    make_user,
    make_wording,
)
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


NOTED = '<p>Word<sup class="footnote">A note.</sup></p>'
VIDEO = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "A film"}


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


def said(element: html.HtmlElement) -> tuple[str, str]:
    """The language and direction of an element, its own or those around it."""
    around = [element, *element.iterancestors()]
    language, way = (next(e.get(name) for e in around if e.get(name)) for name in ("lang", "dir"))
    return language, way


def needless(page: html.HtmlElement) -> list[str]:
    """The elements that repeat the language or direction of what they are in."""
    return [
        f"{element.tag} {name}={element.get(name)}"
        for element in page.iterdescendants("*")
        for place, name in enumerate(("lang", "dir"))
        if element.get(name) and said(element.getparent())[place] == element.get(name)
    ]


def correct(edition: Edition, kind: str = "correction") -> Edition:
    """Publish a story again with a notice; return the new edition."""
    notice = NewNotice(kind, "It was 1988.", "top")
    return publishing.publish(edition.article, by=make_user("Editor"), notice=notice)


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
    assert said(words) == ("de" if language == "de" else "en", "ltr")
    assert [said(link) for link in note.iter("a")] == [("en", "ltr")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "way"), [("he", "rtl"), ("fr", "ltr"), ("en", "ltr"), ("", "ltr")]
)
def test_each_word_within_a_story_is_in_its_own_language(language, way):
    wording = {"text": "We earn.", "mark": "paid link", "marks": "all"}
    make_wording(language="en", learn_more="/disclosures/", **wording)
    make_programme(own_ids="a-20", needs_wording=False)
    inner = make_edition(headline="A night", slug="night")
    card = f'<figure class="story" data-story="{inner.article_id}"><a href="/x/">x</a></figure>'
    body = "".join(f"<h2>{n}</h2><p>{n}</p>" for n in range(3)) + NOTED + card + PAID
    edition = make_edition(body=body, language=language, videos=[VIDEO], genre="review")
    correct(edition, "retraction")

    page = parsed(edition.get_absolute_url())
    (story,) = page.find_class("story")

    assert said(story) == (language or "en", way)
    of_the_story = ("//h1", "//*[@class='body']/h2", "//nav//li/a", "//*[@role='doc-endnotes']/ol")
    for path in of_the_story:
        found = [each for each in story.xpath(f".{path}") if "tags" not in each.getparent().classes]
        assert found and {said(each) for each in found} == {said(story)}, path
    # The direction of a line of its own is the story's, but not that of a word within one.
    lines = ("story-section", "story-meta", "notice-head", "contents-name")
    for name in lines:
        assert {said(each) for each in story.find_class(name)} == {("en", way)}, name
    for path in ("//summary", "//*[@class='videos']/h2"):
        assert {said(each) for each in story.xpath(f".{path}")} == {("en", way)}, path
    for name in ("retracted", "story-card", "card-headline", "disclosure", "paid"):
        words = [
            each.find("span") if name == "disclosure" else each for each in story.find_class(name)
        ]
        assert {said(each) for each in words} == {("en", "ltr")}, name
    for path in ("//*[@id='_notes']", "//*[@role='doc-backlink']", "//footer//nav"):
        assert {said(each) for each in story.xpath(f".{path}")} <= {("en", "ltr")}, path
    assert needless(page) == []


@pytest.mark.django_db
def test_a_card_in_the_storys_language_within_it_says_so_once():
    inner = make_edition(headline="לילה", language="he", slug="night")
    card = f'<figure class="story" data-story="{inner.article_id}"><a href="/x/">x</a></figure>'
    page = parsed(make_edition(body=f"<p>a</p>{card}", language="he").get_absolute_url())

    (headline,) = page.xpath("//aside//*[contains(@class, 'card-headline')]")

    assert said(headline) == ("he", "rtl")
    assert needless(page) == []


@pytest.mark.django_db
def test_editors_words_are_in_the_sites_language_where_the_interface_is_not(settings):
    settings.STORY_LANGUAGE = "ar"
    site_page = SitePage.objects.create(title="أ", slug="ethics", body="<p>ب</p>")
    section = make_section(description="ب")
    tag = Tag.objects.create(name="ت", slug="t", intro="ب")
    series = Series.objects.create(name="س", slug="s", intro="ب")
    author = make_author(bio="ب", role="ج")
    edition = make_edition(section=section, authors=[author], tags=[tag.name], series=series)
    make_wording(kind="interest", text="ب")
    places = {
        site_page.get_absolute_url(): ["story", "body"],
        section.get_absolute_url(): ["standfirst"],
        tag.get_absolute_url(): ["standfirst"],
        series.get_absolute_url(): ["standfirst"],
        "/series/": ["card-standfirst"],
        author.get_absolute_url(): ["author-bio", "author-role"],
        edition.get_absolute_url(): ["author-bio", "author-role"],
        "/disclosures/": ["disclosure"],
    }

    for path, names in places.items():
        page = parsed(path)
        assert (page.get("lang"), page.get("dir")) == ("en", "rtl")
        for name in names:
            assert {said(each) for each in page.find_class(name)} == {("ar", "rtl")}, path
        for each in page.find_class("story-meta") + page.find_class("follow"):
            assert said(each) == ("en", "rtl"), path
        assert needless(page) == [], path


@pytest.mark.django_db
def test_corrections_and_histories_say_the_languages_of_stories():
    section = make_section(public_history=True)
    edition = make_edition(headline="ליל", language="he", section=section)
    live = correct(edition)
    gone = correct(make_edition(headline="Nuit", slug="nuit", language="fr", section=section))
    publishing.withdraw(gone.article, by=make_user("Editor"), reason="Wrong.")

    french, hebrew = parsed("/corrections/").find_class("correction")
    history = parsed(f"{live.get_absolute_url()}history/")

    assert [said(hebrew.find(name)) for name in ("h2", "p")] == [("he", "rtl")] * 2
    assert [said(french.find(name)) for name in ("h2", "p")] == [("en", "ltr"), ("fr", "ltr")]
    (notice,) = history.find_class("history-notice")
    assert [said(line) for line in notice.findall("p")] == [("he", "rtl")] * 2
    assert said(notice.find("p/strong")) == ("en", "ltr")
    assert needless(parsed("/corrections/")) == needless(history) == []
