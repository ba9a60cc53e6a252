"""Each mistake that a newcomer can make ends in one line and a non-zero exit, in real processes."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection

from newsroom import checks
from newsroom.startup import plain_errors

ROOT = Path(__file__).resolve().parents[2]
NOBODY_THERE = "postgresql://127.0.0.1:1/newsroom"
PRODUCTION = {
    "SECRET_KEY": "long-and-random-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "news.example",
    "DATABASE_URL": NOBODY_THERE,
}
GRANIAN = ("-m", "granian", "--interface", "rsgi", "--no-ws", "--port")
# What a migration would meet if the server were older, or had been installed without contrib.
OLD_SERVER = "from newsroom import checks; checks.MINIMUM_POSTGRESQL = 99; import manage; manage."
BARE_SERVER = "from newsroom import checks; checks.EXTENSIONS = ['no_such']; import manage; manage."


def run(*arguments: str, python: str = sys.executable, **environment: str):
    """Run Python in the checkout, with nothing in the environment but what is named."""
    return subprocess.run(
        [python, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def at(database: str) -> dict[str, str]:
    """Production's environment, with a database on the tests' own server."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")
    return PRODUCTION | {"DATABASE_URL": address.geturl()}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


MISTAKES = {
    "no SECRET_KEY": (without("SECRET_KEY"), "SECRET_KEY is not set."),
    "no ALLOWED_HOSTS": (without("ALLOWED_HOSTS"), "ALLOWED_HOSTS is not set."),
    "no DATABASE_URL": (without("DATABASE_URL"), "DATABASE_URL is not set."),
    "half a flag": (PRODUCTION | {"HTTPS": "perhaps"}, "HTTPS is 'perhaps'; set it to 1 or 0."),
    "nobody there": (PRODUCTION, "PostgreSQL can't be reached: "),
    "no address": (PRODUCTION | {"DATABASE_URL": "hunter2"}, "DATABASE_URL is no address"),
    "no number": (
        PRODUCTION | {"DATABASE_URL": "postgresql://me:hunter2@host:port/name"},
        "DATABASE_URL is no address",
    ),
    "no name": (PRODUCTION | {"DATABASE_URL": "postgresql://host"}, "DATABASE_URL is no address"),
    "no replica": (
        PRODUCTION | {"DATABASE_REPLICA_URL": "postgresql://host/name hunter2"},
        "DATABASE_REPLICA_URL is no address",
    ),
    "a relative path": (
        PRODUCTION | {"PAGE_STORE_DIR": "pages"},
        "PAGE_STORE_DIR is 'pages'; set it",
    ),
    "no pages to store": (
        PRODUCTION | {"PAGE_STORE_DIR": "/run/pages", "PAGE_CACHE_MB": "0"},
        "PAGE_STORE_DIR needs PAGE_CACHE_MB",
    ),
    "no zone": (PRODUCTION | {"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is 'Mars/Olympus'; set it"),
    "a folder of zones": (PRODUCTION | {"TIME_ZONE": "Europe"}, "TIME_ZONE is 'Europe'; set it"),
    "a path": (PRODUCTION | {"TIME_ZONE": "../etc/passwd"}, "TIME_ZONE is '../etc/passwd'; set"),
    "no language": (PRODUCTION | {"LANGUAGE_CODE": "qwx"}, "LANGUAGE_CODE is 'qwx'; set it to a"),
    "nonsense": (PRODUCTION | {"LANGUAGE_CODE": "de; rm"}, "LANGUAGE_CODE is 'de; rm'; set it to"),
    "no level": (PRODUCTION | {"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'; set it to DEBUG, INFO"),
    "no format": (PRODUCTION | {"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'XML'; set it to TEXT, JSON."),
    "no class": (PRODUCTION | {"MEDIA_STORAGE": "S3"}, "MEDIA_STORAGE is 'S3'; set it to a class"),
    "no package": (
        PRODUCTION | {"MEDIA_STORAGE": "no_such.Storage"},
        "MEDIA_STORAGE is 'no_such.Storage', but no_such is not installed; for object storage",
    ),
    "no object": (PRODUCTION | {"MEDIA_OPTIONS": "hunter2"}, "MEDIA_OPTIONS is no JSON object;"),
    "half a number": (PRODUCTION | {"THREADS": "many"}, "THREADS is 'many'; set it to a whole"),
    "no thread": (PRODUCTION | {"THREADS": "0"}, "THREADS is '0'; set it to a whole number, 1 or"),
    "a host alone": (
        PRODUCTION | {"CSRF_TRUSTED_ORIGINS": "desk.news.example"},
        "CSRF_TRUSTED_ORIGINS has 'desk.news.example'; set it to addresses such as https://",
    ),
    "not ours": (
        PRODUCTION | {"DATABASE_URL": "mysql://me:hunter2@host/name"},
        "DATABASE_URL is no address",
    ),
}


@pytest.mark.parametrize(("environment", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_command_says_what_is_wrong_in_one_line(environment, sentence):
    result = run("manage.py", "migrate", **environment)

    assert result.returncode == 1
    assert result.stderr.startswith(f"newsroom: {sentence}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize("value", [" ", "{} "], ids=["blank", "good"])
def test_a_blank_or_a_good_value_is_taken(value):
    good = {"LANGUAGE_CODE": "De-AT", "TIME_ZONE": "Europe/Berlin", "LOG_LEVEL": "warning"}
    settings = {name: value.format(text) for name, text in good.items()}

    result = run("manage.py", "check", **PRODUCTION, **settings)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("mistake", ["no SECRET_KEY", "nobody there", "no zone"])
@pytest.mark.parametrize("respawn", [(), ("--respawn-failed-workers",)], ids=["once", "respawn"])
def test_granian_says_it_too_and_does_not_try_for_ever(mistake, respawn):
    environment, sentence = MISTAKES[mistake]
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = str(reserved.getsockname()[1])

    result = run(*GRANIAN, port, *respawn, "newsroom.server:application", **environment)

    assert result.returncode == 1
    assert f"newsroom: {sentence}" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("server", "sentence"),
    [(OLD_SERVER, "is too old: 99 or newer is needed."), (BARE_SERVER, "has no extension no_such")],
    ids=["too old", "no btree_gist"],
)
def test_migrate_refuses_a_server_that_lacks_something(server, sentence, db):
    result = run("-c", f"{server}main()", "migrate", **at(connection.settings_dict["NAME"]))

    assert result.returncode == 1
    assert sentence in result.stderr
    assert result.stderr.startswith("newsroom: PostgreSQL ") and result.stderr.count("\n") == 1


def test_a_command_on_a_database_without_tables_says_migrate():
    result = run("manage.py", "changepassword", "kim", **at("postgres"))

    assert result.returncode == 1
    assert result.stderr.endswith("Run `manage.py migrate` first.\n"), result.stderr


@pytest.mark.parametrize(
    ("code", "remedy"), [("42501", "the owner of the database"), ("0A000", "contrib package")]
)
def test_what_postgresql_refuses_has_a_remedy(code, remedy):
    """Django wraps what the driver raised, sometimes twice."""
    with pytest.raises(SystemExit, match=f"^newsroom: Refused\\. .*{remedy}"), plain_errors():
        try:
            raise psycopg.errors.lookup(code)("refused")
        except psycopg.Error:
            raise DatabaseError("Refused\nLINE 1: …")  # noqa: B904  (as Django does)


def test_a_defect_of_ours_keeps_its_traceback():
    with pytest.raises(ProgrammingError), plain_errors():
        raise ProgrammingError("syntax error") from psycopg.errors.SyntaxError("syntax error")


def test_the_server_of_the_tests_will_do(db, monkeypatch):
    checks.require_postgresql(connection)
    monkeypatch.setattr(checks, "EXTENSIONS", ("btree_gist", "no_such"))
    with pytest.raises(ImproperlyConfigured, match=r"has no extension no_such\."):
        checks.require_postgresql(connection)


@pytest.mark.parametrize("arguments", [("manage.py", "check"), ("-m", "newsroom.demo")])
def test_an_old_python_is_reported(arguments, tmp_path):
    """Every file it reads before the check must parse; here an older one claims to be at work."""
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.version_info = (3, 8, 18)")

    result = run(*arguments, PYTHONPATH=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: Python 3.11 or newer is needed; this is ")


@pytest.mark.parametrize(
    "name",
    ["manage.py", "newsroom/__init__.py", "newsroom/startup.py", "newsroom/demo/__main__.py"],
)
def test_an_old_python_can_read_as_far_as_that(name):
    ast.parse((ROOT / name).read_text(), feature_version=(3, 7))


def test_missing_packages_are_shown_in_one_line():
    result = run("-S", "manage.py", "check", **PRODUCTION)

    assert result.returncode == 1
    assert result.stderr == "newsroom: django is not installed; run `make install` first.\n"
