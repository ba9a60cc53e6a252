"""Reads of a publish: the body is parsed once, and each fact takes one query."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from articles import publishing
from articles.models import Article
from articles.publishing import NewNotice, actions
from articles.publishing.candidate import Timeline
from newsroom import clock
from tests.desk import change_url, form_of
from tests.factories import make_article, make_author, make_edition

pytestmark = pytest.mark.django_db
# Queries of the desk's form, in any status.
FORM = 21


@pytest.fixture(autouse=True)
def find_similar(monkeypatch) -> None:
    """Leave the finding of similar stories to a worker; the tests' queue does each task at once."""
    monkeypatch.setattr(actions, "find_similar", SimpleNamespace(enqueue=lambda story: None))


@pytest.fixture
def parses(monkeypatch) -> list[int]:
    """The length of each HTML that lxml parses, by whichever function."""
    found, parse = [], lxml_html.document_fromstring

    def counted(html, *args, **kwargs):
        found.append(len(html))
        return parse(html, *args, **kwargs)

    monkeypatch.setattr(lxml_html, "document_fromstring", counted)
    return found


def changed(story: Article) -> Article:
    """Save a change of the draft's words, and return the draft as stored."""
    draft = Article.objects.get(pk=story.pk)
    draft.body = draft.body.replace("<p>", "<p>Updated. ", 1)
    draft.save()
    return draft


@pytest.mark.parametrize("slug", ["a-reading-list-for-mars", "why-it-rains-in-the-future"])
def test_publishing_parses_a_body_at_most_three_times_in_at_most_25_queries(newsroom, parses, slug):
    story, editor = changed(newsroom.story(slug)), newsroom.user("editor")
    assert "<img" in story.body and "<a " in story.body

    expiry = publishing.Expiry(clock.now() + timedelta(days=1), "The licence ends.")
    with CaptureQueriesContext(connection) as queries:
        edition = publishing.publish(story, by=editor, expiry=expiry)

    assert edition.number == 2
    assert 1 <= len(parses) <= 3
    assert len(queries) <= 25
    assert edition.picture_links.exists() and edition.links.exists()
    assert edition.copy() == story.copy()


@pytest.mark.parametrize(("button", "most"), [({}, 22), ({"_publish": "1"}, 41)])
def test_the_desks_save_and_publish_take_few_queries(newsroom, parses, button, most):
    story, client = newsroom.story("five-small-lights"), newsroom.client("editor")
    body = story.body.replace("<p>", "<p>Updated. ", 1)

    taken = queries_of(client, story, parses, form_of(story, body=body, **button))

    assert taken <= most
    assert 1 <= len(parses) <= 3
    assert story.editions.count() == 1 + bool(button)


def test_the_desks_form_parses_the_body_once(newsroom, parses):
    story, client = newsroom.story("five-small-lights"), newsroom.client("editor")
    assert queries_of(client, story, parses) <= FORM
    assert len(parses) == 1


STATUSES = {
    "unchanged": lambda story, by: None,
    "changed": lambda story, by: changed(story),
    "scheduled": lambda story, by: publishing.schedule(
        changed(story), by=by, at=clock.now().replace(year=2090), notice=NewNotice("update", "New.")
    ),
    "withdrawn": lambda story, by: publishing.withdraw(story, by=by, reason="Wrong."),
}


@pytest.mark.parametrize("status", STATUSES)
def test_the_desks_form_takes_few_queries_in_every_status(newsroom, parses, status):
    story, client = newsroom.story("five-small-lights"), newsroom.client("editor")
    STATUSES[status](story, newsroom.user("editor"))
    assert queries_of(client, story, parses) <= FORM


def test_a_draft_and_a_new_story_take_no_more(newsroom, parses):
    client = newsroom.client("editor")
    assert queries_of(client, make_article(), parses) <= FORM
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/articles/article/add/").status_code == 200
    assert len(queries) <= FORM


def test_more_authors_tags_and_related_stories_take_no_more_queries(newsroom, parses):
    story, client = newsroom.story("five-small-lights"), newsroom.client("editor")
    # The first save drops the roles, which the test's form doesn't have.
    client.post(change_url(story), form_of(story))
    story.refresh_from_db()
    few = [queries_of(client, story, parses), queries_of(client, story, parses, form_of(story))]
    story.tags.add("One", "Two", "Three")
    for position in range(6):
        story.bylines.create(author=make_author(), position=10 + position)
        story.related_links.create(story=make_article(), position=10 + position)

    story.refresh_from_db()
    many = [queries_of(client, story, parses), queries_of(client, story, parses, form_of(story))]

    assert many == few


def queries_of(client: Client, story: Article, parses: list[int], form: dict | None = None) -> int:
    """Count the queries of the story's form, shown or posted, and its parses from zero."""
    # The first request reads what a process keeps in memory, such as the rules.
    client.get(change_url(story))
    parses.clear()
    with CaptureQueriesContext(connection) as queries:
        method = client.get if form is None else client.post
        assert method(change_url(story), form).status_code == (200 if form is None else 302)
    return len(queries)


def test_a_timeline_has_the_editions_that_the_next_one_depends_on(django_assert_num_queries):
    edition = make_edition()
    story, editor = edition.article, edition.printed_by
    publishing.publish(changed(story), by=editor)
    live = publishing.publish(changed(story), by=editor)
    later = clock.now().replace(year=2090)
    cancelled = publishing.schedule(changed(story), by=editor, at=later)
    publishing.cancel_plans(story, by=editor)

    with django_assert_num_queries(1):
        timeline = Timeline(story, clock.now())

    assert timeline.editions == [cancelled, live]
    assert (timeline.live, timeline.last_begun, timeline.waiting) == (live, live, None)
    assert timeline.to_be_withdrawn is None
    assert timeline.next_number == 5


def test_a_timeline_knows_what_is_planned():
    edition = make_edition()
    story, editor = edition.article, edition.printed_by
    later = clock.now().replace(year=2090)
    publishing.withdraw(story, by=editor, reason="Wrong.", at=later)
    assert Timeline(story, clock.now()).to_be_withdrawn == edition

    publishing.withdraw(story, by=editor, reason="Wrong.")
    timeline = Timeline(story, clock.now())
    assert (timeline.live, timeline.last_begun, timeline.next_number) == (None, edition, 2)


def test_a_new_story_has_an_empty_timeline():
    timeline = Timeline(make_article(), clock.now())
    assert (timeline.editions, timeline.live, timeline.next_number) == ([], None, 1)
