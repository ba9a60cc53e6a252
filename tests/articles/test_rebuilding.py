"""Deriving blocks again, when a rule or the derivation changed."""

import pytest
from django.core.management import call_command

from articles.models import Edition
from articles.rebuilding import rebuild_blocks
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db
PAID = '<p><a href="https://amazon.com/dp/1">Buy</a></p>'


@pytest.fixture
def unjudged(monkeypatch):
    """A new programme that nobody has told the stories of."""
    monkeypatch.setattr("articles.receivers.rebuild_blocks", lambda **_: None)
    make_wording()

    return make_programme


def test_editions_that_readers_see_follow_the_rules_and_ended_ones_stay(capsys, unjudged):
    edition = make_edition(body=PAID)
    make_edition(edition.article)
    make_edition()
    unjudged()

    call_command("rebuild_blocks")

    assert capsys.readouterr().out == "2 editions looked at, 1 changed.\n"
    assert [e.has_commercial_links for e in Edition.objects.order_by("pk")] == [False, True, False]
    assert rebuild_blocks() == (2, 0)


@pytest.mark.parametrize(
    "address",
    [
        "https://smile.amazon.com/x",
        "//amazon.com",
        "https:\\\\amazon.com\\x",
        "https://amazon。com/",
        "https://%61mazon.com/",
    ],
)
def test_a_new_programme_finds_its_links_however_they_are_spelled(address):
    make_wording()
    edition = make_edition(body=f'<p><a href="{address}">Buy</a></p>')
    make_edition()
    assert not edition.has_commercial_links
    assert rebuild_blocks(linking_to={"amazon.com"}) == (1, 0)
    assert rebuild_blocks(linking_to=set()) == (0, 0)

    make_programme()

    edition.refresh_from_db()
    assert edition.has_commercial_links


def test_batches_are_written_whole(monkeypatch, unjudged):
    monkeypatch.setattr("articles.rebuilding.BATCH", 2)
    for _ in range(5):
        make_edition(body=PAID)
    unjudged()
    assert rebuild_blocks() == (5, 5)
    assert all(edition.has_commercial_links for edition in Edition.objects.all())
