"""`Article.is_printed`, which PostgreSQL keeps, always agrees with the editions it is derived from."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from articles import publishing
from articles.models import Article, Edition
from newsroom import clock
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.django_db


def agrees() -> bool:
    """Compare the column with the editions, for every story."""
    printed = Edition.objects.printed().filter(article=OuterRef("pk"))
    derived = Article.objects.filter(~Exists(printed)).values_list("pk", flat=True)
    stored = Article.objects.filter(is_printed=False).values_list("pk", flat=True)
    return set(derived) == set(stored)


def is_printed(story: Article) -> bool:
    assert agrees()
    return Article.objects.get(pk=story.pk).is_printed


def test_it_agrees_in_a_newsroom_with_stories_in_every_status(newsroom):
    assert agrees()
    assert {*Article.objects.values_list("is_printed", flat=True)} == {True, False}


def test_it_follows_every_action():
    story, editor = make_article(), make_user("Editor")
    assert not is_printed(story)

    publishing.schedule(story, by=editor, at=clock.now() + timedelta(days=1))
    assert is_printed(story)
    publishing.cancel_plans(story, by=editor)
    assert not is_printed(story)

    publishing.publish(story, by=editor)
    assert is_printed(story)
    publishing.withdraw(story, by=editor, reason="Wrong.")
    assert is_printed(story)


def test_a_draft_that_was_read_before_publishing_stores_no_former_value():
    stale = make_article()
    publishing.publish(stale, by=make_user("Editor"))
    assert not stale.is_printed
    stale.save()
    assert is_printed(stale)


@pytest.mark.parametrize("claimed", ["true", "false"])
def test_plain_sql_cant_make_it_disagree(claimed):
    draft, live = make_article(), make_edition().article
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_article SET is_printed = {claimed}")
    assert not is_printed(draft)
    assert is_printed(live)


def test_cancelling_one_of_two_editions_by_sql_leaves_the_story_printed():
    first, later = make_edition(), clock.now() + timedelta(days=1)
    story, editor = first.article, first.printed_by
    story.headline = "Changed"
    story.save()
    publishing.schedule(story, by=editor, at=later)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_edition SET live_until = live_from WHERE live_from > now()")
        assert cursor.rowcount == 1
    assert is_printed(story)
