"""The table of jurisdictions: a row is enough for settings, sections, wordings and readers' pages."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError

from articles.models import Section
from disclosures import jurisdictions
from disclosures.jurisdictions import Jurisdiction
from disclosures.models import Wording
from disclosures.wordings.public_page import disclosures_of
from disclosures.wordings.selection import Audience, Need, wording_for
from tests.architecture import ROOT
from tests.desk import signed_in
from tests.factories import make_section, make_wording

pytestmark = pytest.mark.django_db
GERMANY = Jurisdiction("DE", "Germany", "Germany", "UWG § 5a(4)", forbids_may=True)


@pytest.fixture
def germany(monkeypatch):
    monkeypatch.setattr(jurisdictions, "TABLE", (*jurisdictions.TABLE, GERMANY))


def is_valid(wording: Wording) -> bool:
    try:
        wording.full_clean()
    except ValidationError:
        return False
    return True


def german(**fields) -> Wording:
    words = {"text": "We earn when you buy through our links.", "mark": "Anzeige"}
    return Wording(**{"kind": "affiliate", "jurisdiction": "DE"} | words | fields)


def test_a_code_that_is_not_in_the_table_is_no_choice():
    assert not is_valid(german())
    assert "DE" not in dict(Section._meta.get_field("jurisdiction").flatchoices)


@pytest.mark.usefixtures("germany")
def test_the_models_accept_a_new_row():
    assert is_valid(german())
    make_section(jurisdiction="DE").full_clean()
    assert make_wording(jurisdiction="DE").get_jurisdiction_display() == "Germany"


@pytest.mark.usefixtures("germany")
def test_the_rules_of_a_new_row_hold():
    with pytest.raises(ValidationError, match=r"the rule in Germany \(UWG § 5a\(4\)\)"):
        german(text="We may earn when you buy through our links.").full_clean()


@pytest.mark.usefixtures("germany")
@pytest.mark.parametrize("page", ["articles/section/add/", "disclosures/wording/add/"])
def test_the_desk_offers_a_new_row(page):
    form = signed_in("Administrator").get(f"/admin/{page}").content.decode()
    assert '<option value="DE">Germany</option>' in form


@pytest.mark.usefixtures("germany")
def test_the_list_of_wordings_filters_by_a_new_row():
    make_wording(jurisdiction="DE")
    page = signed_in("Disclosure staff").get("/admin/disclosures/wording/").content.decode()
    assert "jurisdiction__exact=DE" in page


@pytest.mark.usefixtures("germany")
def test_a_wording_of_a_new_row_is_selected_and_shown_to_readers():
    make_wording()
    make_wording(jurisdiction="DE", text="We earn. Anzeige.")
    rows = Wording.objects.in_force().rows()
    assert wording_for(Need("affiliate"), rows, Audience("DE"))["text"] == "We earn. Anzeige."
    assert [each.rules for each in disclosures_of("affiliate", rows)] == ["", "Germany"]


def test_the_setting_accepts_only_codes_of_the_table():
    code = "import newsroom.settings"
    start = [sys.executable, "-c", code]
    run = subprocess.run(
        start,
        cwd=ROOT,
        env={**os.environ, "DEBUG": "1", "JURISDICTION": "XX"},
        capture_output=True,
        text=True,
    )
    listed = ", ".join(jurisdictions.codes())
    assert f"JURISDICTION is 'XX'; set it to {listed} or nothing." in run.stderr
    run = subprocess.run(
        start, cwd=ROOT, env={**os.environ, "DEBUG": "1", "JURISDICTION": "uk"}, check=False
    )
    assert run.returncode == 0
