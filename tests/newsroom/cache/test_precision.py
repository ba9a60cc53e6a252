"""A change drops the pages that show it, and leaves the others in memory."""

import pytest
from django.db import connection

from articles import publishing
from articles.models import (
    Article,
    Edition,
    EditionRelated,
    FrontEdition,
    MostRead,
    Section,
    SimilarStory,
    SitePage,
)
from authors.models import Author
from tests.factories import make_article, make_edition, touch
from tests.newsroom.cache.process import Process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newsroom")]


@pytest.fixture
def addresses(process) -> dict[str, Edition | None]:
    """Every story and list, each in memory."""
    found: dict[str, Edition | None] = {
        edition.get_absolute_url(): edition for edition in Edition.objects.live()
    }
    found |= dict.fromkeys(["/", "/feed.xml", "/disclosures/", "/about/", "/corrections/"])
    found |= {section.get_absolute_url(): None for section in Section.objects.public()}
    for address in found:
        process.get(address)
    assert in_memory(process) == found.keys()
    return found


def in_memory(process: Process) -> set[str]:
    return {path for _scheme, _host, path, _query in process.store.pages}


def dropped(process: Process, addresses: dict[str, Edition | None]) -> set[str]:
    process.hear()
    return addresses.keys() - in_memory(process)


def story() -> Article:
    """Return a live story that others are related to, in a section with more stories."""
    related = EditionRelated.objects.filter(content_object__in=Edition.objects.live())
    keys = related.values_list("story_id", flat=True)
    live = Edition.objects.live().filter(article_id__in=keys)
    return next(each.article for each in live if each.section.editions.live().count() > 3)


def test_an_update_drops_the_story_its_lists_and_where_it_is_offered(newsroom, process, addresses):
    article = story()
    expected = {f"/{article.path}/", f"/{article.section.slug}/", "/", "/feed.xml"}
    offered = {
        address for address in addresses if f'href="/{article.path}/"' in process.get(address).body
    }
    assert offered - expected
    expected |= offered
    expected |= {"/corrections/"} if article.notices.visible().exists() else set()
    before = set(SimilarStory.objects.values_list("story_id", "other_id", "score"))

    article.body += "<p>And one thing more.</p>"
    article.save()
    publishing.publish(article, by=newsroom.user("editor"))

    after = set(SimilarStory.objects.values_list("story_id", "other_id", "score"))
    # A neighbour whose similar stories the update changed, perhaps beyond those that its page shows.
    changed = {story for story, _other, _score in before ^ after}
    neighbours = Edition.objects.live().filter(article_id__in=changed)
    expected |= {edition.get_absolute_url() for edition in neighbours}
    assert dropped(process, addresses) == expected
    assert len(expected) < len(addresses) / 2


def test_a_story_that_goes_live_drops_the_page_with_its_card(newsroom, process):
    """The page shows nothing of the card before, so it must know the key of what it doesn't show."""
    other = make_article(headline="A quagga", section=Section.objects.get(slug="anime"))
    card = f'<figure class="story" data-story="{other.pk}"><a href="/anime/x/">x</a></figure>'
    address = make_edition(body=f"<p>a</p>{card}", slug="with-a-card").get_absolute_url()
    process.hear()
    assert "story-card" not in process.get(address).body

    publishing.publish(other, by=newsroom.user("editor"))
    process.hear()

    assert "A quagga" in process.get(address).body


def test_a_draft_drops_nothing(newsroom, process, addresses):
    touch(story())
    article = Article.objects.filter(editions=None)[0]
    article.tags.add("A new tag")
    assert not dropped(process, addresses)


def test_an_author_drops_the_stories_and_lists_with_the_name(process, addresses):
    author = Author.objects.filter(editionbylines__content_object__in=Edition.objects.live())[0]
    stories = {
        address
        for address, edition in addresses.items()
        if edition and edition.bylines.filter(author=author)
    }
    Author.objects.filter(pk=author.pk).update(bio="Changed")
    found = dropped(process, addresses)
    assert stories <= found
    assert found & {*(e.get_absolute_url() for e in Edition.objects.live())} == stories
    assert not found & {"/about/", "/disclosures/", "/corrections/"}


def test_a_site_page_drops_the_pages_that_list_it_and_one_in_the_footer_all(process, addresses):
    SitePage.objects.filter(place="").update(title="Changed")
    # The front page names them in its structured data.
    assert dropped(process, addresses) == {"/about/", "/", "/disclosures/"}
    for address in addresses:
        process.get(address)
    SitePage.objects.filter(place="legal").update(place="")
    assert dropped(process, addresses) == {*addresses} - {"/feed.xml"}


def test_a_new_ranking_drops_only_what_shows_one(process, addresses):
    ranked = {
        edition.section.get_absolute_url() if edition.section else "/"
        for edition in FrontEdition.objects.live()
        if any(each.is_ranking for each in edition.parsed())
    }
    MostRead.objects.first().delete()
    assert dropped(process, addresses) == ranked
    assert 0 < len(ranked) < len(addresses) / 2


def test_the_first_story_of_a_section_changes_every_header(newsroom, process, addresses):
    section = Section.objects.create(name="Radio", slug="radio")
    process.hear()
    for address in addresses:
        process.get(address)
    edition = Edition.objects.live()[0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_edition DISABLE TRIGGER guard")
        cursor.execute(
            "UPDATE articles_edition SET section_id = %s WHERE id = %s", [section.pk, edition.pk]
        )
    assert dropped(process, addresses) == addresses.keys()
    assert "Radio" in process.get("/about/").body
