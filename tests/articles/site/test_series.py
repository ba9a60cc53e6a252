"""Series: in reading order on their page, with a box on each part, and public once a part is live."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.content import series as series_places
from articles.content.changes import changes
from articles.models import Article, Edition, Series
from newsroom.pagination import PER_PAGE
from tests.articles.site.test_views import stories_in
from tests.factories import make_article, make_edition, make_image, make_user, touch
from tests.test_site import Outline

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return Series.objects.create(name="Deep & Far", slug="deep", intro="Of the sea.\nAnd beyond.")


def part(series, number, **fields):
    return make_edition(series=series, series_part=number, **fields)


def box_of(client, edition) -> str:
    page = client.get(edition.get_absolute_url()).content.decode()
    found = re.search(r'<nav class="series-box".*?</nav>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def order_on_page(client, path="/series/deep/") -> list[str]:
    return stories_in(client.get(path).content.decode())


def test_parts_are_in_reading_order_and_those_without_a_number_last(client, series):
    third = part(series, 3, days_ago=9)
    first = part(series, 1, days_ago=1)
    late = part(series, None, days_ago=2)
    early = part(series, None, days_ago=5)
    second = part(series, 2, days_ago=3)
    expected = [first, second, third, early, late]
    assert order_on_page(client) == [each.get_absolute_url() for each in expected]
    assert list(Edition.objects.live().filter(series=series).in_reading_order()) == expected


def test_the_box_leads_to_the_parts_before_and_after(client, series):
    one, two, three = (part(series, n, headline=f"The {n}. part") for n in (1, 2, 3))
    assert box_of(client, two) == (
        "Part 2 of Deep &amp; Far Previous part The 1. part Next part The 3. part"
    )
    assert box_of(client, one) == "Part 1 of Deep &amp; Far Next part The 2. part"
    Series.objects.update(is_finished=True)
    assert box_of(client, three) == "Part 3 of 3 of Deep &amp; Far Previous part The 2. part"


def test_a_number_above_the_number_of_parts_is_no_contradiction(client, series):
    part(series, 1)
    Series.objects.update(is_finished=True)
    assert box_of(client, part(series, 5)).startswith("Part 5 of 5 of")
    assert box_of(client, part(series, None)).startswith("Part 6 of 6 of")


def test_a_part_without_a_number_has_no_number_of_another(client, series):
    for number in (1, 2, 3):
        last = part(series, number, days_ago=9 - number)
        if number == 2:
            publishing.withdraw(last.article, by=make_user("Editor"), reason="Gone.")
    loose = part(series, None)
    assert box_of(client, last).startswith("Part 3 of")
    assert box_of(client, loose).startswith("Part 4 of")


def test_a_withdrawn_part_leaves_the_box_and_the_page(client, series):
    one, two, three = (part(series, n, headline=f"The {n}. part") for n in (1, 2, 3))
    publishing.withdraw(two.article, by=make_user("Editor"), reason="Wrong.")
    assert "Next part The 3. part" in box_of(client, one)
    assert two.get_absolute_url() not in order_on_page(client)


def test_no_series_no_box(client):
    assert box_of(client, make_edition()) == ""


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([None, 1, 2, 2, 3, 7]), min_size=1, max_size=7))
def test_boxes_chain_all_parts_in_the_order_of_the_page(numbers):
    """Both orders, PostgreSQL's and `order_of`'s, are the same."""
    series = Series(pk=1, name="x", slug="x")
    now = timezone.now()
    parts = [
        Edition(
            pk=key,
            article_id=key,
            series=series,
            series_part=number,
            published_at=now - timedelta(days=key % 3),
        )
        for key, number in enumerate(numbers, start=1)
    ]
    parts.sort(key=lambda each: series_places.order_of(each, now))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series_places, "parts_of", lambda *_: parts)
        places = [series_places.place_of(each, now) for each in parts]
    assert [place.previous for place in places] == [None, *parts[:-1]]
    assert [place.next for place in places] == [*parts[1:], None]
    assert all(place.part <= place.total for place in places)
    assert len({place.total for place in places}) == 1


def test_a_series_is_public_only_with_a_live_part(client, series):
    picture = make_image()
    Series.objects.update(picture=picture)
    article = make_article(series=series, series_part=1)
    paths = ["/series/deep/", "/series/deep/feed.xml", f"/images/{picture.token}/64.webp"]

    def seen() -> bool:
        statuses = {client.get(path).status_code for path in paths}
        listed = "Deep &amp; Far" in client.get("/series/").content.decode()
        assert statuses == ({200} if listed else {404})
        return listed

    editor = make_user("Editor")
    assert not seen()
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(days=1))
    assert not seen()
    publishing.publish(article, by=editor)
    assert seen()
    publishing.withdraw(article, by=editor, reason="Wrong.")
    assert not seen()


def test_the_page_has_intro_picture_description_and_feed(client, series):
    Series.objects.update(picture=make_image(alt="A far coast"))
    part(series, 1)
    page = client.get("/series/deep/").content.decode()
    assert '<meta name="description" content="Of the sea. And beyond."' in page
    assert 'alt="A far coast"' in page
    assert "More parts will follow." in page
    assert 'href="/series/deep/feed.xml"' in page
    assert Outline(page).headings.count(1) == 1
    Series.objects.update(is_finished=True)
    assert "More parts will follow." not in client.get("/series/deep/").content.decode()


def test_the_feed_has_the_newest_part_first(client, series):
    part(series, 1, days_ago=5, headline="First")
    part(series, 2, days_ago=1, headline="Second")
    feed = client.get("/series/deep/feed.xml").content.decode()
    assert re.findall("<item><title>([^<]+)", feed) == ["Second", "First"]


def test_long_series_are_paged_with_constant_queries(client, series, django_assert_max_num_queries):
    made = [part(series, number) for number in range(1, PER_PAGE + 3)]
    with django_assert_max_num_queries(5):
        first = order_on_page(client)
    with django_assert_max_num_queries(5):
        second = order_on_page(client, "/series/deep/?page=2")
    assert first + second == [each.get_absolute_url() for each in made]
    with django_assert_max_num_queries(5):
        assert client.get(made[5].get_absolute_url()).status_code == 200
    for number in ("0", "x", "3"):
        assert client.get("/series/deep/", {"page": number}).status_code == 404
    assert client.get("/series/none/").status_code == 404


def test_a_part_beyond_what_is_read_has_a_box_without_neighbours(client, series, monkeypatch):
    monkeypatch.setattr(series_places, "MOST_PARTS", 3)
    made = [part(series, number) for number in range(1, 7)]
    assert box_of(client, made[-1]) == "A part of Deep &amp; Far"
    assert "Next part" in box_of(client, made[0])


def test_a_public_history_says_that_a_story_joined_or_left_a_series():
    other = Series.objects.create(name="Other", slug="other")
    first = Series.objects.create(name="First", slug="first")
    for was, now, sentence in (
        (None, first, "The story was made part of a series."),
        (first, None, "The story was taken out of its series."),
        (first, other, "The story was moved to another series."),
        (first, first, None),
    ):
        before, after = (Edition(pk=1, body="<p>a</p>", series=each) for each in (was, now))
        for edition in (before, after):
            edition._prefetched_objects_cache = {"bylines": Edition.objects.none()}
        assert changes(before, after) == ([sentence] if sentence else [])


def test_json_ld_names_the_series(client, series):
    page = client.get(part(series, 2).get_absolute_url()).content.decode()
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert data["isPartOf"]["@type"] == "CreativeWorkSeries"
    assert data["isPartOf"]["url"].endswith("/series/deep/")
    assert data["position"] == 2
    page = client.get(make_edition().get_absolute_url()).content.decode()
    assert "isPartOf" not in page


# Validation


def problems(article) -> list[str]:
    candidate = publishing.candidate.Candidate(article, timezone.now(), timezone.now())
    found = publishing.validation.validate(candidate, by=make_user("Editor"))
    return [each.message for each in found if each.rule == "series-part"]


def test_a_part_that_another_live_story_has_is_a_warning(series):
    part(series, 2, headline="The second one")
    article = make_article(series=series, series_part=2)
    assert problems(article) == [
        "Part 2 of “Deep & Far” is “The second one” already. Choose another number."
    ]
    assert publishing.publish(article, by=make_user("Editor"))
    assert problems(make_article(series=series, series_part=3)) == []


def test_a_story_is_no_rival_of_itself_nor_a_withdrawn_one(series):
    edition = part(series, 2)
    assert problems(touch(Article.objects.get(pk=edition.article_id))) == []
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Wrong.")
    assert problems(make_article(series=series, series_part=2)) == []


def test_a_part_of_no_series_is_a_warning():
    assert problems(make_article(series_part=4)) == [
        "Choose the series of which this is part 4, or empty the number."
    ]


@pytest.mark.parametrize("number", [0, 10_000])
def test_an_absurd_number_prevents_publishing(series, number):
    with pytest.raises(publishing.Refused):
        publishing.publish(make_article(series=series, series_part=number), by=make_user("Editor"))


# The desk


def test_editors_make_a_series_and_writers_look(newsroom):
    editor = newsroom.client("Editor")
    form = {"name": "New one", "slug": "new-one", "intro": "", "picture": ""}
    assert editor.post("/admin/articles/series/add/", form).status_code == 302
    made = Series.objects.get(slug="new-one")
    address = f"/admin/articles/series/{made.pk}/change/"
    page = editor.get(address).content.decode()
    assert "None yet" in page
    assert newsroom.client("Writer").get(address).status_code == 200
    assert newsroom.client("Writer").post(address, form).status_code == 403
    again = editor.post("/admin/articles/series/add/", form).content.decode()
    assert "already exists" in again


def test_the_address_of_a_series_with_editions_is_frozen(newsroom):
    made = Series.objects.get(slug="places-we-have-played")
    page = newsroom.client("Editor").get(f"/admin/articles/series/{made.pk}/change/")
    text = page.content.decode()
    assert 'name="slug"' not in text
    assert text.index("Color Runs Out") < text.index("Save Room")
    newsroom.client("Editor").post(f"/admin/articles/series/{made.pk}/delete/", {"post": "yes"})
    assert Series.objects.filter(pk=made.pk).exists()


def test_a_picture_without_a_credit_is_refused(newsroom):
    bare = make_image(credit="")
    form = {"name": "New one", "slug": "new-one", "intro": "", "picture": bare.pk}
    page = newsroom.client("Editor").post("/admin/articles/series/add/", form).content.decode()
    assert "has no credit" in page
    assert not Series.objects.filter(slug="new-one").exists()
