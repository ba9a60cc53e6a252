"""The demo from its first line to its last: PostgreSQL, the data, the servers, and the way out."""

import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from rich.console import Console

from newsroom import postgres
from newsroom.demo import preparing
from newsroom.demo.welcome import welcome
from newsroom.startup import fail

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """Somebody asked for the end: Ctrl-C, a closed terminal, or SIGTERM."""


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        fail(
            "DATABASE_URL is set, and the demo's users don't belong in that database. "
            "Unset it for the demo; docs/operations.md tells how to start the real thing."
        )
    port = chosen_port()
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    try:
        with ExitStack() as stack, stoppable():
            stack.enter_context(alone_in(var, port))
            require_free(port)
            if os.environ.get("RESET", "0") not in ("", "0"):
                start_over(var)
            address = stack.enter_context(postgres.embedded(var / "postgres"))
            environment = preparing.environment(var, address)
            prepare(environment)
            servers = {
                "worker": stack.enter_context(worker(environment)),
                "web server": stack.enter_context(web_server(port, environment)),
            }
            welcome(console, f"http://localhost:{port}/")
            fail(f"the {first_to_end(servers)} ended by itself; what it said last stands above.")
    except Stopped:
        return 0
    except postgres.PostgresError as error:
        fail(f"{error}. `make demo RESET=1` starts over.")


@contextmanager
def stoppable() -> Iterator[None]:
    """Leave the block by `Stopped` at the first signal that asks for the end; be deaf afterwards.

    A signal may come in the midst of code that swallows what is raised in it, as destructors do.
    So it is raised again, twice a second, until the block is left.
    """

    def stop(signum: int, frame: FrameType | None) -> None:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        raise Stopped

    for name in (*SIGNALS, signal.SIGALRM):
        signal.signal(name, stop)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)


# Before anything is started


def chosen_port() -> int:
    wish = os.environ.get("PORT") or "8000"
    if not wish.isascii() or not wish.isdigit() or not 0 < int(wish) < 65536:
        fail(f"PORT is {wish!r}; choose a number from 1 to 65535, as in `PORT=8123 make demo`.")
    return int(wish)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        # Connections that an earlier server left behind in TIME_WAIT are in nobody's way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "taken" if error.errno == errno.EADDRINUSE else f"not ours ({error.strerror})"
            fail(f"port {port} is {why}; choose another one, as in `PORT=8123 make demo`.")


@contextmanager
def alone_in(var: Path, port: int) -> Iterator[None]:
    """Hold the folder: two demos on one database would stop each other's PostgreSQL."""
    with (var / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            fail(
                f"the demo already runs from this folder, at {lock.read().strip()} "
                "(Ctrl-C there stops it). A second one needs a VAR_DIR of its own."
            )
        lock.truncate(0)
        lock.write(f"http://localhost:{port}/\n")
        lock.flush()
        yield


def start_over(var: Path) -> None:
    postgres.stop_orphan(var / "postgres")
    for name in ("postgres", "media"):
        shutil.rmtree(var / name, ignore_errors=True)


# Our processes


@contextmanager
def process(*module: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module; when the block ends, it and whatever it started are stopped."""
    running = subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=environment,
        # Ctrl-C reaches us alone, so that all others stop in the order we choose.
        start_new_session=True,
        preexec_fn=postgres.die_with_parent,
    )
    try:
        yield running
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def prepare(environment: dict[str, str]) -> None:
    with process("newsroom.demo.preparing", environment=environment) as preparation:
        if code := preparation.wait():
            sys.exit(code)


def worker(environment: dict[str, str]) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Carries out what the web server enqueues; of what it does, only errors are told."""
    command = ["db_worker", "--no-startup-delay", "--verbosity", "0"]
    return process("django", *command, environment=environment)


@contextmanager
def web_server(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Granian, as production runs it but for one worker; the block begins when it answers."""
    module = ["granian", "--interface", "rsgi", "--no-ws", "--host", HOST, "--port", str(port)]
    module += ["--workers-kill-timeout", "3", "--log-level", "warning"]
    with process(*module, "newsroom.server:application", environment=environment) as server:
        wait_until_answering(server, port)
        yield server


def wait_until_answering(server: subprocess.Popen[bytes], port: int) -> None:
    """Ask for the front page until there is one, which also spares the first reader the wait."""
    direct = build_opener(ProxyHandler({}))
    while server.poll() is None:
        try:
            with direct.open(f"http://{HOST}:{port}/", timeout=30):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    fail("the web server didn't start; what it said stands above.")


def first_to_end(servers: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait for as long as all of them run; the name of one that doesn't any more."""
    while True:
        for name, server in servers.items():
            if server.poll() is not None:
                return name
        time.sleep(0.2)
