"""The site behind PgBouncer, with the settings of docs/operations.md."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from newsroom import postgres
from newsroom.demo.serving import process
from newsroom.management.commands.db_worker import POOLER
from tests.newsroom.running import ROOT, Site, command_of_the_readme, free_port, running_site
from tests.newsroom.test_killed import stories
from tests.newsroom.test_upgrades import until

# Debian's folder of PgBouncer isn't in every user's PATH.
PATH = os.environ["PATH"] + ":/usr/sbin"
PGBOUNCER = shutil.which("pgbouncer", path=PATH)
pytestmark = pytest.mark.skipif(
    not PGBOUNCER, reason="PgBouncer isn't installed (apt-get install pgbouncer)"
)
CONFIGURATION = """
[databases]
newsroom = host={socket} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
# Fewer than the threads of the server, so that they take turns.
default_pool_size = {size}
"""
TRANSACTION = {"PAGE_CACHE_MB": "0", "CONN_MAX_AGE": "0", "TRANSACTION_POOLER": "1"}


@contextmanager
def pooled(direct: Site, mode: str, size: int, **settings: str) -> Iterator[Site]:
    """Run a server of the same site whose connections go through PgBouncer."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-")))
        postgres.make_passable(folder)
        port = free_port()
        configuration = folder / "pgbouncer.ini"
        configuration.write_text(
            CONFIGURATION.format(socket=direct.database.socket, port=port, mode=mode, size=size)
        )
        postgres.give(configuration)
        log = stack.enter_context((folder / "log").open("wb"))
        pooler = subprocess.Popen(
            [str(PGBOUNCER), str(configuration)],
            stdout=log,
            stderr=log,
            preexec_fn=postgres.die_with_parent,
            **postgres.as_owner(),
        )
        stack.callback(pooler.wait)
        stack.callback(pooler.terminate)
        url = f"postgresql://postgres@127.0.0.1:{port}/newsroom"
        until(lambda: answers(url))
        environment = direct.environment | {"DATABASE_URL": url, **settings}
        port = free_port()
        command = [*command_of_the_readme(), "--port", str(port)]
        server = stack.enter_context(process(*command, environment=environment, folder=ROOT))
        site = replace(direct, port=port, server=server, environment=environment)
        site.wait_until_alive()
        yield site


def answers(url: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url):
        return True
    return False


@pytest.fixture(scope="module")
def direct() -> Iterator[Site]:
    with running_site() as site:
        yield site


def test_pages_and_the_desk_work_when_each_transaction_has_another_connection(direct):
    with pooled(direct, "transaction", 2, **TRANSACTION) as site:
        made = stories(site)
        paths = ["/", "/feed.xml", "/about/", "/disclosures/", "/sitemap.xml", "/readyz"]
        paths += [story.page for story in made.values()]
        desk = ["/admin/", "/admin/articles/article/", *(story.desk for story in made.values())]
        # Often enough for a statement that was prepared on one connection to come to another.
        requests = [(path, {}) for path in paths] * 8 + [(path, site.cookies) for path in desk] * 4
        with ThreadPoolExecutor(12) as readers:
            found = list(readers.map(lambda request: site.get(*request).status, requests))
        assert found == [200] * len(requests)
        with ThreadPoolExecutor(3) as editors:
            posts = list(editors.map(lambda story: story.publish(site), made.values()))
        assert posts == [302] * len(made)
        for story in made.values():
            assert f"After {story.name}" in site.get(story.page).text

        worker = subprocess.run(
            [sys.executable, "manage.py", "db_worker", "--batch"],
            cwd=ROOT,
            env=site.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert worker.returncode == 1
        assert POOLER in worker.stderr


def test_a_pooler_that_keeps_sessions_passes_announcements_on(direct):
    with pooled(direct, "session", 20) as site:
        insert = "INSERT INTO articles_policy (kind, title, body, updated_at) VALUES ('ethics', %s, '', now())"
        update = "UPDATE articles_policy SET title = %s"
        with psycopg.connect(direct.database.url, autocommit=True) as psql:
            for statement, title in ((insert, "First"), (update, "Second"), (update, "Third")):
                psql.execute(statement, [title])
                until(lambda title=title: title in site.get("/about/ethics/").text, 1)
                until(lambda: "; hit" in site.get("/about/ethics/").headers["Cache-Status"])
                assert title in site.get("/about/ethics/").text


def test_no_page_is_kept_if_announcements_do_not_arrive(direct):
    settings = TRANSACTION | {"PAGE_CACHE_MB": "8"}
    with pooled(direct, "transaction", 2, **settings) as site:
        for _ in range(20):
            answer = site.get("/about/")
            assert answer.status == 200
            assert answer.headers["Cache-Status"] == "newsroom; fwd=miss"
