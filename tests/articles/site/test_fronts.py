"""Fronts: what the containers show, as a property; and by SQL what a simple reading finds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.models import HOME, Edition, Front, Genre, MostRead, Section, Tag
from articles.models.containers import Container, Layout, Pin, Source, as_json, from_json, pin_ends
from articles.publishing import fronts as actions
from articles.site.fronts import fill, read_front
from newsroom import clock
from tests.factories import make_article, make_edition, make_section, make_user

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORIES = list(range(1, 31))
PASTS_AND_FUTURES = [None, NOW - timedelta(minutes=1), NOW, NOW + timedelta(minutes=1)]

sources = st.sampled_from(Source.values)
counts = st.integers(1, 6)


@st.composite
def fronts(draw):
    """Containers without a story pinned twice, live editions, and each source's newest stories."""
    live = draw(st.lists(st.sampled_from(STORIES), unique=True))
    left = draw(st.permutations(STORIES))
    containers, filling = [], []
    for _ in range(draw(st.integers(0, 7))):
        count = draw(counts)
        chosen, left = left[: draw(st.integers(0, count))], left[count:]
        pins = tuple(Pin(story, draw(st.sampled_from(PASTS_AND_FUTURES))) for story in chosen)
        source = draw(sources)
        containers.append(Container(source=source, count=count, pins=pins))
        newest = draw(st.lists(st.sampled_from(live), unique=True)) if live else []
        filling.append([(story, story + 100) for story in newest if source != Source.NONE])
    return containers, {story: story + 100 for story in live}, filling


@given(fronts())
def test_no_story_is_shown_twice_and_pins_hold_their_places(front):
    containers, live, filling = front
    every = list(zip(containers, fill(containers, live, filling, NOW), filling, strict=True))

    # A ranking is shown as it is, and decides about nothing else.
    for container, place, newest in every:
        assert not container.is_ranking or place == [e for _, e in newest][: container.count]
    others = [each for each in every if not each[0].is_ranking]
    containers, places, filling = zip(*others, strict=True) if others else ((), (), ())
    shown = [edition for place in places for edition in place]
    assert len(shown) == len(set(shown))
    for container, place, newest in zip(containers, places, filling, strict=True):
        held = [live[p.story] for p in container.pins if p.holds(NOW) and p.story in live]
        assert place[: len(held)] == held
        assert len(place) <= container.count
        # The others are the source's newest that the page doesn't show elsewhere.
        elsewhere = set(shown) - set(place) | set(held)
        before = {e for other in places[: places.index(place)] for e in other}
        rest = [edition for _, edition in newest if edition not in before | set(held)]
        assert place[len(held) :] == [e for e in rest if e in place]
        assert len(place) == container.count or {e for _, e in newest} <= elsewhere | set(place)


@given(st.permutations(STORIES), st.integers(0, 9))
def test_a_later_pin_takes_a_story_from_an_earlier_container(newest, at):
    filling = [(story, story + 100) for story in newest]
    containers = [Container(count=10), Container(source=Source.NONE, pins=(Pin(newest[at]),))]

    first, second = fill(containers, {newest[at]: newest[at] + 100}, [filling, []], NOW)

    assert second == [newest[at] + 100]
    assert first == [s + 100 for s in newest if s != newest[at]][:10]


def test_more_pins_than_places_or_a_story_pinned_twice_do_no_harm():
    pins = tuple(map(Pin, (1, 1, 2, 3)))
    live = {story: story + 100 for story in STORIES}

    places = fill([Container(count=2, pins=pins), Container(pins=pins)], live, [[], []], NOW)

    assert places == [[101, 102], [103]]


@given(fronts())
def test_containers_are_the_same_after_a_while_as_json(front):
    containers, _, _ = front
    assert from_json(as_json(containers)) == containers
    assert pin_ends(containers) == sorted({p.until for c in containers for p in c.pins if p.until})


@pytest.fixture
def editor(db):
    return make_user("Editor")


def headlines(page: int, containers: list[Container] | None = None, at: datetime | None = None):
    """The headlines that each container of a page shows."""
    at = at or clock.now()
    sections = list(Section.objects.public(at))
    shown = read_front(page, sections, at, containers)
    return [(each.heading, [edition.headline for edition in each.stories]) for each in shown]


