"""Stories to make evidence of, and the verifier as an outsider runs it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine
from django.test import Client

from articles import publishing
from articles.models import Edition
from tests.factories import make_article, make_user, make_wording

PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
MONDAY = datetime(2031, 3, 3, 9, tzinfo=UTC)


def publish_story(**fields: Any) -> Edition:
    """Publish a new story at once."""
    return publishing.publish(make_article(**fields), by=make_user("Editor"))


def live_since_monday() -> Edition:
    """Publish a story with a link to a shop that has no programme yet, on Monday at nine."""
    with time_machine.travel(MONDAY, tick=False):
        make_wording(text="Old words: we earn from links.")
        return publish_story(body=PAID)


def verify_outside(tmp_path: Path, content: bytes, keys: bytes | None = None) -> tuple[str, int]:
    """Run the published verifier without Django and a database; return its output and exit code."""
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
