"""Actions on fronts: what they write, when they refuse, and their timeline as a property."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Front, FrontEdition
from articles.models.containers import Container, Pin, Source, as_json
from articles.publishing import Refused, fronts
from newsroom import clock
from tests.factories import make_edition, make_section, make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def editor(db):
    return make_user("Editor")


@pytest.fixture
def front(editor):
    return Front.objects.create(containers=as_json([Container(count=3)]))


def refusal(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return str(refused.value)


def test_publishing_prints_an_edition_and_ends_the_one_before(front, editor):
    first = fronts.publish(front, by=editor, note=" Election night ")
    fronts.save(front, [Container(count=4)], by=editor, version=1)
    second = fronts.publish(front, by=editor)

    first.refresh_from_db()
    assert (first.number, first.note, first.live_until) == (1, "Election night", second.live_from)
    assert (second.number, second.containers[0]["count"]) == (2, 4)
    assert list(front.editions.live()) == [second]
    assert second.printed_by == editor


def test_publishing_now_leaves_what_is_scheduled(front, editor):
    later = clock.now() + HOUR
    waiting = fronts.publish(front, by=editor, at=later)
    now = fronts.publish(front, by=editor)

    waiting.refresh_from_db()
    assert now.live_until == later == waiting.live_from
    assert waiting.live_until is None


def test_a_cancelled_edition_leaves_its_time_to_the_one_before(front, editor):
    now = clock.now()
    fronts.publish(front, by=editor)
    tonight, tomorrow = (fronts.publish(front, by=editor, at=now + n * HOUR) for n in (1, 2))

    fronts.cancel(tonight, by=editor)

    assert front.editions.live(now + 1.5 * HOUR).get().number == 1
    assert front.editions.live(now + 2 * HOUR).get() == tomorrow
    assert "isn’t scheduled any more" in refusal(fronts.cancel, tonight, by=editor)
    live = front.editions.live().get()
    assert "isn’t scheduled any more" in refusal(fronts.cancel, live, by=editor)


def test_sections_have_timelines_of_their_own(front, editor):
    section = make_section()
    other = Front.objects.create(section=section, containers=front.containers)
    home, of_section = fronts.publish(front, by=editor), fronts.publish(other, by=editor)
    assert (home.number, of_section.number) == (1, 1)
    assert FrontEdition.objects.live().count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Front.objects.create()


def test_a_stale_draft_is_refused_and_says_whose_is_newer(front, editor):
    other = make_user("Editor")
    fronts.save(front, [Container(count=4)], by=other, version=1)
    with pytest.raises(fronts.Outdated) as outdated:
        fronts.save(front, [Container(count=5)], by=editor, version=1)
    assert outdated.value.front.saved_by == other
    assert Front.objects.get().containers[0]["count"] == 4
    # The same content again is no change.
    saved = fronts.save(front, [Container(count=4)], by=editor, version=2)
    assert (saved.version, saved.saved_by) == (2, other)


def test_restoring_loses_no_unpublished_change(front, editor):
    edition = fronts.publish(front, by=editor)
    fronts.save(front, [Container(count=9)], by=editor, version=1)
    assert "would be lost" in refusal(fronts.restore, edition, by=editor)
    restored = fronts.restore(edition, by=editor, discard=True)
    assert restored.containers == edition.containers
    assert restored.version == 3


def test_a_front_is_refused_with_every_problem_at_once(front, editor):
    pin = Pin(make_edition(headline="Twice").article_id)
    wrong = [
        Container(source=Source.SECTION),
        Container(heading="H" * 61, count=21),
        Container(count=1, pins=(pin, pin)),
        Container(source=Source.NONE, count=0),
        Container(layout="spiral"),
        Container(source=Source.MOST_READ, pins=(Pin(0),)),
    ]
    said = refusal(fronts.save, front, wrong, by=editor, version=1)
    for words in (
        "Choose what fills",
        "shows 21 stories",
        "more pins than it shows",
        "“Twice” is pinned twice",
        "would stay empty",
        "Choose a layout",
        "Shorten the heading",
        "ranks stories. Remove its pins",
        "shows 0 stories",
    ):
        assert words in said, words
    assert "at least one" in refusal(fronts.save, front, [], by=editor, version=1)
    many = [Container()] * 21
    assert "at most 20" in refusal(fronts.save, front, many, by=editor, version=1)
    assert Front.objects.get().version == 1


def test_who_may_not_change_fronts_can_do_nothing(front, editor):
    waiting = fronts.publish(front, by=editor, at=clock.now() + HOUR)
    writer = make_user("Writer")
    for action, *args in (
        (fronts.publish, front),
        (fronts.cancel, waiting),
        (fronts.restore, waiting),
    ):
        assert "permission" in refusal(action, *args, by=writer)
    assert "permission" in refusal(fronts.save, front, [Container()], by=writer, version=1)
    assert FrontEdition.objects.get().is_live(clock.now() + HOUR)


def test_a_time_that_has_passed_and_a_long_note_are_refused(front, editor):
    said = refusal(fronts.publish, front, by=editor, at=timezone.now() - HOUR, note="n" * 301)
    assert "has passed" in said and "300" in said
    assert not FrontEdition.objects.exists()


def test_advice_names_pins_that_would_not_show(front, editor):
    now = clock.now()
    live = make_edition(headline="Live")
    pins = (Pin(live.article_id, until=now + HOUR), Pin(999_999_999))
    said = list(fronts.advice([Container(pins=pins)], now))
    assert len(said) == 1 and "A story without an edition isn’t live" in said[0]
    said = list(fronts.advice([Container(pins=pins)], now + HOUR))
    assert any("“Live” has expired" in each for each in said)


class Timelines(TestCase):
    """Whatever is published, scheduled and cancelled, one edition is live at any instant, the last
    that begins before it."""

    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("publish"), st.just(0)),
                st.tuples(st.just("schedule"), st.integers(1, 6)),
                st.tuples(st.just("cancel"), st.integers(0, 5)),
            ),
            max_size=8,
        )
    )
    def test_any_order_of_actions(self, steps):
        editor = make_user("Editor")
        front = Front.objects.create(containers=as_json([Container()]))
        start = clock.now()
        expected: dict[object, int] = {}
        for action, value in steps:
            if action == "cancel":
                waiting = list(front.editions.waiting())
                if waiting:
                    chosen = waiting[value % len(waiting)]
                    fronts.cancel(chosen, by=editor)
                    del expected[chosen.live_from]
                continue
            at = start + value * HOUR if action == "schedule" else None
            edition = fronts.publish(front, by=editor, at=at)
            expected[edition.live_from] = edition.number
        for hour in range(8):
            at = clock.now() + (hour - 0.5) * HOUR if hour else clock.now()
            begun = [begin for begin in expected if begin <= at]
            live = [edition.number for edition in front.editions.live(at)]
            assert live == ([expected[max(begun)]] if begun else [])
