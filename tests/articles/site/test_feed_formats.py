"""Feeds by their specifications: RFC 4287, RSS 2.0, JSON Feed 1.1; with authors, pictures and videos."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.models import Edition
from tests.factories import make_author, make_edition, make_image, make_section, make_wording

pytestmark = pytest.mark.django_db
ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = "{http://search.yahoo.com/mrss/}"
VIDEO = {"url": "https://youtu.be/aaaaaaaaaaa", "title": "How <it> went"}
# RFC 4287, 4.1.2: how often an entry may have each element.
ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "content": (0, 1)}
ENTRY |= {"summary": (0, 1), "rights": (0, 1), "source": (0, 1)}


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def is_iri(text: str | None) -> bool:
    return bool(text) and bool(urlsplit(text).scheme)


@pytest.fixture
def edition() -> Edition:
    """A story with all that a feed can carry."""
    make_wording(kind="gifted", text="{partner} lent us the lamp.")
    inside = make_image(alt="A lamp", credit="Ben Oz", caption="Its own caption")
    authors = [make_author(name="Ana Ruiz", slug="ana"), make_author(name="Bo & Co", slug="bo")]
    body = (
        "<p>Words.</p>"
        f'<figure class="figure"><img data-file="{inside.pk}"><figcaption>A <em>lamp</em></figcaption></figure>'
    )
    return make_edition(
        headline="Of <lamps> & light",
        standfirst="Why 1 < 2 & <b>so</b> on",
        body=body,
        authors=authors,
        tags=["Lamps", "Light"],
        picture=make_image(alt="A <lighthouse>", credit="Cy Doe", caption="At dusk"),
        videos=[VIDEO],
        connection="gifted",
        connection_with="Lux",
    )


def check_person(person: ElementTree.Element) -> None:
    assert person.findtext(f"{ATOM}name")
    assert len(person.findall(f"{ATOM}name")) == 1
    assert all(is_iri(uri.text) for uri in person.findall(f"{ATOM}uri"))


def test_atom_has_all_that_rfc_4287_requires(edition):
    make_edition(section=make_section())
    feed = ElementTree.fromstring(get("/atom.xml"))

    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    assert is_iri(feed.findtext(f"{ATOM}id"))
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    for person in feed.iter(f"{ATOM}author"):
        check_person(person)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for entry in entries:
        for name, (least, most) in ENTRY.items():
            assert least <= len(entry.findall(f"{ATOM}{name}")) <= most, name
        assert entry.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")
        assert is_iri(entry.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo
        alternates = [
            link for link in entry.findall(f"{ATOM}link") if link.get("rel") in (None, "alternate")
        ]
        assert len(alternates) == 1
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_rss_has_all_that_its_specification_requires(edition):
    rss = ElementTree.fromstring(get("/feed.xml"))

    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss.findall("channel")
    for name in ("title", "link", "description"):
        assert channel.findtext(name), name
    assert parsedate_to_datetime(channel.findtext("lastBuildDate"))
    (item,) = channel.findall("item")
    assert item.findtext("title") == "Of <lamps> & light"
    assert is_iri(item.findtext("link"))
    assert item.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
    assert [category.text for category in item.findall("category")] == ["Lamps", "Light"]
    # HTML, as readers of feeds take it.
    assert item.findtext("description") == "Why 1 &lt; 2 &amp; &lt;b&gt;so&lt;/b&gt; on"


def test_json_feed_has_all_that_its_specification_requires(edition):
    feed = json.loads(get("/feed.json"))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert all(is_iri(feed[name]) for name in ("home_page_url", "feed_url"))
    (item,) = feed["items"]
    assert isinstance(item["id"], str)
    assert item["content_html"]
    assert is_iri(item["url"])
    assert item["image"].startswith("http://testserver/images/")
    for name in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[name]).tzinfo
    assert item["summary"] == "Why 1 < 2 & <b>so</b> on"


def test_every_author_is_named_in_every_feed(edition):
    item = ElementTree.fromstring(get("/feed.xml")).find("channel/item")
    entry = ElementTree.fromstring(get("/atom.xml")).find(f"{ATOM}entry")

    assert [creator.text for creator in item.findall(f"{DC}creator")] == ["Ana Ruiz", "Bo & Co"]
    atom = [
        (author.findtext(f"{ATOM}name"), author.findtext(f"{ATOM}uri"))
        for author in entry.findall(f"{ATOM}author")
    ]
    assert atom == [
        ("Ana Ruiz", "http://testserver/authors/ana/"),
        ("Bo & Co", "http://testserver/authors/bo/"),
    ]
    (entry,) = json.loads(get("/feed.json"))["items"]
    assert [(author["name"], author["url"]) for author in entry["authors"]] == atom


def contents() -> dict[str, str]:
    item = ElementTree.fromstring(get("/feed.xml")).find("channel/item")
    entry = ElementTree.fromstring(get("/atom.xml")).find(f"{ATOM}entry")
    return {
        "rss": item.findtext(CONTENT),
        "atom": entry.findtext(f"{ATOM}content"),
        "json": json.loads(get("/feed.json"))["items"][0]["content_html"],
    }


def test_pictures_stand_with_alt_text_caption_and_credit(edition):
    for name, content in contents().items():
        lead, inside = re.findall(r"<figure>(.*?)</figure>", content)
        assert 'alt="A &lt;lighthouse&gt;"' in lead, name
        assert "<figcaption>At dusk · Cy Doe</figcaption>" in lead, name
        assert "<figcaption>A <em>lamp</em> · Ben Oz</figcaption>" in inside, name
        assert (
            content.index("Lux lent us the lamp.")
            < content.index("<figure>")
            < content.index("Words.")
        )
        assert 'src="http://testserver/images/' in lead
    page = get(edition.get_absolute_url())
    assert re.findall(r'class="credit">([^<]*)<', page) == ["Cy Doe", "Ben Oz"]


def test_the_lead_picture_is_said_to_machines_too(edition):
    item = ElementTree.fromstring(get("/feed.xml")).find("channel/item")
    entry = ElementTree.fromstring(get("/atom.xml")).find(f"{ATOM}entry")

    picture = item.find(f"{MEDIA}content")
    address = f"http://testserver{edition.picture.get_absolute_url()}"
    assert (picture.get("url"), picture.get("medium")) == (address, "image")
    assert picture.findtext(f"{MEDIA}credit") == "Cy Doe"
    enclosures = [
        link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"
    ]
    assert enclosures == [address]


def test_videos_are_links_with_their_titles(edition):
    for name, content in contents().items():
        link = '<a href="https://www.youtube.com/watch?v=aaaaaaaaaaa">How &lt;it&gt; went</a> (YouTube)'
        assert link in content, name


def alternates(path: str) -> list[str]:
    links = re.findall(r'<link rel="alternate"[^>]*href="([^"]+)"', get(path))
    assert len(links) == len(set(links))
    return links


def test_a_page_names_its_own_feed_and_the_sites(edition):
    sites = ["/feed.xml", "/atom.xml", "/feed.json"]
    section = edition.section.slug
    own = {
        "/": [],
        f"/{section}/": [f"/{section}/feed.xml"],
        "/tags/lamps/": ["/tags/lamps/feed.xml"],
        "/authors/ana/": ["/authors/ana/feed.xml"],
        "/corrections/": ["/corrections/feed.xml"],
    }
    for path, feeds in own.items():
        assert alternates(path) == [*feeds, *sites], path
        for address in feeds:
            assert get(address).startswith("<?xml"), address


def test_tags_and_authors_have_feeds_of_their_stories_alone(edition):
    other = make_edition(headline="Another", authors=[make_author(slug="cy")], tags=["Other"])
    for path in ("/tags/lamps/", "/authors/ana/"):
        channel = ElementTree.fromstring(get(f"{path}feed.xml")).find("channel")
        assert [i.findtext("title") for i in channel.iter("item")] == ["Of <lamps> & light"]
        assert channel.findtext("link") == f"http://testserver{path}"
    assert other.headline in get("/authors/cy/feed.xml")


def test_tags_and_authors_that_are_only_on_drafts_have_no_feed():
    make_author(slug="new-hire")
    for path in ("/authors/new-hire/feed.xml", "/authors/nobody/feed.xml", "/tags/x/feed.xml"):
        assert Client().get(path).status_code == 404, path


@pytest.mark.parametrize("path", ["/tags/lamps/feed.xml", "/authors/ana/feed.xml"])
def test_their_queries_are_few_however_many_stories(path, django_assert_max_num_queries):
    author = make_author(slug="ana")
    for _ in range(8):
        image = make_image()
        body = f'<figure><img data-file="{image.pk}"></figure>'
        make_edition(body=body, authors=[author, make_author()], tags=["Lamps"], picture=image)
    get(path)
    with django_assert_max_num_queries(4):
        get(path)
