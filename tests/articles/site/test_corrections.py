"""Corrections as readers meet them: with the story, on their page, in their feed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles import publishing
from articles.models import Article, Notice
from articles.publishing import NewNotice
from newsroom.pagination import PER_PAGE
from tests.factories import make_author, make_edition, make_section, make_user

pytestmark = pytest.mark.django_db

ODD = "A\u0001 <b>& \ufffe ]]> “x” \u202e \U0001f600"


@pytest.fixture
def editor():
    return make_user("Editor")


def correct(edition, editor, kind="correction", text="It was 1988.", place="end", **changes):
    Article.objects.filter(pk=edition.article_id).update(**changes)
    return publishing.publish(edition.article, by=editor, notice=NewNotice(kind, text, place))


def page_of(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def feed_items():
    response = Client().get("/corrections/feed.xml")
    assert response["Content-Type"].startswith("application/rss+xml")
    return etree.fromstring(response.content).findall("channel/item")


def test_a_notice_stands_above_or_below_the_story_with_its_kind_and_date(editor):
    edition = make_edition(body="<p>The body.</p>")
    correct(edition, editor, "clarification", "Above & first.\n\nThen more.", "top")
    live = correct(edition, editor, "update", "Below.", "end")
    page = page_of(live.get_absolute_url())
    order = ["</h1>", ">Clarification</strong>", "<p>Above &amp; first.</p>", "<p>Then more.</p>"]
    order += ["The body.", ">Update</strong>", "<p>Below.</p>"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert f'datetime="{live.live_from:%Y-%m-%dT%H:%M}' in page[places[-2] :]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<!-- x", "{{ secret }}", ODD])
def test_whatever_a_notice_says_is_words(editor, text):
    live = correct(make_edition(), editor, text=text)
    for path in (live.get_absolute_url(), "/corrections/"):
        page = page_of(path)
        assert "<script>alert" not in page
        assert "<!-- x" not in page
        assert "<b>&" not in page
    assert len(feed_items()) == 1


def test_a_retracted_story_says_so_wherever_its_headline_stands(editor):
    section, author = make_section(), make_author()
    edition = make_edition(section=section, authors=[author], tags=["Mecha"], headline="Untrue")
    other = make_edition(section=section, authors=[author], tags=["Mecha"], headline="True")
    other.article.related_links.create(story=edition.article)
    correct(edition, editor, "retraction", "We made it up.")
    make_edition(other.article)
    expected = '<span class="retracted" >Retracted:</span> Untrue'
    lists = ["/", section.get_absolute_url(), author.get_absolute_url(), "/tags/mecha/"]
    for path in (*lists, edition.get_absolute_url(), other.get_absolute_url()):
        page = page_of(path)
        assert expected in page, path
        assert "</span> True" not in page
    assert "<title>Retracted: Untrue" in page_of(edition.get_absolute_url())


def test_the_page_lists_every_visible_correction_newest_first(editor):
    first, second = make_edition(headline="One"), make_edition(headline="Two")
    correct(first, editor, text="Mistake one")
    correct(second, editor, text="Mistake two", headline="Two, mended")
    at = timezone.now() + timedelta(days=1)
    publishing.schedule(first.article, by=editor, at=at, notice=NewNotice("update", "To come"))
    page = page_of("/corrections/")
    assert page.index("Mistake two") < page.index("Mistake one")
    assert "Two, mended</a>" in page
    assert "To come" not in page
    assert [item.findtext("title") for item in feed_items()] == [
        "Correction: Two, mended",
        "Correction: One",
    ]


def test_a_withdrawn_storys_correction_stays_but_neither_headline_nor_link(editor):
    edition = make_edition(headline="Libel", slug="libel")
    correct(edition, editor, text="He never did.", headline="Libel, mended")
    Article.objects.update(headline="A draft's words")
    publishing.schedule(edition.article, by=editor, at=timezone.now() + timedelta(hours=1),
                        notice=NewNotice("correction", "Called off words"))  # fmt: skip
    publishing.withdraw(edition.article, by=editor, reason="Libel suit")
    page, item = page_of("/corrections/"), feed_items()[0]
    assert "He never did." in page
    assert "A story that has been withdrawn" in page
    for words in ("Libel", "libel", "A draft", "Called off"):
        assert words not in page
        assert words not in etree.tostring(item).decode()
    assert item.findtext("link").endswith("/corrections/#_correction-" + str(correction_key()))


def correction_key() -> int:
    return Notice.objects.visible().get().pk


def test_every_link_of_the_feed_leads_to_its_notice_and_its_guid_stays(editor):
    edition = make_edition(slug="before")
    correct(edition, editor)
    guid = feed_items()[0].findtext("guid")
    Article.objects.update(slug="after")
    make_edition(edition.article)
    item = feed_items()[0]
    address, _, anchor = item.findtext("link").partition("#")
    assert address.endswith("/after/")
    assert f'id="{anchor}"' in page_of(address.removeprefix("http://testserver"))
    assert item.findtext("guid") == guid


def test_a_feed_is_well_formed_whatever_stands_in_a_headline(editor):
    correct(make_edition(), editor, headline=ODD, text=ODD)
    (item,) = feed_items()
    assert item.findtext("title") == "Correction: " + ODD.replace("\u0001", "").replace(
        "\ufffe", ""
    )
    assert "&lt;b&gt;&amp;" in item.findtext("description")


def test_the_page_has_pages_and_refuses_those_that_it_has_not(editor):
    edition = make_edition()
    for number in range(PER_PAGE + 1):
        correct(edition, editor, text=f"Mistake {number}.")
    assert "Older corrections" in page_of("/corrections/")
    assert "Mistake 0." in page_of("/corrections/?page=2")
    for page in ("3", "0", "x", "-1", "1e9"):
        assert Client().get("/corrections/", {"page": page}).status_code == 404
    assert Client().post("/corrections/").status_code == 405
    assert len(feed_items()) == PER_PAGE + 1


def test_the_queries_are_the_same_for_one_correction_and_for_many(editor):
    edition = make_edition()
    # What its page offers to read next takes a query, too.
    make_edition()

    def queries() -> list[int]:
        counts = []
        for path in ("/corrections/", "/corrections/feed.xml", edition.get_absolute_url()):
            with CaptureQueriesContext(connection) as captured:
                page_of(path)
            counts.append(len(captured))
        return counts

    correct(edition, editor)
    few = queries()
    for _ in range(5):
        correct(edition, editor)
        correct(make_edition(), editor)
    assert queries() == few
    assert few[0] <= 2
    assert few[1] == 1
