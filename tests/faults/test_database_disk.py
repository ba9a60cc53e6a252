"""PostgreSQL on a disk of its own, which is full: readers notice nothing, and no text is lost."""

import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import psycopg
import pytest

from newsroom.demo.serving import process
from tests.newsroom.running import (
    ROOT,
    Postgres,
    Site,
    command_of_the_readme,
    free_port,
    prepare,
)
from tests.newsroom.test_disk import may_mount
from tests.newsroom.test_killed import NAMES, Story, hit, stories
from tests.newsroom.test_upgrades import until

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not may_mount(), reason="Only root can mount a small disk, to fill it."
)
MEGABYTES = 400


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A disk of MEGABYTES."""
    with tempfile.TemporaryDirectory(prefix="newsroom-") as name:
        size = f"size={MEGABYTES}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


@pytest.fixture(scope="module")
def site(disk) -> Iterator[Site]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-")))
        database = Postgres(disk / "pg", stack)
        database.start()
        environment, session = prepare(database, folder)
        port = free_port()
        command = [*command_of_the_readme(), "--port", str(port)]
        server = stack.enter_context(process(*command, environment=environment, folder=ROOT))
        site = Site(port, database, session, server, environment)
        site.wait_until_alive()
        yield site


def fill(disk: Path) -> Path:
    """Write until nothing is left; the file can be deleted to make room."""
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1024)
    return filler


def with_text(story: Story, text: str) -> None:
    """Let the story's form post a body that PostgreSQL can't compress."""
    fields = [(name, value) for name, value in parse_qsl(story.form, keep_blank_values=True)]
    fields = [(name, text if name == "body" else value) for name, value in fields]
    story.form = urlencode(fields)


def test_while_the_disk_is_full_pages_are_served_and_the_desk_says_what_to_do(site, disk):
    made = stories(site)
    story, other, third = (made[name] for name in NAMES)
    text = "<p>" + " ".join(secrets.token_hex(8) for _ in range(12_000)) + "</p>"
    with_text(story, text)
    hit(site, story)
    with psycopg.connect(site.database.url, autocommit=True) as psql:
        # The log of changes gets a new file, which is large enough for all that follows.
        psql.execute("SELECT pg_switch_wal()")
        psql.execute("CREATE TABLE trial (n int)")
        psql.execute("CHECKPOINT")
    filler = fill(disk)
    try:
        answer = story.post(site)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert "What you sent was not saved. It is still in your browser" in answer.text
        assert f"Before {story.name}" in hit(site, story).text
        # Rendered now.
        assert site.get(other.page).status == site.get(third.page).status == 200
        assert site.get("/readyz").status == 200
        assert site.get(story.desk, site.cookies).status == 200
    finally:
        filler.unlink()

    until(lambda: story.publish(site) == 302, 30)
    committed = time.monotonic()
    while text[3:100] not in (page := site.get(story.page).text):
        assert time.monotonic() - committed < 1, page[:100]