@pytest.fixture
def stories(editor):
    """Six live stories of two sections, the newest first by number."""
    games, films = (
        make_section(name="Games", slug="games"),
        make_section(name="Films", slug="films"),
    )
    return {
        number: make_edition(
            days_ago=number,
            headline=f"S{number}",
            section=games if number % 2 else films,
            genre=Genre.REVIEW if number > 4 else "",
            tags=["Mecha"] if number in (2, 5) else [],
        )
        for number in range(1, 7)
    }


def test_each_source_fills_a_container_with_its_newest(stories):
    games, films = stories[1].section, stories[2].section
    tag = Tag.objects.get(name="Mecha")
    every = [
        Container(count=1),
        Container(source=Source.SECTION, section=films.pk, count=2),
        Container(source=Source.TAG, tag=tag.pk),
        Container(source=Source.GENRE, genre=Genre.REVIEW),
        Container(source=Source.NONE, pins=(Pin(stories[3].article_id),)),
        Container(source=Source.MOST_READ, count=2),
        Container(layout=Layout.RIVER, heading="Rest"),
    ]
    for position, number in enumerate((6, 2, 3), 1):
        MostRead.objects.create(position=position, article=stories[number].article)

    assert headlines(HOME, every) == [
        ("", ["S1"]),
        ("Films", ["S2", "S4"]),
        ("Mecha", ["S5"]),
        ("Reviews", ["S6"]),
        ("", ["S3"]),
        # It shows what is read, also if it is elsewhere on the page.
        ("Most read", ["S6", "S2"]),
    ]
    # A section's front has the newest, and a genre, of the section.
    of_games = [Container(source=Source.GENRE, genre=Genre.REVIEW), Container()]
    assert headlines(games.pk, of_games) == [("Reviews", ["S5"]), ("", ["S1", "S3"])]


def test_pins_that_are_withdrawn_scheduled_or_expired_are_filled(stories, editor):
    at = clock.now()
    publishing.withdraw(stories[6].article, by=editor, reason="Wrong.")
    waiting = make_article(headline="Waits")
    publishing.schedule(waiting, by=editor, at=at + timedelta(hours=1))
    pins = (
        Pin(stories[6].article_id),
        Pin(waiting.pk),
        Pin(stories[5].article_id, until=at + timedelta(minutes=30)),
        Pin(999_999_999),
    )
    front = [Container(count=4, pins=pins)]

    assert headlines(HOME, front) == [("", ["S5", "S1", "S2", "S3"])]
    later = at + timedelta(minutes=45)
    assert headlines(HOME, front, later) == [("", ["S1", "S2", "S3", "S4"])]
    assert headlines(HOME, front, at + timedelta(hours=2))[0][1][:2] == ["Waits", "S1"]


def test_a_source_that_is_gone_leaves_its_container_out(stories):
    gone = [Container(source=Source.SECTION, section=0), Container(source=Source.TAG, tag=0)]
    assert headlines(HOME, gone) == []


def test_the_default_front_shows_every_recent_story_once(stories):
    for page in (HOME, stories[1].section.pk):
        shown = [headline for _, found in headlines(page) for headline in found]
        assert sorted(shown) == sorted(set(shown))
    assert {h for _, found in headlines(HOME) for h in found} == {f"S{n}" for n in stories}


def test_readers_get_the_edition_of_the_minute(stories, editor):
    front = Front.objects.create(containers=as_json([Container(count=1)]))
    now = clock.now()
    actions.publish(front, by=editor)
    pinned = [Container(source=Source.NONE, pins=(Pin(stories[4].article_id),))]
    Front.objects.update(containers=as_json(pinned))
    actions.publish(front, by=editor, at=now + timedelta(hours=2))

    assert headlines(HOME) == [("", ["S1"])]
    assert headlines(HOME, at=now + timedelta(hours=2)) == [("", ["S4"])]
    # The default front, before the first edition.
    assert len(headlines(HOME, at=now - timedelta(minutes=1))[0][1]) == 5


def test_a_front_takes_three_queries(stories, django_assert_num_queries):
    sections = list(Section.objects.public())
    with django_assert_num_queries(3):
        read_front(HOME, sections, clock.now())


def test_without_stories_nothing_is_shown(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read_front(HOME, [], clock.now()) == []
    assert not Edition.objects.exists()
