"""kill -9 in the middle of a publication and of a scan: whole or not at all, and the rest goes on."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.ledger import scanning
from articles.ledger.tasks import request_scan
from articles.models import Article, Edition
from disclosures.models import Link, Scan
from newsroom.demo.serving import process
from tests.factories import make_programme, make_section, make_user
from tests.newsroom.running import (
    ROOT,
    Answer,
    Site,
    command_of_the_readme,
    free_port,
    running_site,
)
from tests.newsroom.test_startup import at
from tests.newsroom.test_upgrades import until, workers

NAMES = ("locked", "printed", "afterwards")
TOKEN = "a" * 32
# Publish a story by each name, and print what its form posts after a change.
STORIES = """
import json, sys; import django; django.setup()
from articles import publishing
from staff.models import User
from tests.desk import change_url, form_of
from tests.factories import make_article
user = User.objects.get(username="kim")
for name in sys.argv[1:]:
    article = make_article(slug=name, headline=f"Before {name}")
    edition = publishing.publish(article, by=user)
    form = form_of(article, headline=f"After {name}") | {"_publish": "Publish"}
    print(json.dumps([name, edition.get_absolute_url(), change_url(article), form]))
"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Story:
    """A published story, and the desk's form that publishes a change of it."""

    def __init__(self, line: str) -> None:
        self.name, self.page, self.desk, form = json.loads(line)
        self.form = urlencode(form, doseq=True)

    def post(self, site: Site) -> Answer:
        """Post the form. Raises OSError or HTTPException if the connection breaks off."""
        cookies = f"csrftoken={TOKEN}; sessionid={site.session}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return site.get(self.desk, headers, "POST", self.form)

    def publish(self, site: Site) -> int:
        """Post the form; return the status, 0 if the connection breaks off."""
        try:
            return self.post(site).status
        except (OSError, HTTPException):
            return 0


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """Two servers of one site, each with a page cache; the first one's worker may be killed."""
    with ExitStack() as stack:
        first = stack.enter_context(running_site("--respawn-interval", "0.1"))
        port = free_port()
        command = [*command_of_the_readme(), "--port", str(port)]
        server = stack.enter_context(process(*command, environment=first.environment, folder=ROOT))
        second = replace(first, port=port, server=server)
        second.wait_until_alive()
        yield first, second


def stories(site: Site) -> dict[str, Story]:
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STORIES, *NAMES],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    assert not made.returncode, made.stderr
    return {story.name: story for story in map(Story, made.stdout.splitlines())}


def hit(site: Site, story: Story) -> Answer:
    """Return the story's page from the server's memory."""
    found: list[Answer] = []

    def is_hit() -> bool:
        with suppress(OSError):
            found.append(site.get(story.page))
            return found[-1].headers["Cache-Status"] == "newsroom; hit"
        return False

    until(is_hit)
    return found[-1]


@contextmanager
def posting(site: Site, story: Story) -> Iterator[list[int]]:
    """Post the story's form during the block; afterwards the list has the status."""
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(story.publish(site)))
    thread.start()
    yield answers
    thread.join()


