"""The site behind nginx and behind Caddy, as deploy/ configures them."""

import gzip
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import psycopg
import pytest

from tests.newsroom import proxies
from tests.newsroom.proxies import PROXIES, Proxy
from tests.newsroom.running import ROOT, Site, running_site

PICTURE = """
import django; django.setup()
from tests.factories import make_edition, make_image
image = make_image()
edition = make_edition(body="<p>Words of a story.</p>" * 200, picture=image)
from django.urls import reverse
print(edition.get_absolute_url(), image.url_at(image.widths[-1], "jpg"))
"""


class Behind(NamedTuple):
    site: Site
    proxy: Proxy
    story: str
    picture: str


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def proxied_site() -> Iterator[tuple[Site, str, str]]:
    settings = {"ALLOWED_HOSTS": "news.example", "HTTPS": "1", "BEHIND_PROXY": "1"}
    with running_site(unix=True, **settings) as site:
        made = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PICTURE],
            cwd=ROOT,
            env=site.environment,
            capture_output=True,
            text=True,
        )
        assert not made.returncode, made.stderr
        story, picture = made.stdout.split()
        yield site, story, picture


@pytest.fixture(scope="module", params=PROXIES)
def behind(request, tmp_path_factory) -> Iterator[Behind]:
    if not proxies.is_installed(request.param):
        pytest.skip(f"there is no {request.param}: install Debian's package of this name")
    if not shutil.which("curl"):
        pytest.skip("there is no curl, which asks as a browser would: install Debian's package")
    # The site is started only if there is a proxy.
    site, story, picture = request.getfixturevalue("proxied_site")
    folder = tmp_path_factory.mktemp(request.param)
    with proxies.running(request.param, site, folder) as proxy:
        yield Behind(site, proxy, story, picture)


def get(behind: Behind, path: str, *options: str) -> Answer:
    result = proxies.curl(behind.proxy, path, "--include", *options)
    assert result.returncode == 0, result
    head, _, body = result.stdout.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    line, _, headers = head.partition(b"\r\n")
    return Answer(int(line.split()[1]), BytesHeaderParser().parsebytes(headers), body)


def test_http_is_sent_to_https(behind):
    result = subprocess.run(
        [
            *("curl", "--silent", "--include", "--noproxy", "*"),
            *("--resolve", f"news.example:{behind.proxy.http}:127.0.0.1"),
            # A client that says that it came by HTTPS is not believed.
            *("--header", "X-Forwarded-Proto: https"),
            f"http://news.example:{behind.proxy.http}{behind.story}?a=b",
        ],
        capture_output=True,
        text=True,
    )

    assert re.match(r"HTTP/1.1 30[18] ", result.stdout)
    target = re.search(r"(?im)^location: (.*?)\r?$", result.stdout)[1]
    assert re.fullmatch(rf"https://news\.example(:\d+)?{behind.story}\?a=b", target)


def test_a_story_has_each_header_once_and_is_compressed(behind):
    plain = get(behind, behind.story)
    packed = get(behind, behind.story, "--header", "Accept-Encoding: gzip")

    assert plain.status == packed.status == 200
    for name, value in {
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }.items():
        assert plain.headers.get_all(name) == [value]
    assert len(plain.headers.get_all("Content-Security-Policy")) == 1
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "accept-encoding" in ", ".join(packed.headers.get_all("Vary")).lower()
    assert b"Words of a story." in gzip.decompress(packed.body)
    assert len(packed.body) < len(plain.body) / 2


def test_a_page_that_did_not_change_is_not_sent_again(behind):
    etag = get(behind, behind.story, "--header", "Accept-Encoding: gzip").headers["ETag"]
    again = get(
        *(behind, behind.story),
        *("--header", "Accept-Encoding: gzip", "--header", f"If-None-Match: {etag}"),
    )

    assert (again.status, again.body) == (304, b"")


