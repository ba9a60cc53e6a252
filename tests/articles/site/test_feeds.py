"""The same story on every surface, with the same disclosures before the first link."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from articles import publishing
from articles.models import Edition
from disclosures.audit.page import faults
from images.models import Image
from tests.articles.content.test_blocks import elements
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.django_db
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
GENERAL, AMAZON = "We earn from links in this story.", "As an Amazon Associate we earn."
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def surfaces(edition: Edition) -> dict[str, str]:
    """The story's HTML as each surface has it, where it is the only one."""
    item = ElementTree.fromstring(get("/feed.xml")).find("channel/item")
    entry = ElementTree.fromstring(get("/atom.xml")).find(f"{ATOM}entry")
    return {
        "page": re.search(
            r'<article class="story.*</article>', get(edition.get_absolute_url()), re.S
        )[0],
        "rss": item.findtext(CONTENT),
        "atom": entry.findtext(f"{ATOM}content"),
        "json": json.loads(get("/feed.json"))["items"][0]["content_html"],
    }


def data_of(edition: Edition) -> dict:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', get(edition.get_absolute_url())
    )
    return json.loads(found[1])


@pytest.fixture
def rules():
    make_wording(text=GENERAL)
    programme = make_programme()
    make_wording(text=AMAZON, mark="", programme=programme)
    return programme


def earns(address: str) -> bool:
    """Said anew, without the code that is measured."""
    host = re.match(r"(?:https?:)?[/\\]{2}([^/\\?#]*)", address, re.IGNORECASE)
    return bool(host) and re.fullmatch(r"(.*\.)?amazon\.com", host[1].lower()) is not None


def test_every_surface_tells_the_same_before_the_first_link(rules):
    make_wording(kind="gifted", text="{partner} lent us the lamp.")
    edition = make_edition(body="<p>Words.</p>" + PAID, connection="gifted", connection_with="Lux")

    for name, content in surfaces(edition).items():
        assert list(faults(content, earns, [GENERAL, AMAZON])) == [], name
        assert content.index("Lux lent us the lamp.") < content.index("Words."), name
        assert 'rel="sponsored' in content, name

    expected = ["Lux lent us the lamp.", GENERAL, AMAZON]
    assert [part["text"] for part in data_of(edition)["hasPart"]] == expected
    item = json.loads(get("/feed.json"))["items"][0]
    assert [disclosure["text"] for disclosure in item["_disclosures"]] == expected


def test_amazons_sentence_is_there_when_and_only_when_its_link_is(rules):
    make_programme(name="Other", patterns="other.example")
    edition = make_edition(body='<p><a href="https://other.example/1">x</a></p>')
    for name, content in surfaces(edition).items():
        assert GENERAL in content, name
        assert AMAZON not in content, name


def test_a_channel_that_the_programme_forbids_has_the_words_alone(rules):
    rules.channels = ["page"]
    rules.save()
    edition = make_edition(body=PAID)
    found = surfaces(edition)
    assert "<a" in found.pop("page").split("Learn more")[1]
    for name, content in found.items():
        assert content == "<p>Buy</p>", name
    assert json.loads(get("/feed.json"))["items"][0]["_disclosures"] == []


def test_in_the_uk_cards_and_titles_are_labelled(rules):
    make_wording(jurisdiction="UK", text="We earn from links here.", label="Ad", mark="ad")
    uk = make_edition(body=PAID, section=make_section(jurisdiction="UK"), headline="Of lamps")
    plain = make_edition(section=uk.section, headline="Of no lamps")
    us = make_edition(body=PAID, section=make_section(), headline="Of American lamps")

    front = get("/")
    titles = re.findall(r"<title>(.*?)</title>", get("/feed.xml"))

    assert re.search(r'class="label">Ad</span></p>\s*<h\d[^>]*><a[^>]*>Of lamps', front)
    assert front.count('class="label"') == 1
    assert {"Ad: Of lamps", "Of no lamps", "Of American lamps"} <= set(titles)
    assert '<span class="label" >Ad</span>' in get(uk.get_absolute_url())
    for other in (us, plain):
        # Below its body stands what to read next.
        assert '"label"' not in get(other.get_absolute_url()).partition('class="related"')[0]


def test_a_sponsored_story_is_one_everywhere():
    make_wording(kind="sponsored", text="{partner} paid for this.", label="Paid for by {partner}")
    edition = make_edition(connection="sponsored", connection_with="Lux", headline="Of lamps")
    assert 'class="label">Paid for by Lux<' in get("/")
    assert "<title>Paid for by Lux: Of lamps</title>" in get("/feed.xml")
    data = data_of(edition)
    assert data["@type"] == "AdvertiserContentArticle"
    assert data["sponsor"] == {"@type": "Organization", "name": "Lux"}


