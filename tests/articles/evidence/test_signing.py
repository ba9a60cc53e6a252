"""A proof's file: whatever is changed in it is found, and named."""

import html
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles import evidence, publishing
from articles.evidence import record as evidence_record
from articles.evidence import signing
from tests.factories import make_article, make_programme, make_user, make_wording

pytestmark = pytest.mark.django_db
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
MONDAY = datetime(2031, 3, 3, 9, tzinfo=UTC)
RECORD = signing.RECORD


@pytest.fixture
def proof():
    """Of a story with a paid link, made on the day after."""
    with time_machine.travel(MONDAY, tick=False):
        make_wording(text="Old words: we earn from links.\r\nReally.")
        make_programme()
        edition = publishing.publish(make_article(body=PAID), by=make_user("Editor"))
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        return evidence.prove(edition.path, MONDAY + timedelta(hours=1))


def before_record(text: str, old: str, new: str) -> str:
    """The file with words replaced in what people read, and the record as it was."""
    shown, record = text.split(RECORD)
    assert old in shown
    return shown.replace(old, new) + RECORD + record


def resealed(text: str, proof: evidence.Proof, page: str, key: str) -> str:
    """As somebody would forge it who changes the page, and every digest, but lacks the key."""
    making = signing.opened(text).making | {"page": signing._sha256(page)}
    making["seal"] = signing._seal(making, key)
    return signing._written(proof.record, page, making)


def test_a_file_that_nobody_touched_has_no_faults(proof):
    assert evidence.faults(proof.html) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "<blockquote>Old words: we earn",
            "<blockquote>We tell",
            "What the file says of its record",
        ),
        ("<td>Yes</td>", "<td>No</td>", "What the file says of its record"),
        ("rel=&quot;sponsored&quot;", "", "The page in the frame was changed"),
        (
            "padding: 2rem clamp",
            "display: none; padding: 2rem clamp",
            "What the file says of its record",
        ),
        ('<script type="application/json" id="making">', "<p>Added.</p>", "carries no record"),
        ("<h2>What it rests on</h2>", "", "What the file says of its record"),
    ],
)
def test_a_changed_part_is_named(proof, old, new, said):
    (fault,) = evidence.faults(before_record(proof.html, old, new))
    assert said in fault


def test_a_changed_record_is_named(proof):
    forged = proof.html.replace('"tracking_id":"a-20"', '"tracking_id":"b-20"')
    assert "The record was changed" in evidence.faults(forged)[0]


def test_what_is_forged_throughout_lacks_the_seal(proof):
    page = proof.page.replace("Old words: we earn from links.", "We tell you nothing.")
    forged = resealed(proof.html, proof, page, "guessed")
    assert "We tell you nothing." in html.unescape(forged)
    (fault,) = evidence.faults(forged)
    assert "nobody can vouch for the page in the frame" in fault
    assert "isn’t the one that would be made today" in fault


def test_a_record_that_is_forged_throughout_is_not_the_databases(proof):
    record = proof.record | {"corrections": [{"kind": "correction", "text": "x", "since": "y"}]}
    forged = signing.sealed(record, proof.page)
    assert evidence.faults(forged) == ["The database says otherwise of: corrections."]


def test_a_file_outlives_a_change_of_the_key_and_of_the_look(proof, settings, monkeypatch):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    monkeypatch.setattr(evidence_record, "_page", lambda page, path: "<p>Another look</p>")
    assert evidence.faults(proof.html) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "carries no record"),
        (f"{RECORD}[]</script>", "carries no record"),
        (f'{RECORD}{{}}</script>{signing.MAKING}{{"format":0}}</script>', "another version"),
        (f'{RECORD}{{}}</script>{signing.MAKING}{{"format":1}}</script>', "was changed"),
    ],
)
def test_what_is_no_such_file_is_said_in_words(text, said):
    assert said in evidence.faults(text)[0]


def test_the_command_reads_what_it_wrote_letter_by_letter(proof, tmp_path, capsys):
    file = tmp_path / "proof.html"
    at = proof.record["instant"]
    call_command("disclosure_evidence", proof.record["path"], at=at, output=str(file))
    assert b"\r\n" in file.read_bytes()
    call_command("disclosure_evidence", check=str(file))
    assert "the database says the same" in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b"<td>Yes</td>", b"<td>No</td>"))
    with pytest.raises(CommandError, match="line .* reads .*<td>No</td>"):
        call_command("disclosure_evidence", check=str(file))
