"""The verifier: an untouched file passes, and any other is reported."""

import json

import pytest

from articles import evidence
from articles.evidence import signing, verifier
from tests.articles.evidence.files import verify_outside

pytestmark = pytest.mark.django_db


def test_a_file_that_nobody_touched_verifies_here_and_anywhere(file, tmp_path):
    assert file.is_signed
    assert evidence.verify(file.content) == []
    said, code = verify_outside(tmp_path, file.content)
    assert code == 0
    assert said.startswith("It holds: signed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<blockquote>Old words: we earn", "<blockquote>We tell"),
        ("<td>Yes</td>", "<td>No</td>"),
        ("rel=&quot;sponsored&quot;", ""),
        ("padding: 2rem clamp", "display: none; padding: 2rem clamp"),
        ('"tracking_id":"a-20"', '"tracking_id":"b-20"'),
        ("<h2>What it rests on</h2>", ""),
        ("<h2>", "<h2>\r"),
        ("<h2>The page</h2>", "<h2>The page</h2> "),
    ],
)
def test_a_changed_byte_is_noticed(file, tmp_path, old, new):
    assert old in file.html
    forged = file.html.replace(old, new).encode()
    assert evidence.verify(forged) == [
        "The file was changed after it was signed: the signature doesn't fit."
    ]
    assert verify_outside(tmp_path, forged)[1] == 1


@pytest.mark.parametrize("added", [b"<p>Added.</p>", b" ", verifier.END, b"<!-- -->"])
def test_nothing_can_stand_after_the_signature(file, added):
    assert "added after its signature" in evidence.verify(file.content + added)[0]
    inside = file.content.replace(verifier.END, added + verifier.END)
    assert evidence.verify(inside) != []


def test_a_record_that_differs_from_its_rows_or_from_the_database_is_noticed(file, key_file):
    content, _ = verifier.split(file.content)
    statement = verifier.statement_in(content)
    record = statement["record"]
    record["edition"]["headline"] = "Another"
    statement["record_sha256"] = verifier.digest(record)
    head = content.rpartition(verifier.STATEMENT)[0]
    text = json.dumps(statement).replace("<", "\\u003c").encode()
    forged = head + verifier.STATEMENT + text + b"</script>\n"
    key, name = signing.current_key()
    found = verifier.problems(signing.signed(forged, key, name), signing.published())
    assert found == ["The record differs from the sealed edition in: headline."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "carries no statement"),
        (b"\xff\xfe", "carries no statement"),
        (verifier.STATEMENT + b"[]</script>", "carries no statement"),
        (verifier.STATEMENT + b'{"format":"other"}</script>', "doesn't know"),
        (verifier.STATEMENT + b'{"format":"newsroom-evidence/1"}</script>', "isn't signed"),
        (verifier.STATEMENT + b"[" * 100_000, "carries no statement"),
    ],
)
def test_what_is_no_evidence_is_said_in_words(content, said):
    assert said in evidence.verify(content)[0]
