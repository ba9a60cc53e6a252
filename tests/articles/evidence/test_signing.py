"""Evidence is believed outside: signed by a key that is nowhere in the database, verified without it."""

import base64
import html
import io
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core import signing as django_signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles import evidence
from articles.evidence import seals, signing, verifier
from articles.models import EvidenceKey
from tests.articles.evidence.files import verify_outside

pytestmark = pytest.mark.django_db


def test_who_holds_the_secret_key_alone_forges_nothing(file, settings, tmp_path):
    """Try everything that SECRET_KEY allows: Django's signatures, sessions, and a key derived from it."""
    page = file.html.replace("Old words: we earn", "New words: nobody earns").encode()
    content, signature = verifier.split(page)
    seed = settings.SECRET_KEY.encode().ljust(32)[:32]
    made = signing.Ed25519PrivateKey.from_private_bytes(seed)
    for name in (verifier.key_id(signing.public_of(made)), signature["key"]):
        forged = signing.signed(content, made, name)
        assert evidence.verify(forged) != []
        assert verify_outside(tmp_path, forged)[1] == 1
    hmac = django_signing.Signer().signature(content.decode())
    said = signature | {"signature": base64.b64encode(hmac.encode()).decode()}
    forged = content + verifier.SIGNATURE + verifier.canonical(said) + verifier.END
    assert evidence.verify(forged) != []


def test_who_holds_the_private_key_can_not_pass_a_page_off_as_sealed(file, key_file, edition):
    content, _ = verifier.split(file.content)
    sealed = content.replace(b"dp/1?tag=a-20", b"dp/2?tag=a-20")
    statement = verifier.statement_in(sealed)
    assert statement["record"]["edition"]["body"] != edition.body
    key, name = signing.current_key()
    assert any("digest" in line for line in evidence.verify(signing.signed(sealed, key, name)))


def test_a_file_outlives_new_keys_and_a_new_look(file, settings, tmp_path, monkeypatch):
    settings.SECRET_KEY = "another"
    former = Path(settings.EVIDENCE_KEY_FILE).read_bytes()
    call_command("evidence_key", rotate=True, stdout=io.StringIO())
    monkeypatch.setattr("articles.evidence.record._page", lambda page, path: "<p>Another</p>")
    assert evidence.verify(file.content) == []
    assert verify_outside(tmp_path, file.content)[1] == 0
    first, second = Client().get("/.well-known/newsroom-evidence.json").json()["keys"]
    assert (first["until"], second["until"]) == (second["from"], None)
    Path(settings.EVIDENCE_KEY_FILE).write_bytes(former)
    with pytest.raises(evidence.BadKey, match="isn't published"):
        evidence.make_evidence(file.record["path"].strip("/"), timezone.now())
    with pytest.raises(CommandError, match="can't come back"):
        call_command("evidence_key")


def test_a_key_counts_while_it_was_in_use(file):
    published = signing.published()
    (key,) = published["keys"]
    made = timezone.now()
    for dates in (
        {"from": (made + timedelta(hours=1)).isoformat()},
        {"until": (made - timedelta(hours=1)).isoformat()},
    ):
        found = verifier.problems(file.content, published | {"keys": [key | dates]})
        assert found == [f"The key {key['id']} was not in use when the file says that it was made."]


def test_without_a_key_a_file_says_that_it_is_unsigned(edition):
    file = evidence.make_evidence(edition.path, timezone.now())
    assert not file.is_signed
    assert "this file is unsigned" in file.html
    assert file.content.endswith(b"</script>\n</body>\n</html>\n")
    problems = evidence.verify(file.content)
    assert "isn't signed" in problems[0]
    assert problems[1] == "The database says the same as its record."


def test_the_key_file_is_for_its_owner_alone(key_file, edition):
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    key_file.chmod(0o640)
    with pytest.raises(evidence.BadKey, match="Others can read"):
        evidence.make_evidence(edition.path, timezone.now())


@pytest.mark.parametrize("pem", [b"nonsense", b"", "rsa"])
def test_a_key_that_is_none_is_said_in_words(key_file, edition, pem):
    if pem == "rsa":
        other = ec.generate_private_key(ec.SECP256R1())
        pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key_file.write_bytes(pem)
    if not pem:
        assert not evidence.make_evidence(edition.path, timezone.now()).is_signed
        return
    with pytest.raises(evidence.BadKey, match="evidence key is no"):
        evidence.make_evidence(edition.path, timezone.now())


def test_a_key_may_be_in_the_environment(settings, edition, capsys):
    call_command("evidence_key", print=True)
    settings.EVIDENCE_KEY = capsys.readouterr().out.replace("\n", "\\n")
    call_command("evidence_key", stdout=io.StringIO())
    assert evidence.verify(evidence.make_evidence(edition.path, timezone.now()).content) == []
    assert EvidenceKey.objects.count() == 1


def test_the_page_in_the_file_is_the_one_that_is_signed(file):
    page = html.unescape(file.html.partition('srcdoc="')[2].partition('"')[0])
    assert page == file.page
    assert "Old words: we earn from links." in page


def test_a_sealed_file_names_its_days(key_file, edition, pass_days):
    pass_days(1)
    seals.seal_days()
    file = evidence.make_evidence(edition.path, timezone.now())
    statement = verifier.statement_in(file.content)
    assert [row["day"] for row in statement["rows"]] == list(statement["days"]) * len(
        statement["rows"]
    )
    assert evidence.verify(file.content) == []
    published = signing.published()
    (day,) = published["heads"]
    published["heads"][day] = "0" * 64
    assert verifier.problems(file.content, published) == [
        f"The newsroom publishes another seal of {day}."
    ]
