"""The one idea as a property: whatever editors do, in whatever order, whenever.

A story lives through random steps while a plain model of its timeline is kept beside it. At every
instant at most one edition is live, it is the model's, and no door shows readers anything else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import publishing
from articles.models import Article, Edition
from tests.factories import make_article, make_author, make_section, make_user

START = datetime(2040, 1, 1, 12, tzinfo=UTC)

hours = st.integers(min_value=1, max_value=5)
steps = st.one_of(
    st.tuples(st.just("edit")),
    st.tuples(st.just("move")),
    st.tuples(st.just("publish")),
    st.tuples(st.just("schedule"), hours),
    st.tuples(st.just("withdraw"), st.one_of(st.just(0), hours)),
    st.tuples(st.just("cancel_plans")),
    st.tuples(st.just("wait"), hours),
)


@dataclass
class Printed:
    """An edition as the model knows it."""

    headline: str
    path: str
    begin: datetime
    end: datetime | None
    withdrawn: bool = False

    def live(self, at: datetime) -> bool:
        return self.begin <= at and (self.end is None or at < self.end)


class Model:
    """A simple model of the expected result."""

    def __init__(self) -> None:
        self.editions: list[Printed] = []

    def on_duty(self, at: datetime) -> Printed | None:
        live = [edition for edition in self.editions if edition.live(at)]
        assert len(live) <= 1
        return live[0] if live else None

    def planned_end(self, now: datetime) -> datetime | None:
        ends = [e.end for e in self.editions if e.withdrawn and e.end and e.end > now]
        return ends[0] if ends else None

    def cancel(self, after: datetime) -> bool:
        waiting = [e for e in self.editions if e.begin > after and e.end != e.begin]
        for edition in waiting:
            edition.end, edition.withdrawn = edition.begin, False
        return bool(waiting)

    def publish(self, headline: str, path: str, now: datetime, begin: datetime) -> bool:
        end = self.planned_end(now)
        if end and end <= begin:
            return False
        current = self.on_duty(now)
        if current and (current.headline, current.path) == (headline, path):
            return False
        self.cancel(now)
        if current:
            current.end, current.withdrawn = begin, False
        self.editions.append(Printed(headline, path, begin, end, end is not None))
        return True

    def withdraw(self, end: datetime) -> bool:
        shown = [e for e in self.editions if e.begin < end and (e.end is None or e.end >= end)]
        if not shown:
            return False
        for edition in self.editions:
            if edition.begin >= end:
                edition.end, edition.withdrawn = edition.begin, False
        shown[0].end, shown[0].withdrawn = end, True
        return True

    def cancel_plans(self, now: datetime) -> bool:
        current = self.on_duty(now)
        planned = current is not None and current.end is not None
        called_off = self.cancel(now)
        if current:
            current.end, current.withdrawn = None, False
        return called_off or planned


class Timeline(TestCase):
    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.lists(steps, min_size=1, max_size=14))
    def test_readers_see_what_the_model_says_and_nothing_else(self, sequence):
        with time_machine.travel(START, tick=False) as clock:
            self.live_through(sequence, clock)

    def live_through(self, sequence, clock) -> None:
        editor, model = make_user("Editor"), Model()
        section, author = make_section(slug="desk"), make_author(slug="author")
        article = make_article(
            headline="phoenix0", slug="place0", section=section, authors=[author], tags=["tag"]
        )
        for number, (step, *arguments) in enumerate(sequence, start=1):
            now = datetime.now(UTC)
            if step == "wait":
                clock.shift(timedelta(hours=arguments[0]))
            elif step in ("edit", "move"):
                field = {"edit": "headline", "move": "slug"}[step]
                Article.objects.filter(pk=article.pk).update(
                    **{field: {"edit": "phoenix", "move": "place"}[step] + str(number)}
                )
            else:
                expected = self.expect(model, article, step, arguments, now)
                assert self.done(article, editor, step, arguments, now) == expected, step
            self.compare(model, article)

    def expect(self, model, article, step, arguments, now) -> bool:
        article.refresh_from_db()
        then = now + timedelta(hours=arguments[0]) if arguments else now
        if step in ("publish", "schedule"):
            return model.publish(article.headline, article.path, now, then)
        return model.withdraw(then) if step == "withdraw" else model.cancel_plans(now)

    def done(self, article, editor, step, arguments, now) -> bool:
        then = {"at": now + timedelta(hours=arguments[0])} if arguments else {}
        reason = {"reason": "Because"} if step == "withdraw" else {}
        try:
            getattr(publishing, step)(article, by=editor, **then, **reason)
        except publishing.Refused:
            return False
        return True

    def compare(self, model: Model, article: Article) -> None:
        editions = list(Edition.objects.filter(article=article).order_by("number"))
        ends = {end for edition in model.editions for end in (edition.begin, edition.end) if end}
        now = datetime.now(UTC)
        for instant in {now} | {end + timedelta(microseconds=us) for end in ends for us in (-1, 0)}:
            live = [edition.headline for edition in Edition.objects.live(instant)]
            assert live == [edition.headline for edition in editions if edition.is_live(instant)]
            expected = model.on_duty(instant)
            assert live == ([expected.headline] if expected else [])
        self.knock_at_every_door(model, now)

    def knock_at_every_door(self, model: Model, now: datetime) -> None:
        client, shown = Client(), model.on_duty(now)
        seen = [e for e in model.editions if e.begin <= now and e.end != e.begin]
        for path in {edition.path for edition in model.editions}:
            response = client.get(f"/{path}/")
            if shown and shown.path == path:
                assert response.status_code == 200
                assert f"<h1>{shown.headline}</h1>" in response.content.decode()
            elif path not in {edition.path for edition in seen}:
                assert response.status_code == 404
            elif shown:
                assert (response.status_code, response["Location"]) == (301, f"/{shown.path}/")
            else:
                assert response.status_code == 410
                assert "Because" in response.content.decode()
                assert "phoenix" not in response.content.decode()
        for door in ("/", "/desk/", "/tags/tag/", "/authors/author/"):
            page = client.get(door).content.decode()
            assert page.count("phoenix") == (1 if shown else 0), door
            assert shown is None or f">{shown.headline}</a>" in page