def test_static_files_are_compressed_and_kept(behind):
    page = get(behind, behind.story).body.decode()
    path = re.search(r'href="(/static/[^"]+\.css)"', page)[1]

    file = get(behind, path, "--header", "Accept-Encoding: gzip")

    assert file.status == 200
    assert file.headers["Content-Encoding"] == "gzip"
    assert file.headers["Content-Type"].startswith("text/css")
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert b"{" in gzip.decompress(file.body)
    # Its name doesn't change with its content.
    unhashed = get(behind, re.sub(r"\.[0-9a-f]{12}\.", ".", path))
    assert (unhashed.status, unhashed.headers["Cache-Control"]) == (200, "public, max-age=60")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/css/",
        "/static/no-such.css",
        "/static/../media/",
        "/static/%2e%2e/media/",
        "/static..%2fmedia/",
        "/media/",
        "/readyz",
        "/metrics",
    ],
)
def test_nothing_else_of_the_machine_is_served(behind, path):
    assert get(behind, path).status in (400, 403, 404)


def test_pictures_come_from_the_application(behind):
    picture = get(behind, behind.picture)

    assert picture.status == 200
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in picture.headers["Cache-Control"]
    assert picture.body.startswith(b"\xff\xd8")


def test_the_client_does_not_choose_its_address(behind):
    page = get(behind, "/admin/login/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1].decode()

    # The port is the test's own; a browser's Origin has none.
    refused = get(
        *(behind, "/admin/login/", "--header", f"Cookie: {cookie}"),
        *("--header", "Host: news.example", "--header", "Referer: https://news.example/"),
        *("--header", "X-Forwarded-For: 6.6.6.6", "--header", "X_Forwarded_For: 6.6.6.7"),
        *("--data", f"csrfmiddlewaretoken={token}&login=nobody&password=wrong"),
    )

    assert refused.status == 200, refused
    with psycopg.connect(behind.site.database.url) as connection:
        found = connection.execute("SELECT host(address) FROM staff_signin").fetchall()
    assert {address for (address,) in found} == {"127.0.0.1"}


@pytest.mark.parametrize("megabytes", [41, 60])
def test_what_is_too_large_is_refused(behind, megabytes, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)

    result = proxies.curl(
        *(behind.proxy, "/admin/login/", "--include", "--header", "Expect:"),
        *("--data-binary", f"@{large}"),
    )

    # Caddy answers and ends the stream while curl is sending, which some versions of curl report
    # instead of the answer (18: partial file, 92: stream error).
    if result.returncode not in (18, 92):
        assert result.stdout.split()[1] == b"413"
        assert b"A request can hold 40 MB." in result.stdout
    else:
        assert behind.proxy.name == "caddy"


def test_health_is_seen_from_outside_only_as_alive(behind):
    assert get(behind, "/healthz").body == b'{"status": "alive"}\n'


def test_load_balancers_have_an_address_of_their_own(behind):
    internal = f"http://127.0.0.1:{behind.proxy.internal}"

    def ask(path: str) -> str:
        command = ["curl", "--silent", "--noproxy", "*", "-w", "%{http_code}", internal + path]
        return subprocess.run(command, capture_output=True, text=True).stdout

    assert ask("/healthz") == '{"status": "alive"}\n200'
    assert '"status": "ready"' in ask("/readyz")
    assert ask("/").endswith("404")
    assert ask("/admin/login/").endswith("404")


class Stopping:
    """A server on a Unix socket whose first worker stops: it reads requests and closes unanswered."""

    def __init__(self, path: Path) -> None:
        self.requests: list[bytes] = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        path.chmod(0o666)
        self.listener.listen()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # the test has ended
                return
            with connection:
                line = connection.recv(65536).partition(b"\r\n")[0]
                if b"/healthz" not in line:
                    self.requests.append(line)
                if len(self.requests) != 1:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nWords")


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.parametrize(
    ("options", "answer", "times"), [((), b"Words", 2), (("--data", "headline=Words"), b"", 1)]
)
def test_a_request_that_met_a_stopping_worker_is_repeated_but_no_form(
    name, options, answer, times, tmp_path
):
    if not (proxies.is_installed(name) and shutil.which("curl")):
        pytest.skip(f"there is no {name} or no curl: install Debian's packages of these names")
    with tempfile.TemporaryDirectory(prefix="newsroom-") as short:  # socket paths are limited
        path = Path(short) / "web.sock"
        server = Stopping(path)
        threading.Thread(target=server.serve, daemon=True).start()
        site = SimpleNamespace(path=str(path), environment={"VAR_DIR": short})
        with proxies.running(name, site, tmp_path) as proxy:
            result = proxies.curl(proxy, "/a-story/", "--fail", *options)
        server.listener.close()

    assert result.stdout == answer
    assert len(server.requests) == times
