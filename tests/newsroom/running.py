"""A site of its own: a PostgreSQL that a test may stop, and the web server as the README starts it."""

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path

from newsroom import postgres
from newsroom.demo.serving import process

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
user = get_user_model().objects.create_superuser("kim", "kim@news.example", "of no use")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


class Postgres:
    """A PostgreSQL of a test's own, on a Unix socket."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        postgres.make_passable(folder.parent)
        postgres.make_cluster(folder)
        self.socket = postgres.socket_folder(folder, stack)
        self.url = f"postgresql://postgres@/newsroom?host={self.socket}"
        self.process: subprocess.Popen[bytes] | None = None
        stack.callback(self.stop)

    def start(self) -> None:
        self.process = postgres.start(self.folder, self.socket, postgres.CARELESS)
        postgres.wait_until_ready(self.process, self.folder)

    def stop(self, request: signal.Signals = signal.SIGINT) -> None:
        if self.process:
            postgres.stop(self.process, request)
            self.process = None


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    text: str
    seconds: float


@dataclass
class Site:
    port: int
    database: Postgres
    session: str
    # Granian's main process, and the environment that it was started in.
    server: subprocess.Popen[bytes]
    environment: dict[str, str]
    # The Unix socket that it listens on instead of the port.
    path: str = ""
    cookies: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.cookies = {"Cookie": f"sessionid={self.session}"}

    def get(
        self,
        path: str,
        headers: dict[str, str] | None = None,
        method: str = "GET",
        body: str | None = None,
    ) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.sock = self.connect()
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return Answer(answer.status, answer.headers, text, time.monotonic() - began)

    def wait_until_alive(self) -> None:
        """Wait until the server responds, whatever hosts and schemes it is set to accept."""
        while self.server.poll() is None:
            with suppress(OSError):
                if self.get("/healthz").status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the web server didn't start; its message is above")

    def connect(self) -> socket.socket:
        if self.path:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(60)
            try:
                connection.connect(self.path)
            except OSError:
                connection.close()
                raise
            return connection
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


def command_of_the_readme() -> list[str]:
    """Return what the README starts the web server by, without the program's path."""
    found = re.search(r"^\.venv/bin/(granian .*)$", (ROOT / "README.md").read_text(), re.M)
    assert found
    return shlex.split(found[1])


def free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return reserved.getsockname()[1]


def prepare(
    database: Postgres, folder: Path, checkout: Path = ROOT, **settings: str
) -> tuple[dict[str, str], str]:
    """Fill a new database; return the environment of its site, and the key of an editor's session."""
    postgres.make_database(database.url.replace("/newsroom?", "/postgres?"))
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "long-and-random-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": database.url,
        **settings,
    }
    prepared = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PREPARE],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert not prepared.returncode, prepared.stderr
    return environment, prepared.stdout.strip()


@contextmanager
def running_site(
    *options: str, checkout: Path = ROOT, unix: bool = False, **settings: str
) -> Iterator[Site]:
    """Run a site from a checkout's code, with further options for Granian and further settings.

    With `unix` it listens on a Unix socket, as deploy/systemd/newsroom.service has it."""
    with ExitStack() as stack:
        # Not pytest's folder, which its owner alone may enter: as root, PostgreSQL isn't the owner.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-")))
        database = Postgres(folder / "pg", stack)
        database.start()
        environment, session = prepare(database, folder, checkout, **settings)
        port, path = free_port(), str(folder / "web.sock") if unix else ""
        address = ("--uds", path) if unix else ("--port", str(port))
        server = stack.enter_context(
            process(
                *(*command_of_the_readme(), *address, *options),
                environment=environment,
                folder=checkout,
            )
        )
        site = Site(port, database, session, server, environment, path)
        site.wait_until_alive()
        yield site
