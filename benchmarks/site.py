"""A site with an archive: PostgreSQL, the demo's magazine, and any number of further stories."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from newsroom.demo import preparing
from newsroom.postgres import embedded

ROOT = Path(__file__).parent.parent
# These settings may lose data in a crash, which only a throw-away database can afford.
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "'16GB'",
}


@contextmanager
def site(folder: Path, stories: int) -> Iterator[dict[str, str]]:
    """Run PostgreSQL with the demo and `stories` more; yield the environment for its processes.

    The archive stays in `folder`, and another call with the same folder and number uses it again.
    The settings are production's without HTTPS.
    """
    var = folder / f"{stories}"
    var.mkdir(parents=True, exist_ok=True)
    with embedded(var / "postgres") as url:
        environment = preparing.environment(var, url) | {"LOG_LEVEL": "ERROR"}
        configure(url, HASTY)
        run("newsroom.demo.collecting", environment=environment)
        run("newsroom.demo.preparing", environment=environment)
        if not is_filled(url, stories):
            configure(url, {"autovacuum": "off"})
            run("benchmarks.archive", str(stories), environment=environment)
            configure(url, {"autovacuum": "on"})
        yield environment


def configure(url: str, settings: dict[str, str]) -> None:
    """Change settings of the whole server, which needs no restart for these."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        connection.execute("SELECT pg_reload_conf()")


def is_filled(url: str, stories: int) -> bool:
    """Return whether an earlier run added the stories, all of them."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM articles_article").fetchone()
    return stories == 0 or (row is not None and row[0] >= stories)


def run(module: str, *arguments: str, environment: dict[str, str]) -> None:
    """Run a module of the project in a process of its own.

    Raises:
        CalledProcessError: it failed; its messages are on the terminal.
    """
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def output(module: str, *arguments: str, environment: dict[str, str]) -> Any:
    """Run a module that prints JSON, and return what it printed.

    Raises:
        CalledProcessError: it failed; its messages are on the terminal.
    """
    import json

    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def command(*arguments: str, environment: dict[str, str]) -> str:
    """Run a command of manage.py, and return what it printed.

    Raises:
        CalledProcessError: it failed; its messages are on the terminal.
    """
    manage = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()