def test_a_label_of_one_programme_is_on_cards_too(rules):
    uk = make_section(jurisdiction="UK")
    make_wording(jurisdiction="UK", programme=rules, text=AMAZON, mark="", label="Ad")
    make_edition(body=PAID, section=uk)
    assert 'class="label">Ad<' in get("/")


def test_wording_for_another_audience_is_better_than_none():
    """A section moves to a jurisdiction that nobody has written a wording for."""
    make_wording(jurisdiction="US", text=GENERAL)
    make_programme()
    edition = make_edition(body=PAID)
    edition.section.jurisdiction = "EU"
    edition.section.save()
    for name, content in surfaces(edition).items():
        assert list(faults(content, earns, [GENERAL])) == [], name


def test_words_that_look_like_links_stay_as_they_are():
    content = surfaces(make_edition(body='<p>Write &lt;a href="/x"&gt;.</p>'))["rss"]
    assert '&lt;a href="/x"&gt;' in content


def test_an_authors_interest_is_shown_with_their_stories():
    author = make_author(name="Ana Ruiz")
    author.interests.create(text="Ana Ruiz owns shares in Lux.", since=timezone.now())
    author.interests.create(
        text="Ana Ruiz will join Lux.", since=timezone.now() + timedelta(days=1)
    )
    edition = make_edition(authors=[author])
    for name, content in surfaces(edition).items():
        assert "Ana Ruiz owns shares in Lux." in content, name
        assert "will join" not in content, name


def test_an_item_keeps_its_id_and_its_date_through_updates_and_moves():
    edition = make_edition()
    before = json.loads(get("/feed.json"))["items"][0]
    article = edition.article
    article.headline, article.slug = "Another", "another"
    article.save()
    publishing.publish(article, by=make_user("Editor"))
    after = json.loads(get("/feed.json"))["items"][0]
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert after["date_modified"] > before["date_modified"]
    assert after["url"] != before["url"]


def test_a_feed_stands_by_itself():
    image = make_image()
    body = f'<figure><img data-file="{image.pk}"><figcaption>c</figcaption></figure><p><a href="/about/">us</a></p>'
    content = surfaces(make_edition(body=body))["rss"]
    assert (
        re.findall(r'(?:href|src)="([^"]{22})', content)
        == [
            "http://testserver/imag",
            "http://testserver/abou",
        ][: len(re.findall("testserver", content))]
    )
    assert "class=" not in content.replace('class="disclosure"', "")


def test_odd_characters_leave_a_feed_readable():
    make_edition(headline="A \x08 & <b> \ufffe", body="<p>\x0b ]]> \x1f</p>")
    for path in ("/feed.xml", "/atom.xml"):
        ElementTree.fromstring(get(path))


def test_a_notice_goes_with_its_story():
    edition = make_edition(body="<p>Words.</p>")
    for place, text in (("top", "It was <so>."), ("end", "It was not so.")):
        publishing.publish(
            edition.article,
            by=make_user("Editor"),
            notice=publishing.NewNotice("correction", text, place),
        )
    content = surfaces(edition)["rss"]
    above, _, below = content.partition("Words.")
    assert "): It was &lt;so&gt;.</p>" in above
    assert "): It was not so.</p>" in below


def test_a_section_has_a_feed_of_its_own():
    mine, other = make_edition(headline="Mine"), make_edition(section=make_section())
    page = get(f"/{mine.section.slug}/feed.xml")
    assert "Mine" in page
    assert other.headline not in page
    assert Client().get("/nothing/feed.xml").status_code == 404


def test_nothing_but_live_stories_is_in_a_feed():
    article = make_article(headline="A draft")
    publishing.schedule(article, by=make_user("Editor"), at=timezone.now() + timedelta(hours=1))
    for path in ("/feed.xml", "/atom.xml", "/feed.json"):
        assert "A draft" not in get(path)


@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml", "/feed.json"])
def test_a_feed_takes_the_same_few_queries_however_many_stories(
    path, rules, django_assert_max_num_queries
):
    for _ in range(12):
        make_edition(body=PAID, authors=[make_author(), make_author()])
    get(path)
    with django_assert_max_num_queries(3):
        get(path)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(elements, min_size=1, max_size=6).map("".join))
def test_on_every_surface_a_disclosure_if_and_only_if_a_commercial_link(body):
    """Whatever the body: measured on what readers get, by code that makes none of it."""
    edition = one_story(body)

    for name, content in surfaces(edition).items():
        expected = [GENERAL]
        assert list(faults(content, earns, expected)) == [], (name, body)


def one_story(body: str) -> Edition:
    """The only live story, with this body; its picture is one of the library's."""
    if not Image.objects.exists():
        make_wording(text=GENERAL)
        make_programme(patterns="amazon.com")
        make_image()
    for edition in Edition.objects.live():
        publishing.withdraw(edition.article, by=make_user("Editor"), reason="Next")
    picture = Image.objects.get().pk
    try:
        return make_edition(body=body.replace('data-file="3"', f'data-file="{picture}"'))
    except publishing.Refused:
        return reject()
