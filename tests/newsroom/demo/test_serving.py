"""`make demo`, as a newcomer meets it: a real process, in an empty folder.

The demo is started once, and the tests that look at it follow each other: `make test` gives each
worker whole files.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from newsroom.demo.preparing import NAME

ROOT = Path(__file__).resolve().parents[3]
ENQUEUE = """
import sys
import django; django.setup()
from tests.newsroom.tasks import note
note.enqueue(sys.argv[1], "hello")
"""


class Demo:
    """A running `python -m newsroom.demo`, with what it printed so far."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.var, self.port = var, port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsroom.demo"],
            cwd=ROOT,
            env=bare(VAR_DIR=str(var), PORT=str(port), **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = ""
        self.left_behind: list[str] = []

    def read_until(self, text: str) -> str:
        """Wait for a line with `text`; what was printed until then."""
        watchdog = threading.Timer(240, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                self.output += line
                if text in line:
                    return self.output
        finally:
            watchdog.cancel()
        pytest.fail(f"it ended without {text!r}:\n{self.output}")

    def get(self, path: str) -> str:
        with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.read().decode()

    def end(self, request: signal.Signals) -> int:
        self.process.send_signal(request)
        rest, _ = self.process.communicate(timeout=30)
        self.output += rest
        return self.process.returncode


def bare(**environment: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}


def refused(**environment: str) -> str:
    """Return the message of a demo that doesn't start."""
    result = subprocess.run(
        [sys.executable, "-m", "newsroom.demo"],
        cwd=ROOT,
        env=bare(**environment),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("newsroom: ")
    return result.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(var: Path) -> list[str]:
    """The command lines of PostgreSQL, the servers and what else works in the folder."""
    return list(at_work_in(var).values())


def worker_of(demo: Demo) -> Path:
    """The demo's worker, as its folder in /proc."""
    (found,) = (path for path, command in at_work_in(demo.var).items() if "db_worker" in command)
    return found


def at_work_in(var: Path) -> dict[Path, str]:
    """Return the path in /proc of each process that works in the folder, and its command line."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            about = command + (process / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(var) in about:
            found[process] = command.replace(b"\0", b" ").decode()
    return found


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("a newcomer's") / "var"


@pytest.fixture(scope="module")
def cut_off(var: Path) -> list[Demo]:
    """Two first starts that end while they load: one is asked to, one is killed."""
    asked = Demo(var, free_port())
    asked.read_until("Hiring")
    asked.end(signal.SIGTERM)
    asked.left_behind = processes_of(var)

    killed = Demo(var, free_port())
    killed.read_until("Hiring")
    killed.end(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while processes_of(var) and time.monotonic() < deadline:
        time.sleep(0.1)
    killed.left_behind = processes_of(var)
    return [asked, killed]


@pytest.fixture(scope="module")
def demo(var: Path, cut_off: list[Demo]):
    """The demo, up and serving: a third start, which finds what the others left."""
    demo = Demo(var, free_port())
    try:
        demo.read_until("Ctrl-C closes it")
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


def test_a_start_can_be_cut_off(cut_off):
    asked, killed = cut_off

    assert asked.process.returncode == 0
    assert "Traceback" not in asked.output
    assert asked.left_behind == killed.left_behind == []


def test_it_says_where_and_whom(demo):
    assert f"http://localhost:{demo.port}/admin/" in demo.output
    for user, role in (("editor", "Editor"), ("writer", "Writer"), ("admin", "Administrator")):
        assert re.search(rf"^ +{user} +\S+ +{role} *$", demo.output, re.M), demo.output
    assert "\x1b" not in demo.output
    assert "Traceback" not in demo.output and "Warning" not in demo.output


def test_it_serves_the_site_and_the_desk(demo):
    assert f"{NAME} is open" in demo.output
    assert f"<title>{NAME}" in demo.get("/")
    assert 'name="password"' in demo.get("/admin/login/")


def test_it_carries_out_what_is_enqueued(demo, tmp_path):
    notes = tmp_path / "notes"
    variables = (worker_of(demo) / "environ").read_text().strip("\0").split("\0")
    environment = dict(variable.split("=", 1) for variable in variables)
    subprocess.run([sys.executable, "-c", ENQUEUE, notes], cwd=ROOT, env=environment, check=True)

    deadline = time.monotonic() + 20
    while not notes.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert notes.read_text() == "hello\n"


def test_secrets_are_the_owners_alone(demo):
    assert (demo.var / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (demo.var / "postgres").stat().st_mode & 0o077 == 0


def test_a_second_one_in_the_folder_is_informed_of_the_first(demo):
    said = refused(VAR_DIR=str(demo.var), PORT=str(free_port()))

    assert f"already runs from this folder, at http://localhost:{demo.port}/" in said


def test_sigterm_ends_it_quietly_and_the_next_start_loads_nothing(demo):
    front_page = demo.get("/")
    before = demo.output
    key = (demo.var / "secret-key").read_text()
    assert processes_of(demo.var)

    assert demo.end(signal.SIGTERM) == 0
    assert demo.output.strip() == before.strip()
    assert processes_of(demo.var) == []

    again = Demo(demo.var, demo.port)
    again.read_until("Ctrl-C closes it")
    kept = again.get("/")
    assert again.end(signal.SIGINT) == 0
    assert processes_of(demo.var) == []

    assert "Hiring" in before
    assert "Hiring" not in again.output
    assert "…" not in again.output
    assert re.findall("<h[123].*", kept) == re.findall("<h[123].*", front_page)
    assert (demo.var / "secret-key").read_text() == key


def test_it_ends_and_says_so_when_the_worker_dies(demo):
    """After the test above, in whose folder the stories are loaded."""
    again = Demo(demo.var, demo.port)
    again.read_until("Ctrl-C closes it")
    os.kill(int(worker_of(again).name), signal.SIGKILL)
    rest, _ = again.process.communicate(timeout=30)

    assert again.process.returncode == 1
    assert rest.strip().endswith("newsroom: the worker ended by itself; its last message is above.")
    assert processes_of(demo.var) == []


def test_a_demo_that_is_killed_takes_its_servers_along(demo):
    again = Demo(demo.var, demo.port)
    again.read_until("Ctrl-C closes it")
    again.end(signal.SIGKILL)

    deadline = time.monotonic() + 20
    while processes_of(demo.var) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(demo.var) == []


def test_a_port_that_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(VAR_DIR=str(tmp_path / "var"), PORT=str(port))

    assert f"port {port} is taken; choose another one" in said
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "²"])
def test_a_port_that_is_none(port, tmp_path):
    assert "choose a number from 1 to 65535" in refused(VAR_DIR=str(tmp_path), PORT=port)


def test_a_real_database_gets_no_demo_users(tmp_path):
    said = refused(VAR_DIR=str(tmp_path / "var"), DATABASE_URL="postgresql://news.example/news")

    assert "DATABASE_URL is set" in said and "docs/operations.md" in said
    assert not (tmp_path / "var").exists()


def test_starting_over_deletes_the_data_and_nothing_else(tmp_path, monkeypatch):
    from newsroom.demo.serving import start_over

    for name in ("postgres", "media", "static"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    start_over(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["static"]
