"""Why a draft can’t be published: every problem at once, and nothing is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Edition, Event
from tests.articles.publishing.refusals import SOON, problems_of
from tests.factories import (
    make_article,
    make_edition,
    make_image,
    make_programme,
    make_wording,
)

pytestmark = pytest.mark.django_db


def test_all_problems_are_reported_at_once_and_nothing_is_written(editor):
    article = make_article(authors=[], headline=" ", slug="", body="<p> </p>", section=None)

    problems = problems_of(publishing.publish, article, by=editor)

    assert {field for field, _ in problems} == {"headline", "body", "section", "bylines", "slug"}
    assert not Edition.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("flaw", [{"alt": ""}, {"credit": ""}])
@pytest.mark.parametrize("place", ["picture", "body"])
def test_a_picture_needs_alt_text_and_credit(editor, flaw, place):
    image = make_image(**flaw)
    body = f'<figure class="figure"><img src="/x" data-file="{image.pk}"></figure><p>Words</p>'
    article = make_article(**({"picture": image} if place == "picture" else {"body": body}))

    assert [field for field, _ in problems_of(publishing.publish, article, by=editor)] == [place]


def test_a_decorative_picture_needs_no_alt_text(editor):
    article = make_article(picture=make_image(alt="", decorative=True))

    assert publishing.publish(article, by=editor)


@pytest.mark.parametrize(
    "picture", ['<img src="https://elsewhere.test/a.jpg">', '<img src="/x" data-file="999999">']
)
def test_a_picture_from_elsewhere_is_refused(editor, picture):
    article = make_article(body=f"<p>Words</p><figure>{picture}</figure>")

    (problem,) = problems_of(publishing.publish, article, by=editor)

    assert "not from the picture library" in problem[1]


def test_commercial_links_need_a_wording_in_force(editor):
    make_programme()
    article = make_article(body='<p><a href="https://amazon.com/dp/1">Buy</a></p>')
    assert (
        "no wording for it is in force" in problems_of(publishing.publish, article, by=editor)[0][1]
    )

    make_wording()

    assert publishing.publish(article, by=editor).links.current().commercial().exists()


def test_each_surface_needs_its_wording(editor):
    make_programme()
    make_wording(channel="page")
    article = make_article(body='<p><a href="https://amazon.com/dp/1">Buy</a></p>')
    assert "then in feeds" in problems_of(publishing.publish, article, by=editor)[0][1]


def test_a_picture_that_is_a_link_is_refused(editor):
    image = make_image()
    body = f'<figure><a href="/x/"><img data-file="{image.pk}"></a></figure><p>Words</p>'
    problems = problems_of(publishing.publish, make_article(body=body), by=editor)
    assert "itself a link" in problems[0][1]


def test_an_embargo_holds_until_its_instant(editor):
    until = timezone.now() + SOON
    article = make_article(embargo_until=until)
    assert problems_of(publishing.publish, article, by=editor)[0][0] == "embargo_until"
    early = until - timedelta(seconds=1)
    assert problems_of(publishing.schedule, article, by=editor, at=early)[0][0] == "embargo_until"

    assert publishing.schedule(article, by=editor, at=until).live_from == until


def test_an_address_another_story_has_or_had_is_refused(editor):
    first = make_edition(slug="taken").article
    publishing.withdraw(first, by=editor, reason="Wrong")

    problems = problems_of(publishing.publish, make_article(slug="taken"), by=editor)

    assert problems == [("slug", "Another story has or had this address. Choose another.")]


@pytest.mark.parametrize("address", ["example.com/book", "www.example.com", ""])
def test_a_link_that_leads_nowhere_is_refused(editor, address):
    article = make_article(body=f'<p><a href="{address}">a</a> <a href="#b">b</a></p>')
    assert "leads nowhere" in problems_of(publishing.publish, article, by=editor)[0][1]


def test_a_picture_where_it_can_not_be_shown_is_refused(editor):
    image = make_image()
    article = make_article(body=f'<ul><li><p>a<img src="/x" data-file="{image.pk}"></p></li></ul>')
    assert "line of its own" in problems_of(publishing.publish, article, by=editor)[0][1]
