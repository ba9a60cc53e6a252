"""Run the demo: start PostgreSQL, prepare the data, run the servers, and stop all of it."""

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
    """Raised when the demo is to stop: by Ctrl-C, a closed terminal, or SIGTERM."""


def main() -> int:
    """Run the demo until it is stopped; return the exit code."""
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
            collecting = stack.enter_context(collecting_static_files(var))
            address = stack.enter_context(postgres.embedded(var / "postgres"))
            environment = preparing.environment(var, address)
            servers = {
                # The worker has pictures to make at first, which the first page needn't wait for.
                "web server": prepared_server(port, environment, collecting, stack),
                "worker": stack.enter_context(worker(environment)),
            }
            stack.enter_context(sealing(environment))
            welcome(console, environment["SITE_NAME"], f"http://localhost:{port}/")
            fail(f"the {first_to_end(servers)} ended by itself; its last message is above.")
    except Stopped:
        return 0
    except postgres.PostgresError as error:
        fail(f"{error}. `make demo RESET=1` starts over.")


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` inside the block at the first stop signal; ignore further signals.

    The signal may arrive in code that swallows exceptions, such as a destructor. So `Stopped` is
    raised again, twice a second, until the block ends.
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


# Checks before anything starts


def chosen_port() -> int:
    """Return the port from the variable PORT, or 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        fail(f"PORT is {text!r}; choose a number from 1 to 65535, as in `PORT=8123 make demo`.")
    return int(text)


def require_free(port: int) -> None:
    """Exit with a one-line message if the port can't be bound."""
    with socket.socket() as probe:
        # Connections of an earlier server in TIME_WAIT don't prevent binding.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "taken" if error.errno == errno.EADDRINUSE else f"not ours ({error.strerror})"
            fail(f"port {port} is {why}; choose another one, as in `PORT=8123 make demo`.")


@contextmanager
def alone_in(var: Path, port: int) -> Iterator[None]:
    """Lock the folder inside the block: two demos on one database would stop each other's server."""
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
    """Delete the demo's database and pictures."""
    postgres.stop_orphan(var / "postgres")
    for name in ("postgres", "media"):
        shutil.rmtree(var / name, ignore_errors=True)


# Child processes


@contextmanager
def process(
    *module: str, environment: dict[str, str], folder: Path = ROOT, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module in a checkout; the end of the block stops it and all processes that it started."""
    running = subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=folder,
        env=environment,
        pass_fds=pass_fds,
        # Ctrl-C reaches only this process, which then stops the others in order.
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


def collecting_static_files(var: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Collect the static files while PostgreSQL starts; the process ends by itself."""
    without_database = preparing.environment(var, "postgresql://nobody@localhost/none")
    return process("newsroom.demo.collecting", environment=without_database)


def prepared_server(
    port: int,
    environment: dict[str, str],
    collecting: subprocess.Popen[bytes],
    stack: ExitStack,
) -> subprocess.Popen[bytes]:
    """Run newsroom.demo.preparing, and return a web server that responds; exit if either fails.

    The server starts while the stories are loaded: as soon as it has its tables and static files.
    """
    reader, writer = os.pipe()
    # A crash of PostgreSQL would lose the last transactions whole; the next start repeats them.
    quick = f"{environment['DATABASE_URL']}&options=-csynchronous_commit%3Doff"
    announcing = environment | {preparing.ANNOUNCE: str(writer), "DATABASE_URL": quick}
    module = "newsroom.demo.preparing"
    with process(module, environment=announcing, pass_fds=(writer,)) as preparation:
        os.close(writer)
        with os.fdopen(reader, "rb") as announcement:
            # Empty if the process ended without an announcement.
            if announcement.read(1):
                if code := collecting.wait():
                    sys.exit(code)
                server = stack.enter_context(web_server(port, environment))
        if code := preparation.wait():
            sys.exit(code)
    wait_until_answering(server, port)
    return server


def worker(environment: dict[str, str]) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run the worker for the web server's tasks; it logs only errors."""
    command = ["db_worker", "--no-startup-delay", "--verbosity", "0"]
    return process("django", *command, environment=environment)


def sealing(environment: dict[str, str]) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Seal the past days in the background; the process ends by itself."""
    return process("newsroom.demo.sealing", environment=environment)


def web_server(
    port: int, environment: dict[str, str]
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run Granian as in production, with a single worker."""
    module = ["granian", "--interface", "rsgi", "--no-ws", "--host", HOST, "--port", str(port)]
    module += ["--workers-kill-timeout", "3", "--log-level", "warning"]
    return process(*module, "newsroom.server:application", environment=environment)


def wait_until_answering(server: subprocess.Popen[bytes], port: int) -> None:
    """Request the front page until the server responds; this also warms the server up."""
    direct = build_opener(ProxyHandler({}))
    while server.poll() is None:
        try:
            with direct.open(f"http://{HOST}:{port}/", timeout=30):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    fail("the web server didn't start; its message is above.")


def first_to_end(servers: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait while all servers run; return the name of the first that ended."""
    while True:
        for name, server in servers.items():
            if server.poll() is not None:
                return name
        time.sleep(0.2)
