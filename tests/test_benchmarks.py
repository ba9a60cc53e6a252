"""The benchmarks' archive consists of valid rows, and their report tells what changed."""

import pytest

from articles.audit import coverage
from articles.ledger import scanning
from articles.models import Article, Edition
from benchmarks import archive
from disclosures.models import Finding, Link
from newsroom.html import clean

pytestmark = pytest.mark.usefixtures("newsroom")
STORIES = 40


def test_the_stories_of_the_archive_are_as_if_published(newsroom, client):
    plan = archive.fill(STORIES)
    drafts = Article.objects.filter(pk__gt=plan.base)
    editions = Edition.objects.live().filter(article__in=drafts)
    assert drafts.count() == editions.count() == STORIES

    for draft in drafts.prefetch_related("editions"):
        assert draft.status == Article.Status.LIVE
        draft.full_clean()
        assert clean(draft.body) == draft.body
    for edition in editions:
        response = client.get(edition.get_absolute_url())
        assert response.status_code == 200, edition.path


def test_a_scan_of_the_archive_finds_nothing_new(newsroom):
    plan = archive.fill(STORIES)
    added = Edition.objects.live().filter(pk__gt=plan.editions)
    before = coverage.audit()
    links = Link.objects.filter(edition__in=added)
    assert links.commercial().exists() and links.exclude(programme=None).exists()

    assert scanning.look_at(added) == 0
    assert not Finding.objects.filter(edition__in=added)
    assert before
