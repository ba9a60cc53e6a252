"""A front in memory ends at the minute of its next edition, and when a pin expires."""

from datetime import timedelta

import pytest

from articles import publishing
from articles.models import HOME, Front
from articles.models.containers import Container, Pin, as_json
from articles.publishing import fronts
from newsroom import clock
from tests.factories import make_article, make_edition
from tests.newsroom.cache.process import Process, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newsroom")]
SOON = timedelta(seconds=3)


@pytest.fixture
def home(newsroom):
    """The draft of the home page, with no edition but those of the demo."""
    return Front.objects.of(HOME).get()


def draft(home: Front, *containers: Container) -> None:
    Front.objects.filter(pk=home.pk).update(containers=as_json(containers))


def kept(process: Process) -> float | None:
    """Return the end of the home page in memory, after a second reader got it from there."""
    process.hear()
    process.get("/")
    assert process.get("/").mark == "hit"
    (end,) = (page.end for (_, _, path, _), page in process.store.pages.items() if path == "/")
    return end


def test_readers_get_the_next_edition_at_its_minute(home, process, newsroom):
    at = clock.now() + SOON
    draft(home, Container(heading="Good evening"))
    fronts.publish(home, by=newsroom.user("editor"), at=at)

    assert kept(process) == pytest.approx(at.timestamp())
    assert "Good evening" not in process.get("/").body
    until(lambda: clock.now() >= at)
    assert "Good evening" in process.get("/").body


def test_a_pin_leaves_the_page_when_it_expires(home, process, newsroom):
    old = make_edition(headline="From long ago", days_ago=3000)
    at = clock.now() + SOON
    draft(home, Container(count=1, pins=(Pin(old.article_id, until=at),)))
    fronts.publish(home, by=newsroom.user("editor"))

    assert kept(process) == pytest.approx(at.timestamp())
    assert "From long ago" in process.get("/").body
    until(lambda: clock.now() >= at)
    assert "From long ago" not in process.get("/").body


def test_a_pinned_story_appears_when_it_goes_live_and_goes_when_it_is_withdrawn(
    home, process, newsroom
):
    editor, at = newsroom.user("editor"), clock.now() + SOON
    story = make_article(headline="Not yet there")
    publishing.schedule(story, by=editor, at=at)
    draft(home, Container(count=1, pins=(Pin(story.pk),)))
    fronts.publish(home, by=editor)

    assert kept(process) == pytest.approx(at.timestamp())
    until(lambda: clock.now() >= at)
    assert "Not yet there" in process.get("/").body
    kept(process)
    publishing.withdraw(story, by=editor, reason="Wrong.")
    process.hear()
    assert "Not yet there" not in process.get("/").body
