"""The daily seal: a Merkle tree of what entered the record, chained to the day before."""

import hashlib
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import evidence, publishing
from articles.evidence import seals, verifier
from articles.models import DaySeal, Event
from newsroom import guards
from tests.articles.evidence.files import publish_story
from tests.factories import make_edition, make_user, make_wording

MONDAY = datetime(2031, 3, 3, 9, tzinfo=UTC)


def test_the_tree_is_rfc_6962s():
    """Source: the test vectors of Certificate Transparency, merkletree/tree_test.go."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs += ["606162636465666768696a6b6c6d6e6f"]
    leaves = [verifier.leaf_hash(bytes.fromhex(text)) for text in inputs]
    roots = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in roots.items():
        assert verifier.root_of(leaves[:size]).hex() == root


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_each_leaf_has_its_way_and_no_other_has(data, draw):
    leaves = [verifier.leaf_hash(item) for item in data]
    root = verifier.root_of(leaves)
    index = draw.draw(st.integers(0, len(leaves) - 1))
    path = verifier.path_of(leaves, index)
    assert verifier.root_from(leaves[index], index, len(leaves), path) == root
    other = verifier.leaf_hash(b"another" + data[index])
    assert verifier.root_from(other, index, len(leaves), path) != root
    for size, at, way in (
        (len(leaves), -1, path),
        (len(leaves), len(leaves), path),
        (len(leaves), index, [*path, root]),
        (len(leaves), index, path[1:] if path else [root]),
    ):
        assert verifier.root_from(leaves[index], at, size, way) != root


def test_a_node_is_no_leaf():
    leaves = [verifier.leaf_hash(name) for name in (b"a", b"b")]
    joined = verifier.leaf_hash(leaves[0] + leaves[1])
    assert joined != verifier.root_of(leaves)
    assert verifier.leaf_hash(b"") != hashlib.sha256(b"").digest()


@pytest.mark.django_db
def test_a_day_is_sealed_when_it_is_over(pass_days):
    make_wording()
    edition = publish_story()
    assert seals.seal_days() == []
    pass_days(3)
    first, second, third = seals.seal_days()
    assert seals.seal_days() == []
    assert (second.day, third.day) == (first.day + seals.DAY, first.day + 2 * seals.DAY)
    assert (second.previous, third.previous) == (first.head, second.head)
    assert (len(first.hashes), second.hashes) == (len(set(first.hashes)), [])
    (entry,) = seals.included("articles_edition", [edition.pk])
    assert entry["day"] == str(first.day)
    assert entry["row"]["headline"] == edition.headline
    assert not {"live_until", "withdrawal_reason"} & entry["row"].keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "column", ["text DEFAULT ''", "text", "int DEFAULT 0", "json DEFAULT '[]'"]
)
def test_a_new_column_leaves_former_seals_valid_if_it_is_empty(pass_days, column):
    edition = publish_story()
    pass_days(3)
    first, *_ = seals.seal_days()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE articles_edition ADD mood {column}")
    assert seals.missing_rows(first.day) == []
    (entry,) = seals.included("articles_edition", [edition.pk])
    assert entry["day"] == str(first.day)


@pytest.mark.django_db
def test_what_may_change_changes_no_seal(pass_days):
    edition = publish_story()
    pass_days(1)
    seals.seal_days()
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="It was wrong.")
    assert seals.included("articles_edition", [edition.pk])[0]["day"]
    assert seals.missing_rows(DaySeal.objects.get().day) == []


@pytest.mark.django_db
def test_what_is_committed_after_its_day_was_sealed_is_in_the_next(pass_days):
    publish_story()
    pass_days(1)
    (first,) = seals.seal_days()
    late = publish_story()
    assert seals.included("articles_edition", [late.pk])[0]["day"] is None
    pass_days(2)
    (second,) = seals.seal_days()
    entry = seals.included("articles_edition", [late.pk])[0]
    assert entry["day"] == str(second.day)
    pass_days(3)
    (third,) = seals.seal_days()
    assert third.hashes == []


@pytest.mark.django_db
def test_an_owner_who_rewrites_the_past_is_found_out(pass_days, capsys):
    edition = publish_story()
    pass_days(1)
    (seal,) = seals.seal_days()
    call_command("seal_day", check=str(seal.day))
    assert "as it was" in capsys.readouterr().out
    with guards.lifted(connection):
        type(edition).objects.update(headline="Rewritten")
        Event.objects.all().delete()
    with pytest.raises(CommandError, match="is gone or was changed") as found:
        call_command("seal_day", check=str(seal.day))
    assert len(str(found.value).splitlines()) == 2
    file = evidence.make_evidence(edition.path, timezone.now())
    rows = verifier.statement_in(file.content)["rows"]
    assert next(row for row in rows if row["table"] == "articles_edition")["day"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "said"), [("soon", "is no day"), ("2001-01-01", "isn't sealed")])
def test_a_day_that_can_not_be_compared_is_said_in_words(day, said):
    with pytest.raises(CommandError, match=said):
        call_command("seal_day", check=day)


@pytest.mark.django_db
def test_days_to_come_wait(pass_days):
    with time_machine.travel(MONDAY, tick=False):
        make_edition(days_ago=0)
    pass_days(2)
    assert all(seal.day < date(2031, 3, 3) for seal in seals.seal_days())
