"""The restore drill: what deploy/backup wrote comes back by deploy/restore, whole and guarded."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles import evidence
from articles.evidence import seals
from articles.models import Edition
from newsroom import guards, postgres
from tests import populated
from tests.factories import make_image
from tests.newsroom.test_startup import PRODUCTION, ROOT
from tests.settings import NO_WORKER

pytestmark = [pytest.mark.usefixtures("newsroom"), pytest.mark.django_db(transaction=True)]
Script = Callable[..., subprocess.CompletedProcess[str]]


def url(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


@pytest.fixture
def script(tmp_path) -> Script:
    """Run a script of deploy/, with the programs of the PostgreSQL that the tests run on."""
    server = Path(postgres.binary("pg_dump")).parent

    def run(name: str, argument: Path, database: str, media: Path, **environment: str):
        return subprocess.run(
            [str(ROOT / "deploy" / name), str(argument)],
            cwd=tmp_path,
            env={
                **PRODUCTION,
                "PATH": f"{server}:{os.environ['PATH']}",
                "PYTHON": sys.executable,
                "DATABASE_URL": url(database),
                "MEDIA_ROOT": str(media),
                "VAR_DIR": str(tmp_path / "var"),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.TASKS = NO_WORKER
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "images.storage.WholeFileStorage"}
    }
    return settings.MEDIA_ROOT


@pytest.fixture
def empty() -> str:
    """The name of a database without tables."""
    name = f"{populated.current()}_restored"
    populated.run(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    yield name
    populated.run(f'DROP DATABASE "{name}" WITH (FORCE)')


def counts() -> dict[str, int]:
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }


def test_a_restored_site_is_the_site(script, media, empty, settings, tmp_path):
    settings.EVIDENCE_KEY_FILE = str(tmp_path / "evidence.pem")
    call_command("evidence_key", stdout=io.StringIO())
    picture = make_image()
    (media / "half.part").write_text("an upload in progress")
    # One day is enough; all of the magazine's would take half a minute.
    seal = seals._seal_next()
    assert seal and seal.hashes
    edition = Edition.objects.live().first()
    file = evidence.make_evidence(edition.path, timezone.now())
    before, current = counts(), populated.current()

    backup = script("backup", tmp_path / "backups", current, media)
    assert backup.returncode == 0, backup.stderr
    folder = Path(backup.stdout.strip())
    settings.MEDIA_ROOT = tmp_path / "restored"
    restored = script("restore", folder, empty, settings.MEDIA_ROOT)

    assert restored.returncode == 0, restored.stderr
    assert "no issues" in restored.stdout + restored.stderr
    assert {path.name for path in folder.iterdir()} == {"newsroom.dump", "media.tar", "SHA256SUMS"}
    assert folder.stat().st_mode & 0o077 == 0
    with populated.connected(empty):
        assert counts() == before
        assert guards.missing(connection) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(headline="Another")
        assert evidence.verify(file.content) == []
        assert seals.missing_rows(seal.day) == []
    assert (settings.MEDIA_ROOT / picture.file.name).read_bytes()[:2] == b"\xff\xd8"
    assert not (settings.MEDIA_ROOT / "half.part").exists()


def test_a_damaged_backup_is_refused_before_anything_is_written(script, media, empty, tmp_path):
    folder = Path(script("backup", tmp_path / "b", populated.current(), media).stdout.strip())
    with (folder / "newsroom.dump").open("r+b") as dump:
        dump.seek(5000)
        dump.write(b"damaged")

    result = script("restore", folder, empty, tmp_path / "restored")

    assert result.returncode
    assert "newsroom.dump" in result.stdout + result.stderr
    with psycopg.connect(url(empty)) as connection:
        assert (
            connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone()
            is None
        )


def test_a_site_in_use_is_not_overwritten(script, media, tmp_path):
    """Neither pictures nor a database that has tables."""
    current = populated.current()
    folder = Path(script("backup", tmp_path / "b", current, media).stdout.strip())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "picture").write_text("of another site")
    before = counts()

    pictures = script("restore", folder, current, tmp_path / "full")
    tables = script("restore", folder, current, tmp_path / "restored")

    assert pictures.returncode == 1
    assert "is not empty; move its files away first" in pictures.stderr
    assert tables.returncode
    assert "already exists" in tables.stderr
    assert counts() == before
    assert not list((tmp_path / "restored").iterdir())


def test_a_failed_backup_leaves_nothing_that_looks_like_one(script, media, tmp_path):
    result = script("backup", tmp_path / "b", "no_such_database", media)

    assert result.returncode
    assert "no_such_database" in result.stderr
    assert list((tmp_path / "b").iterdir()) == []


def test_old_backups_are_deleted_and_other_folders_are_not(script, media, tmp_path):
    folder = tmp_path / "b"
    for name in ("2020-01-01T000000Z", "2020-01-02T000000Z-keep", "notes"):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (0, 0))

    script("backup", folder, populated.current(), media)

    names = {path.name for path in folder.iterdir()}
    assert {"2020-01-02T000000Z-keep", "notes"} < names
    assert "2020-01-01T000000Z" not in names
    assert len(names) == 3
