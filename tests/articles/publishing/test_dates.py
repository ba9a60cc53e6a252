"""The dates that readers see, as a property: whatever editors do, in whatever order, whenever.

`published_at` never moves; a minor edit never moves `updated_at`; anything else always does; and a
notice that readers could read once, they can read ever after.
"""

from datetime import UTC, datetime, timedelta

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import publishing
from articles.models import Article, Edition, Notice
from articles.publishing import NewNotice
from tests.factories import make_article, make_user, touch

START = datetime(2040, 1, 1, 12, tzinfo=UTC)
TELLINGS = {
    "ordinary": {},
    "minor": {"minor": True},
    "correction": {"notice": NewNotice("correction", "It was otherwise.")},
}

tellings = st.sampled_from(sorted(TELLINGS))
hours = st.integers(min_value=1, max_value=4)
steps = st.one_of(
    st.tuples(st.just("publish"), tellings),
    st.tuples(st.just("publish"), tellings),
    st.tuples(st.just("schedule"), tellings, hours),
    st.tuples(st.just("withdraw"), st.one_of(st.just(0), hours)),
    st.tuples(st.just("cancel_plans")),
    st.tuples(st.just("restore"), st.integers(min_value=1, max_value=5)),
    st.tuples(st.just("wait"), hours),
)


class Dates(TestCase):
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.lists(steps, min_size=2, max_size=14))
    def test_only_announced_updates_move_the_date_they_see(self, sequence):
        with time_machine.travel(START, tick=False) as clock:
            editor, article = make_user("Editor"), make_article()
            publishing.publish(article, by=editor)
            told, read = {1: "ordinary"}, set()
            for step in sequence:
                clock.shift(timedelta(minutes=1))
                if step[0] == "wait":
                    clock.shift(timedelta(hours=step[1]))
                else:
                    self.take(step, article, editor, told)
                self.look(article, told, read)

    def take(self, step, article: Article, editor, told: dict[int, str]) -> None:
        """Carry out a step; `told` learns how each edition that was printed is told."""
        now = datetime.now(UTC)
        try:
            match step:
                case ("publish", telling):
                    edition = publishing.publish(touch(article), by=editor, **TELLINGS[telling])
                    told[edition.number] = telling
                case ("schedule", telling, after):
                    at = now + timedelta(hours=after)
                    edition = publishing.schedule(
                        touch(article), by=editor, at=at, **TELLINGS[telling]
                    )
                    told[edition.number] = telling
                case ("withdraw", after):
                    at = now + timedelta(hours=after)
                    publishing.withdraw(article, by=editor, reason="Because", at=at)
                case ("restore", number):
                    edition = article.editions.filter(number=number).first()
                    if edition:
                        publishing.restore(edition, by=editor, discard=True)
                case _:
                    publishing.cancel_plans(article, by=editor)
        except publishing.Refused:
            pass

    def look(self, article: Article, told: dict[int, str], read: set[int]) -> None:
        """Compare all that readers have seen by now; `read` are the notices of former looks."""
        editions = list(Edition.objects.filter(article=article).begun().order_by("live_from"))
        assert {edition.published_at for edition in editions} == {START}
        assert editions[0].updated_at is None
        for former, edition in zip(editions, editions[1:], strict=False):
            minor = told[edition.number] == "minor"
            assert edition.is_minor == minor
            assert edition.updated_at == (former.updated_at if minor else edition.live_from)

        with_notice = {e.pk for e in editions if told[e.number] == "correction"}
        visible = article.notices.visible()
        assert {correction.edition_id for correction in visible} == with_notice
        assert [c for c in article.notices.all() if c.is_visible()] == list(visible)
        assert read <= with_notice
        read |= with_notice
        assert Notice.objects.count() >= len(read)
