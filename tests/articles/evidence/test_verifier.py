"""The verifier: an untouched file passes, and any other is reported."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import evidence
from articles.evidence import signing, verifier
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db

PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>\r\n<p>“Ünïcode”</p>'


@pytest.fixture
def key_file(settings, tmp_path):
    settings.EVIDENCE_KEY_FILE = str(tmp_path / "evidence.pem")
    call_command("evidence_key", stdout=io.StringIO())
    return tmp_path / "evidence.pem"


@pytest.fixture
def edition():
    make_wording(text="Old words: we earn from links.")
    make_programme()
    return make_edition(body=PAID)


@pytest.fixture
def file(key_file, edition):
    return evidence.make_evidence(edition.path, timezone.now())


def alone(tmp_path, content, keys=None):
    """Run the stand-alone verifier, without Django and a database; return its output and exit code."""
    script, file, published = (tmp_path / name for name in ("v.py", "file.html", "keys.json"))
    client = Client()
    script.write_bytes(client.get("/.well-known/newsroom-evidence-verify.py").content)
    file.write_bytes(content)
    published.write_bytes(keys or client.get("/.well-known/newsroom-evidence.json").content)
    ran = subprocess.run(
        [sys.executable, "-I", str(script), str(file), str(published)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={},
    )
    assert ran.stderr == ""
    return ran.stdout, ran.returncode


def test_a_file_that_nobody_touched_verifies_here_and_anywhere(file, tmp_path):
    assert file.is_signed
    assert evidence.verify(file.content) == []
    said, code = alone(tmp_path, file.content)
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
    assert alone(tmp_path, forged)[1] == 1


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
