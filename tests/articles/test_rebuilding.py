"""Deriving blocks again, when a rule or the derivation changed."""

import pytest
from django.core.management import call_command

from articles.models import Edition
from articles.rebuilding import rebuild_blocks
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db
PAID = '<p><a href="https://amazon.com/dp/1">Buy</a></p>'


def test_every_edition_past_and_present_follows_the_rules_of_now(capsys):
    edition = make_edition(body=PAID)
    make_edition(edition.article)
    make_edition()
    make_programme()
    make_wording()

    call_command("rebuild_blocks")

    assert capsys.readouterr().out == "3 editions looked at, 2 changed.\n"
    assert [e.has_commercial_links for e in Edition.objects.order_by("pk")] == [True, True, False]
    assert rebuild_blocks() == (3, 0)


def test_only_what_mentions_a_text_is_looked_at():
    make_edition(body=PAID)
    make_edition()
    assert rebuild_blocks(mentioning={"AMAZON.com"}) == (1, 0)
    assert rebuild_blocks(mentioning=set()) == (0, 0)


def test_batches_are_written_whole(monkeypatch):
    monkeypatch.setattr("articles.rebuilding.BATCH", 2)
    for _ in range(5):
        make_edition(body=PAID)
    make_programme()
    assert rebuild_blocks() == (5, 5)
    assert all(edition.has_commercial_links for edition in Edition.objects.all())
