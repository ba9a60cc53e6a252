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
UPDATES = {
    "ordinary": {},
    "minor": {"minor": True},
    "correction": {"notice": NewNotice("correction", "It was otherwise.")},
}

update_kinds = st.sampled_from(sorted(UPDATES))
hours = st.integers(min_value=1, max_value=4)
steps = st.one_of(
    st.tuples(st.just("publish"), update_kinds),
    st.tuples(st.just("publish"), update_kinds),
    st.tuples(st.just("schedule"), update_kinds, hours),
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
            kinds, read = {1: "ordinary"}, set()
            for step in sequence:
                clock.shift(timedelta(minutes=1))
                if step[0] == "wait":
                    clock.shift(timedelta(hours=step[1]))
                else:
                    self.take(step, article, editor, kinds)
                self.check(article, kinds, read)

    def take(self, step, article: Article, editor, kinds: dict[int, str]) -> None:
        """Carry out a step; add the kind of update of each new edition to `kinds`."""
        now = datetime.now(UTC)
        try:
            match step:
                case ("publish", kind):
                    edition = publishing.publish(touch(article), by=editor, **UPDATES[kind])
                    kinds[edition.number] = kind
                case ("schedule", kind, after):
                    at = now + timedelta(hours=after)
                    edition = publishing.schedule(touch(article), by=editor, at=at, **UPDATES[kind])
                    kinds[edition.number] = kind
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

    def check(self, article: Article, kinds: dict[int, str], read: set[int]) -> None:
        """Check the dates of all editions and notices so far; `read` has the notices of former checks."""
        editions = list(Edition.objects.filter(article=article).begun().order_by("live_from"))
        assert {edition.published_at for edition in editions} == {START}
        assert editions[0].updated_at is None
        for former, edition in zip(editions, editions[1:], strict=False):
            minor = kinds[edition.number] == "minor"
            assert edition.is_minor == minor
            assert edition.updated_at == (former.updated_at if minor else edition.live_from)

        with_notice = {e.pk for e in editions if kinds[e.number] == "correction"}
        visible = article.notices.visible()
        assert {correction.edition_id for correction in visible} == with_notice
        assert [c for c in article.notices.all() if c.is_visible()] == list(visible)
        assert read <= with_notice
        read |= with_notice
        assert Notice.objects.count() >= len(read)
