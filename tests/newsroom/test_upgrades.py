"""A new version replaces the running one while readers and editors go on."""

import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import psycopg
import pytest

from tests.newsroom.running import ROOT, Answer, Site, running_site
from tests.newsroom.test_rsgi import HALF_A_FORM, status

APPS = ("articles", "authors", "disclosures", "images", "staff")
# The migrations of the first release; nothing ran before them.
FIRST = (
    *("0001_initial", "0001_extensions", "0002_initial"),
    *("0003_pictures_of_drafts", "0004_printed_stories"),
)
# It makes a column longer, which the version before reads and writes as well.
COMPATIBLE = ("0019_longer_addresses",)
CODE = (*APPS, "newsroom", "static", "templates", "tests", "manage.py", "README.md")
# Each worker is stopped before its successor has started: the worst case, and on a busy machine a
# usual one. Connections wait in the socket, which the main process keeps open.
RELOADING = ("--workers", "2", "--respawn-interval", "0.5", "--workers-kill-timeout", "30")
FIELD = """    byline_note = models.CharField(max_length=60, blank=True, default="", db_default="")
"""
PUBLISH = """
import sys; import django; django.setup()
from articles import publishing
from articles.models import Article
from tests.factories import make_article, make_author, make_section, make_user
name = sys.argv[1]
user = make_user(username=name, is_superuser=True)
section, author = make_section(name=name, slug=name), make_author(name=name, slug=name)
make_article(section=section, slug=name, authors=[author])
# Whatever the other version has written can be published again.
for article in Article.objects.order_by("pk"):
    article.headline += " again"
    article.save()
    publishing.publish(article, by=user)
print(f"/{name}/{name}/")
"""


class Readers:
    """Readers that request a page each, one after the other, until the block ends."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.lost: list[str] = []
        self.pages: list[str] = []
        self.stop = threading.Event()

    def get(self) -> Answer:
        """Request the page; once more if the connection is closed unanswered, as the proxies do.

        A worker that stops closes connections on which no request has arrived yet.
        tests/newsroom/test_proxies.py holds the proxies of deploy/ to it.
        """
        try:
            return self.site.get("/")
        except (ConnectionError, HTTPException):
            return self.site.get("/")

    def read(self) -> None:
        while not self.stop.is_set():
            try:
                answer = self.get()
            except (OSError, HTTPException) as error:
                self.lost.append(repr(error))
                continue
            if answer.status == 200:
                self.pages.append(answer.text)
            else:
                self.lost.append(str(answer.status))


@contextmanager
def readers(site: Site) -> Iterator[Readers]:
    reading = Readers(site)
    threads = [threading.Thread(target=reading.read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield reading
    finally:
        reading.stop.set()
        for thread in threads:
            thread.join()


def workers(site: Site) -> set[int]:
    """Return the processes of Granian's workers."""
    pid = site.server.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    named = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return {child for child, name in named.items() if b"resource_tracker" not in name}


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def reload(site: Site) -> None:
    """Have Granian replace its workers as `systemctl reload` does; return when all are new."""
    former = workers(site)
    assert len(former) == 2
    site.server.send_signal(signal.SIGHUP)
    until(lambda: not former & workers(site))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of this code, that tests may change."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in CODE:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "nu")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def reloading(checkout) -> Iterator[Site]:
    with running_site(*RELOADING, checkout=checkout, unix=True) as site:
        yield site


def python(folder: Path, site: Site, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=folder,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_reload_loses_no_request(reloading):
    site = reloading
    with readers(site) as reading, site.connect() as form:
        until(lambda: len(reading.pages) > 10)
        # Half a form when the reload begins, and the rest after its worker was told to stop.
        form.sendall(HALF_A_FORM.encode())
        reload_ends = threading.Thread(target=reload, args=[site])
        reload_ends.start()
        time.sleep(2)
        form.sendall(b"x" * (1000 - len("username=kim")))
        answered = status(form)
        reload_ends.join()
        served = len(reading.pages)
        until(lambda: len(reading.pages) > served + 10)

    assert reading.lost == []
    assert answered == 403  # it has no token


def test_two_versions_serve_one_database_and_the_new_one_takes_over(reloading, checkout, tmp_path):
    """The new one adds a field to stories and changes a template."""
    site, new = reloading, tmp_path / "new"
    shutil.copytree(checkout, new, ignore=shutil.ignore_patterns("__pycache__"))
    model, base = new / "articles" / "models" / "copy.py", new / "templates" / "base.html"
    model.write_text(re.sub(r"(?m)^(    headline = )", FIELD + r"\1", model.read_text(), count=1))
    base.write_text(base.read_text().replace("<body", '<body data-version="new"', 1))

    with readers(site) as reading:
        python(new, site, "manage.py", "makemigrations", "articles", "--name", "byline_note")
        python(new, site, "manage.py", "migrate", "--verbosity", "0")
        # Each publishes what the other wrote.
        pages = [
            python(folder, site, "-c", PUBLISH, name)
            for folder, name in ((checkout, "old"), (new, "new"), (checkout, "old-again"))
        ]
        assert {site.get(page).status for page in pages} == {200}
        assert not any('data-version="new"' in page for page in reading.pages)
        shutil.copytree(new, checkout, dirs_exist_ok=True)
        reload(site)
        until(lambda: 'data-version="new"' in reading.pages[-1])

    assert reading.lost == []
    assert lint(site, checkout) == ""
    with psycopg.connect(site.database.url) as connection:
        count = connection.execute("SELECT count(*) FROM articles_edition WHERE byline_note = ''")
        assert count.fetchone()[0] > len(pages)


def test_code_that_cannot_start_is_noticed_before_the_reload(reloading, checkout):
    """ExecReload of deploy/systemd/newsroom.service imports it first."""
    broken = reloading.environment | {"TIME_ZONE": "Mars/Olympus"}
    result = subprocess.run(
        [sys.executable, "-m", "newsroom.server"],
        cwd=checkout,
        env=broken,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: TIME_ZONE is 'Mars/Olympus'")
    assert python(checkout, reloading, "-m", "newsroom.server") == ""


INCOMPATIBLE = {
    "NOT NULL": "migrations.AddField('section', 'motto', models.CharField(max_length=9, default=''))",
    "DROPPING": "migrations.RemoveField('section', 'jurisdiction')",
    "RENAMING": "migrations.RenameField('section', 'description', 'about')",
}
MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("articles", "0004_printed_stories")]
    operations = [{}]
"""


def test_migrations_after_the_first_release_suit_the_version_before(site):
    assert lint(site, ROOT) == ""


def test_migrations_that_break_the_running_version_are_refused(site, tmp_path):
    for name in CODE:
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "articles").unlink()
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    migration = tmp_path / "articles" / "migrations" / "0005_incompatible.py"
    migration.write_text(MIGRATION.format(", ".join(INCOMPATIBLE.values())))

    found = lint(site, tmp_path)

    for complaint in INCOMPATIBLE:
        assert complaint in found


LINT = f"""
import sys; import django; django.setup()
from django_migration_linter import MigrationLinter
linter = MigrationLinter(
    ".", include_apps={APPS!r}, ignore_name={(*FIRST, *COMPATIBLE)!r}, no_cache=True, analyser_string="postgresql")
linter.lint_all_migrations()
sys.exit(linter.has_errors)
"""


def lint(site: Site, folder: Path) -> str:
    """Return what django-migration-linter has against a checkout's migrations, the first excepted."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LINT],
        cwd=folder,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return result.stdout if result.returncode else ""
