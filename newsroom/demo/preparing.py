"""Prepare the demo for serving: settings, tables, and its stories.

`python -m newsroom.demo.preparing` runs as a separate process, which can be killed at any time:
PostgreSQL rolls back its unfinished transaction.
"""

import gc
import io
import os
import secrets
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from newsroom.startup import plain_errors

if TYPE_CHECKING:
    from newsroom.demo.pictures import Decoded

Report = Callable[[str], None]
NAME, TAGLINE = "The Afterglow", "Stories worth staying up for"
# The variable with the number of the file that `announce_tables` writes to.
ANNOUNCE = "NEWSROOM_DEMO_ANNOUNCE"


def environment(var: Path, address: str) -> dict[str, str]:
    """Return production's settings without HTTPS, ignoring variables set for a real site."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secret_key(var / "secret-key"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "BEHIND_PROXY": "0",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": address,
        "DEBUG": "0",
        "EVIDENCE_KEY": "",
        "EVIDENCE_KEY_FILE": str(var / "evidence-key.pem"),
        "HTTPS": "0",
        "MEDIA_ROOT": str(var / "media"),
        "SITE_NAME": NAME,
        "SITE_TAGLINE": TAGLINE,
        "VAR_DIR": str(var),
    }
    return {"LOG_LEVEL": "WARNING"} | os.environ | ours


def secret_key(path: Path) -> str:
    """Return the key of an earlier start, so that sessions stay valid, or create one (mode 0600)."""
    if not path.exists() or not path.read_text().strip():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def prepare(report: Report) -> None:
    """Bring the database and the files up to date; usually they already are."""
    import django

    django.setup()
    from django.conf import settings

    from disclosures.models import put_site_on_record
    from newsroom.demo.load import is_loaded
    from newsroom.demo.pictures import decode_ahead

    # Decoding releases Python's lock, so a second core does it meanwhile.
    with ThreadPoolExecutor(1) as pool:
        decoded = {} if is_loaded() else decode_ahead(pool)
        migrate(report)
        # Loading locks the site's table, and the server would wait for it with the rules locked, for
        # which loading waits. With the site on record, the server has nothing to write.
        put_site_on_record()
        announce_tables()
        if not is_loaded():
            load(settings.MEDIA_ROOT, report, decoded)
        make_key()


def announce_tables() -> None:
    """Tell the process that waits for it (serving.py) that a web server can start."""
    if number := os.environ.get(ANNOUNCE):
        with os.fdopen(int(number), "wb") as waiting:
            waiting.write(b"1")


def migrate(report: Report) -> None:
    """Run `migrate` if a migration is pending or a trigger is missing."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from newsroom import guards, word_triggers
    from newsroom.cache import tables

    executor = MigrationExecutor(connection)
    missing = any(each.missing(connection) for each in (guards, tables, word_triggers))
    if missing or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        report("Making the tables")
        call_command("migrate", verbosity=0, interactive=False)


def make_key() -> None:
    """Make the key that evidence is signed with, unless a former start made it."""
    from django.core.management import call_command

    call_command("evidence_key", stdout=io.StringIO())


def load(media: Path, report: Report, decoded: "Decoded") -> None:
    """Load the stories. An interrupted load left no rows, but perhaps picture files."""
    from newsroom.demo.load import load

    shutil.rmtree(media, ignore_errors=True)
    load(report, decoded)


def run(step: Callable[[Report], None]) -> None:
    """Run a step of the start as a process of its own."""
    # The kernel sends SIGINT when the parent process ends: exit without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Migrations make much cyclic garbage, and this process is too short-lived to need its memory.
    gc.disable()
    console = Console(highlight=False)
    with plain_errors():
        step(lambda words: console.print(f"[dim]{words} …"))


if __name__ == "__main__":
    run(prepare)
