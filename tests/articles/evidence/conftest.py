import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import evidence
from articles.models import Edition
from tests.articles.evidence.files import PAID
from tests.factories import make_edition, make_programme, make_wording


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    """Make an evidence key, and return the file that holds its secret half."""
    settings.EVIDENCE_KEY_FILE = str(tmp_path / "evidence.pem")
    call_command("evidence_key", stdout=io.StringIO())
    return tmp_path / "evidence.pem"


@pytest.fixture
def edition(db: None) -> Edition:
    """Publish a story with a commercial link and with letters beyond ASCII."""
    make_wording(text="Old words: we earn from links.")
    make_programme()
    return make_edition(body=f"{PAID}\r\n<p>“Ünïcode”</p>")


@pytest.fixture
def file(key_file: Path, edition: Edition) -> evidence.EvidenceFile:
    """Make signed evidence of the story as it is now."""
    return evidence.make_evidence(edition.path, timezone.now())
