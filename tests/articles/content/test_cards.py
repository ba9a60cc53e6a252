"""Cards in a body: which figures become one, and what readers see of the story or product."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.content.blocks import Html
from articles.content.cards import ProductCard, StoryCard
from articles.evidence.record import make_evidence
from articles.models import Article, SitePage
from disclosures.models import Link
from newsroom.html import clean
from tests.articles.content.test_blocks import EVALUATE, NONE, PAID, derive, kinds
from tests.factories import (
    make_article,
    make_edition,
    make_image,
    make_programme,
    make_user,
    make_wording,
)

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


def test_a_policy_shows_the_card_and_the_disclosure_of_a_product():
    make_programme(patterns="amazon.com")
    make_wording(text="We earn from links.")
    live = make_edition(headline="A live story")
    draft = make_article(headline="A draft")
    cards = story_card(live.article) + story_card(draft)
    body = cards + PRODUCT.replace('<img src="/x" alt="" data-file="{key}">', "")
    SitePage.objects.create(slug="ethics", title="Ethics", body=body)
    page = get("/about/ethics/")
    assert page.count('class="story-card"') == 1
    assert "A live story" in page
    assert page.index("We earn from links.") < page.index('<figure class="product">')


def test_the_preview_shows_the_card(client):
    live = make_edition(headline="A live story")
    draft = make_article(body=story_card(live.article))
    client.force_login(make_user("Editor"))
    page = client.get(f"/admin/articles/article/{draft.pk}/preview/").content.decode()
    assert "story-card" in page
    assert "A live story" in page


PRODUCT = (
    '<figure class="product"><figcaption>Kettle</figcaption>'
    '<img src="/x" alt="" data-file="{key}"><p>Boils.</p><p class="price">$ 20</p>'
    f'<p class="shops"><a href="{PAID}">Shop</a> <a href="https://example.org/">Maker</a></p></figure>'
)


def test_a_product_is_clean_html_and_becomes_a_card_without_its_empty_lines():
    html = PRODUCT.format(key=7)
    assert clean(html) == html
    empty = html.replace("Boils.", "").replace("$ 20", " ")
    disclosure, card = derive(f"<p>a</p>{empty}", EVALUATE).blocks[1:]
    assert type(disclosure).__name__ == "Disclosures"
    assert isinstance(card, ProductCard)
    assert card.key == 7
    assert re.findall("<(?!/)([^> ]+)", card.html) == ["figcaption", "p", "a", "a"]
    assert f'<a href="{PAID}" rel="sponsored" data-link="0">' in card.html


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ('<p class="shops"><a href="/x/">b</a></p><figcaption>a</figcaption>', ["ProductCard"]),
        ('<img data-file="1">', ["Picture"]),
        ('<img data-file="1"><img data-file="2"><p>a</p>', ["ProductCard", "Picture"]),
        ('<figcaption></figcaption><p></p><p class="price"></p><p class="shops"></p>', []),
        (f'<a href="{PAID}"><img data-file="1"></a>', ["Picture"]),
        (f'<figcaption><a href="{PAID}">a</a></figcaption>', ["Disclosures", "ProductCard"]),
    ],
)
def test_no_content_of_a_product_is_lost(figure, expected):
    assert kinds(f'<figure class="product">{figure}</figure>') == expected


def test_the_name_of_a_product_comes_first_as_figures_want_it():
    (card,) = derive(
        '<figure class="product"><p>b</p><figcaption>a</figcaption></figure>', NONE
    ).blocks
    assert card.html == "<figcaption>a</figcaption><p>b</p>"


def test_the_links_of_a_product_are_disclosed_audited_and_proven():
    make_programme(patterns="amazon.com")
    make_wording(text="We earn from links.")
    picture = make_image(alt="A kettle", credit="Bo Lind")
    edition = make_edition(body="<p>a</p>" + PRODUCT.format(key=picture.pk))

    page = get(edition.get_absolute_url())
    card = re.search(r'<figure class="product">.*?</figure>', page, re.DOTALL)[0]
    assert page.index("We earn from links.") < page.index(card)
    for shown in ("Kettle", "Boils.", "$ 20", 'alt="A kettle"', "Bo Lind", 'data-link="0"'):
        assert shown in card
    assert f'href="{PAID}" rel="sponsored"' in card
    assert 'href="https://example.org/">' in card

    links = {link.address: link for link in Link.objects.filter(edition=edition)}
    assert links[PAID].programme is not None
    proven = make_evidence(edition.path, timezone.now())
    assert proven.page.index("We earn from links.") < proven.page.index(PAID)
    assert [link["shown_as"] for link in proven.record["links"]] == ["link", "link"]
    for address in ("/feed.xml", "/feed.json"):
        feed = get(address)
        assert feed.index("We earn from links.") < feed.index("Kettle") < feed.index(PAID)


def test_a_product_without_a_wording_in_force_is_refused():
    make_programme(patterns="amazon.com")
    article = make_article(body=PRODUCT.format(key=make_image().pk))
    with pytest.raises(publishing.Refused, match="wording"):
        publishing.publish(article, by=make_user("Editor"))
