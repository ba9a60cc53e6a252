"""Cards in a body: which figures become one, and what readers see of the story behind it."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.content.blocks import Html
from articles.content.cards import StoryCard
from articles.models import Article
from newsroom.html import clean
from tests.articles.content.test_blocks import EVALUATE, PAID, derive, kinds
from tests.factories import make_article, make_edition, make_image, make_user, make_wording

pytestmark = pytest.mark.django_db


def story_card(article: Article, words: str = "Stored words") -> str:
    return f'<figure class="story" data-story="{article.pk}"><a href="/x/y/">{words}</a></figure>'


def get(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_story_card_is_clean_html():
    html = story_card(Article(pk=12))
    assert clean(html) == html
    assert derive(html, EVALUATE).blocks == [StoryCard(12)]


@pytest.mark.parametrize(
    "figure",
    [
        '<figure class="story"><a href="/x/">words</a></figure>',
        '<figure class="story" data-story="one"><a href="/x/">words</a></figure>',
        '<figure class="story" data-story="12"><a href="//elsewhere.example/">words</a></figure>',
        '<figure class="story" data-story="12"><a href="https://a.example/">words</a></figure>',
        '<figure class="story" data-story="12"><a href="/x/">wo</a>rds</figure>',
        '<figure class="story" data-story="12"><a href="/x/">wo</a><a href="/y/">rds</a></figure>',
        '<figure class="story" data-story="12">words</figure>',
    ],
)
def test_any_other_figure_of_the_class_keeps_its_words_and_links(figure):
    (block,) = derive(figure, EVALUATE).blocks
    assert isinstance(block, Html)
    assert re.sub("<.*?>", "", block.html) == "words"
    assert block.html.count("<a") == figure.count("<a")


def test_a_commercial_link_is_never_hidden_behind_a_card():
    figure = f'<figure class="story" data-story="12"><a href="{PAID}">words</a></figure>'
    assert kinds(figure) == ["Disclosures", "Html"]
    assert derive(figure, EVALUATE).earns


def test_readers_see_the_story_while_it_is_live_and_nothing_otherwise():
    editor = make_user("Editor")
    live = make_edition(headline="A live story", slug="live", picture=make_image(alt="A pier"))
    waiting = make_article(headline="A waiting story")
    publishing.schedule(waiting, by=editor, at=timezone.now() + timedelta(hours=1))
    body = "<p>a</p>" + "".join(map(story_card, (live.article, waiting, Article(pk=0))))
    edition = make_edition(body=body, days_ago=0.5)

    page = get(edition.get_absolute_url())

    assert page.count('class="story-card"') == 1
    card = re.search(r'<aside class="story-card".*?</aside>', page, re.DOTALL)[0]
    assert f'href="{live.get_absolute_url()}"' in card
    for shown in ("A live story", live.section.name, 'alt="A pier"'):
        assert shown in card
    assert "Stored words" not in page
    assert "A waiting story" not in page

    publishing.withdraw(live.article, by=editor, reason="It was wrong.")
    page = get(edition.get_absolute_url())
    assert "story-card" not in page
    assert "A live story" not in page


def test_a_card_says_what_a_card_in_a_list_says():
    make_wording(kind="sponsored", text="Paid for by {partner}.", label="Ad")
    advert = make_edition(headline="Kettles", connection="sponsored", connection_with="K")
    edition = make_edition(body=story_card(advert.article), days_ago=0.5)
    page = get(edition.get_absolute_url())
    assert '<span class="label">Ad</span>' in page
    content = json.loads(get("/feed.json"))["items"][0]["content_html"]
    assert (
        f'<p>Related: Ad: <a href="http://testserver{advert.get_absolute_url()}">Kettles</a></p>'
        in content
    )


def test_cards_take_one_query_however_many(django_assert_max_num_queries):
    others = [make_edition(picture=make_image()).article for _ in range(4)]
    one, all_of_them = (
        make_edition(body="<p>a</p>" + "".join(map(story_card, cards)), days_ago=0.5)
        for cards in (others[:1], others)
    )
    for edition in (one, all_of_them):
        get(edition.get_absolute_url())
        # One more than a story without related stories takes, as many as one with them.
        with django_assert_max_num_queries(4):
            get(edition.get_absolute_url())
    with django_assert_max_num_queries(4):
        get("/feed.xml")


def test_the_preview_shows_the_card(client):
    live = make_edition(headline="A live story")
    draft = make_article(body=story_card(live.article))
    client.force_login(make_user("Editor"))
    page = client.get(f"/admin/articles/article/{draft.pk}/preview/").content.decode()
    assert "story-card" in page
    assert "A live story" in page
