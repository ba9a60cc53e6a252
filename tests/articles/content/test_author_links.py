"""The links in the author boxes of a story: all but those that earn."""

import pytest

from articles.content import story_page
from articles.models import Article
from authors.models import Link
from newsroom import clock
from tests.factories import make_author, make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    make_programme()
    make_wording()
    ida, tom = make_author(name="Ida Lund"), make_author(name="Tom Reed")
    for position, (label, url) in enumerate(
        [("Second", "https://b.example"), ("Shop", "https://amazon.com/shop/ida"), ("Third", "/x")]
    ):
        Link.objects.create(author=ida, label=label, url=url, position=position)
    Link.objects.create(author=ida, label="First", url="https://a.example", position=0)
    return make_edition(authors=[ida, tom])


def labels(page):
    return [[link.label for link in links] for links in page.author_links.values()]


def test_a_box_has_its_authors_links_in_order_without_those_that_earn(edition, client):
    page = story_page.of_edition(story_page.story_at(edition.path, clock.now()).first())
    assert labels(page) == [["Second", "First", "Third"], []]
    html = client.get(edition.get_absolute_url()).content.decode()
    assert '<a href="https://a.example">First</a>' in html
    assert "amazon" not in html
    assert 'class="disclosure"' not in html  # for nothing on the page earns
    assert html.count('/feed.xml">Follow by feed') == 2


def test_a_preview_shows_the_same_links(edition):
    assert labels(story_page.of_draft(Article.objects.get())) == [["Second", "First", "Third"], []]


def test_links_take_no_query_of_their_own(edition, client, django_assert_max_num_queries):
    client.get(edition.get_absolute_url())
    with django_assert_max_num_queries(4):
        client.get(edition.get_absolute_url())
