"""The audit as a command: three formats, a scan before it, and an exit code."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from articles.audit import coverage
from articles.ledger import scanning
from articles.management.commands.audit_disclosures import REASON
from disclosures.models import Scan
from tests.articles.audit.audits import PAID, run_audit
from tests.factories import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


def test_the_command_reports_in_three_formats(amazon):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>', headline="=1+1")
    assert (
        "All 1" not in run_audit()
        and "says so" in run_audit()
        and "Wrong or no tracking id" in run_audit()
    )
    report = json.loads(run_audit("--format", "json"))
    assert report["total"]["required"] == 1 and report["findings"]["wrong id"] == 1
    assert report["found"][0]["detail"] == "No id: https://amazon.com/1"
    (row,) = csv.DictReader(io.StringIO(run_audit("--format", "csv")))
    assert (row["kind"], row["headline"], row["programme"]) == ("wrong id", "'=1+1", "Amazon")


def test_the_command_writes_a_file(amazon, tmp_path):
    make_edition(body=PAID)
    file = tmp_path / "audit.json"
    assert run_audit("--format", "json", "--output", str(file)) == ""
    assert json.loads(file.read_text())["total"]["stories"] == 1


def test_the_command_scans_first_and_a_killed_one_goes_on(amazon, monkeypatch):
    monkeypatch.setattr(scanning, "BATCH", 1)
    for _ in range(3):
        make_edition(body=PAID)
    killed = Scan.objects.create(reason=REASON)
    with pytest.raises(ZeroDivisionError):
        scanning.scan(killed, lambda scan: 1 / 0)

    run_audit("--scan")

    killed.refresh_from_db()
    assert (killed.done, killed.finished_at is None) == (3, False)
    assert coverage.audit().scanned_at == killed.finished_at
    assert Scan.objects.full().count() == 1


def test_what_was_left_long_ago_begins_anew(amazon):
    edition = make_edition(body=PAID)
    long_ago = timezone.now() - timedelta(days=3)
    left = Scan.objects.create(reason="x", begun_at=long_ago, reached=edition.pk, done=1)
    run_audit("--scan")
    left.refresh_from_db()
    assert left.begun_at > long_ago and left.done == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-over", "0"], None),
        (["--fail-on", "wrong-id"], 1),
        (["--fail-on", "wrong-id,late", "--fail-over", "1"], None),
    ],
)
def test_the_command_fails_past_a_threshold(amazon, arguments, code):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    if code is None:
        run_audit(*arguments)
        return
    with pytest.raises(SystemExit) as ended:
        run_audit(*arguments)
    assert ended.value.code == code


@pytest.mark.parametrize(
    "arguments",
    [["--fail-on", "nonsense"], ["--fail-over", "-1"], ["--output", "/no/such/folder/x"]],
)
def test_the_command_refuses_what_makes_no_sense(arguments):
    with pytest.raises(CommandError):
        run_audit(*arguments)