def test_a_publication_whose_server_is_killed_is_whole_or_has_not_been(sites):
    """One is killed before it has written anything, one when only the commit is missing."""
    first, second = sites
    made = stories(first)
    locked, printed = made["locked"], made["printed"]
    for site in sites:
        for story in (locked, printed):
            assert f"Before {story.name}" in hit(site, story).text

    with ExitStack() as stack:
        row = stack.enter_context(psycopg.connect(first.database.url))
        row.execute("SELECT FROM articles_article WHERE slug = 'locked' FOR UPDATE")
        # The event is the last row that publishing writes.
        log = stack.enter_context(psycopg.connect(first.database.url))
        log.execute("LOCK TABLE articles_event IN SHARE MODE")
        watch = stack.enter_context(psycopg.connect(first.database.url, autocommit=True))
        posts = [stack.enter_context(posting(first, story)) for story in (locked, printed)]
        until(lambda: watch.execute(WAITING).fetchone() == (2,))
        (worker,) = workers(first)
        os.kill(worker, signal.SIGKILL)
        until(lambda: all(posts))
        row.rollback()
        log.rollback()
        # PostgreSQL notices that nobody is there once it has the lock.
        until(lambda: watch.execute(WAITING).fetchone() == (0,))
    assert posts == [[0], [0]]

    for site in sites:
        for story in (locked, printed):
            assert f"Before {story.name}" in hit(site, story).text
    with psycopg.connect(first.database.url) as database:
        for table in ("articles_edition", "articles_event"):
            rows = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert rows == (len(NAMES),)
        drafts = database.execute("SELECT headline FROM articles_article").fetchall()
        assert all(headline.startswith("Before") for (headline,) in drafts)

    # The same forms work now: no lock and no half-written row is in their way.
    for story in made.values():
        assert story.publish(first) == 302
        committed = time.monotonic()
        pages = [site.get(story.page).text for site in sites]
        while not all(f"After {story.name}" in page for page in pages):
            assert time.monotonic() - committed < 5
            pages = [site.get(story.page).text for site in sites]


# Scans


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Start a worker; none outlives the test."""
    with ExitStack() as stack:

        def start() -> "subprocess.Popen[bytes]":
            command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay"]
            environment = {"PATH": os.environ["PATH"], **at(connection.settings_dict["NAME"])}
            log = stack.enter_context((Path(tmp_path) / "log").open("ab"))
            worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            stack.callback(worker.wait)
            stack.callback(worker.kill)
            return worker

        yield start


@pytest.mark.django_db(transaction=True)
def test_a_scan_whose_worker_is_killed_goes_on_where_it_was(start, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_programme()
    keys = print_editions(scanning.BATCH + 1)  # two batches
    # The programme's.
    Scan.objects.all().delete()
    DBTaskResult.objects.all().delete()
    scan = request_scan("Everything")

    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=connection.settings_dict["NAME"])
    with closing(psycopg.connect(url.geturl())) as other:
        # A link of the last edition refers to its row, so the second batch can't commit.
        other.execute("SELECT FROM articles_edition WHERE id = %s FOR UPDATE", [keys[-1]])
        victim = start()
        until(lambda: Scan.objects.get().reached)
        killed = Scan.objects.get()
        until(waits)
        victim.kill()
        start()
        # PostgreSQL goes on waiting for the first one, and keeps its lock on the scan.
        until(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL"))
        other.rollback()
        until(lambda: Scan.objects.get().finished_at)

    scan.refresh_from_db()
    assert (killed.done, killed.reached) == (scanning.BATCH, keys[-2])
    assert not scan.problem
    assert scan.begun_at == killed.begun_at
    assert scan.done == scan.total == len(keys)
    # Every link is on record, once.
    links = list(Link.objects.current().order_by("edition").values_list("edition", flat=True))
    assert links == keys


def print_editions(count: int) -> list[int]:
    """Add live editions of new stories with a commercial link, which no scan has read; return the keys."""
    section, user, now = make_section(), make_user("Editor"), timezone.now()
    texts = [
        {
            "headline": f"Story {number}",
            "slug": f"story-{number}",
            "section": section,
            "body": f'<p><a href="https://amazon.com/dp/{number}">Buy it</a></p>',
        }
        for number in range(count)
    ]
    articles = Article.objects.bulk_create([Article(**text) for text in texts])
    editions = [
        Edition(
            **text,
            article=article,
            number=1,
            path=f"{section.slug}/{text['slug']}",
            live_from=now,
            published_at=now,
            printed_by=user,
        )
        for text, article in zip(texts, articles, strict=True)
    ]
    return [edition.pk for edition in Edition.objects.bulk_create(editions)]


def waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
