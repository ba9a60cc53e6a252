"""Timestamps of seals by an authority outside."""

import base64

import pytest
from django.utils import timezone

from articles import evidence
from articles.evidence import seals, timestamps, verifier
from articles.models import DaySeal, Timestamp
from tests.articles.evidence import fake_tsa
from tests.factories import make_edition

HEAD = bytes(range(32))


@pytest.fixture
def authority(settings, tmp_path):
    with fake_tsa.opened() as authority:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(authority.root_pem)
        settings.EVIDENCE_TSA_URL = authority.url
        settings.EVIDENCE_TSA_ROOTS = str(roots)
        yield authority


def test_a_stamp_that_holds_is_kept_as_it_came(authority):
    assert timestamps.stamp(HEAD)[:1] == b"\x30"


def test_without_roots_its_signature_is_for_others_to_check(authority, settings):
    settings.EVIDENCE_TSA_ROOTS = ""
    assert timestamps.stamp(HEAD)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": "rejection"}, "refuses"),
        ({"code": 500}, "answers 500"),
        ({"imprint": b"\1" * 32}, "something else"),
        ({"nonce": 7}, "another request"),
        ({"body": b"nonsense"}, "doesn't hold"),
        ({"body": b""}, "doesn't hold"),
        ({"body": b"x" * 200_000}, "too long"),
    ],
)
def test_a_stamp_that_does_not_hold_is_refused(authority, fault, said):
    for name, value in fault.items():
        setattr(authority, name, value)
    with pytest.raises(timestamps.NoTimestamp, match=said):
        timestamps.stamp(HEAD)


def test_a_stamp_of_another_authority_is_refused(authority, settings, tmp_path):
    other = tmp_path / "other.pem"
    other.write_bytes(fake_tsa.Authority().root_pem)
    settings.EVIDENCE_TSA_ROOTS = str(other)
    with pytest.raises(timestamps.NoTimestamp, match="doesn't hold"):
        timestamps.stamp(HEAD)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://tsa.example/"])
def test_an_authority_that_is_not_there_is_named(settings, url):
    settings.EVIDENCE_TSA_URL = url
    with pytest.raises(timestamps.NoTimestamp):
        timestamps.stamp(HEAD)


@pytest.mark.django_db
def test_a_seal_waits_for_its_stamp_and_evidence_carries_it(authority, pass_days, caplog):
    edition = make_edition()
    pass_days(1)
    authority.code = 503
    seals.seal_days()
    assert "could not be stamped" in caplog.text
    assert (DaySeal.objects.count(), Timestamp.objects.count()) == (1, 0)
    authority.code = 200
    assert seals.seal_days() == []
    stamp = Timestamp.objects.get()
    seals.seal_days()
    assert authority.requests == 2
    file = evidence.make_evidence(edition.path, timezone.now())
    (day,) = verifier.statement_in(file.content)["days"].values()
    assert [base64.b64decode(text) for text in day["timestamps"]] == [bytes(stamp.response)]


@pytest.mark.django_db
def test_nobody_is_asked_unless_it_is_set(settings, pass_days):
    make_edition()
    pass_days(1)
    assert seals.seal_days()
    assert timestamps.stamp_missing() == []
