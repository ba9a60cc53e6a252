"""Pictures on a real server, as the README starts it: nobody who reads waits for them."""

import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from PIL import Image as PillowImage

from images.models import Image
from tests.desk import signed_in
from tests.factories import make_edition, make_image, picture_bytes
from tests.newsroom.test_startup import ROOT, at

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
# On an idle machine a page takes a hundredth of this.
SECONDS = 2
SECRET = "a" * 32
GRANIAN = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--blocking-threads", "4"]


@pytest.fixture
def media(tmp_path, settings) -> Path:
    """Pictures as files, and nobody who makes their renditions."""
    settings.TASKS = settings.NO_WORKER
    root = tmp_path / "media"
    storage = {"BACKEND": "images.storage.WholeFileStorage", "OPTIONS": {"location": str(root)}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return root


class Server:
    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes, float]:
        """Return the answer, its body, and the seconds until it was whole."""
        begin = time.monotonic()
        to = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        to.request(method, path, body, headers)
        answer = to.getresponse()
        content = answer.read()
        to.close()
        return answer, content, time.monotonic() - begin

    def peak(self) -> int:
        """The most memory that one of its processes had, in megabytes."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        statuses = [Path(f"/proc/{each}/status").read_text() for each in (pid, *children)]
        return max(int(re.findall(r"VmHWM:\s*(\d+)", status)[0]) for status in statuses) // 1024


@pytest.fixture
def environment(media, tmp_path) -> dict[str, str]:
    """The environment of a site with the tests' database and pictures."""
    return at(connection.settings_dict["NAME"]) | {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": site.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "VAR_DIR": str(tmp_path / "var"),
        "MEDIA_ROOT": str(media),
        "DEBUG": "1",  # static files without collecting them
    }


@pytest.fixture
def server(environment) -> Iterator[Server]:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *GRANIAN, "--port", str(port), "newsroom.wsgi:application"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    server = Server(port, process)
    try:
        wait_until_answering(server)
        yield server
    finally:
        # With its worker, which would hold on to its connections.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        wait_until_alone()


def wait_until_alone() -> None:
    """Wait until PostgreSQL has given up the connections of processes that were killed."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while cursor.execute(others).fetchone() != (1,):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def wait_until_answering(server: Server) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            server.ask("GET", "/")
            return
        except OSError:
            assert time.monotonic() < deadline and server.process.poll() is None
            time.sleep(0.1)


def slowest_page(server: Server, work: list[Callable[[], object]]) -> float:
    """Do all the work at the same time, and read the front page until it is done."""
    done = threading.Event()
    times = []

    def read() -> None:
        while not done.is_set():
            answer, _, seconds = server.ask("GET", "/")
            assert answer.status == 200
            times.append(seconds)

    reader = threading.Thread(target=read)
    with ThreadPoolExecutor(len(work)) as pool:
        reader.start()
        try:
            for future in [pool.submit(each) for each in work]:
                future.result()
        finally:
            done.set()
    reader.join()
    assert times
    return max(times)


def test_twelve_cold_pictures_keep_no_reader_waiting(media, server):
    images = [make_image(picture_bytes(size=(2400, 1600))) for _ in range(12)]
    for image in images:
        make_edition(picture=image)
    took = []

    def fetch(image: Image) -> None:
        answer, content, seconds = server.ask("GET", image.url_at(1920, "avif"))
        assert answer.status == 200 and content
        took.append(seconds)

    page = slowest_page(server, [lambda image=image: fetch(image) for image in images])

    assert page < SECONDS
    assert max(took) < SECONDS


def multipart(fields: dict[str, str], file: bytes) -> bytes:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    head += "Content-Type: image/png\r\n\r\n"
    return "".join([*parts, head]).encode() + file + b"\r\n--b--\r\n"


def test_eight_huge_uploads_at_once_keep_no_reader_waiting_and_stay_small(media, server):
    make_edition()
    buffer = io.BytesIO()
    PillowImage.new("RGB", (7000, 7000), "teal").save(buffer, "PNG")
    session = signed_in("Editor").cookies["sessionid"].value
    fields = {"csrfmiddlewaretoken": SECRET, "alt": "A teal field", "credit": "Bo Lind"}
    body = multipart(fields, buffer.getvalue())
    answers = []

    def upload() -> None:
        answer, content, _ = server.ask(
            "POST",
            "/admin/images/image/add/",
            body,
            **{
                "Content-Type": "multipart/form-data; boundary=b",
                "Cookie": f"sessionid={session}; csrftoken={SECRET}",
            },
        )
        answers.append((answer.status, content.decode()))

    page = slowest_page(server, [upload] * 8)

    taken = [status for status, _ in answers if status == 302]
    refused = [content for status, content in answers if status == 200]
    assert len(taken) + len(refused) == 8
    assert len(taken) == Image.objects.count() >= 2
    assert all("choose the file again" in content for content in refused)
    assert all("A teal field" in content for content in refused)
    assert page < SECONDS
    assert server.peak() < 512


def test_a_worker_makes_what_stood_in_for_the_real_thing(settings, server, environment):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    image = make_image(picture_bytes(size=(2400, 1600)))
    make_edition(picture=image)
    answer, _, _ = server.ask("GET", image.url_at(1280, "avif"))
    assert answer.getheader("Content-Type") == "image/jpeg"

    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay"]
    # Under DEBUG it would run in a child of its own, to be begun anew when code changes.
    worker = subprocess.Popen(command, cwd=ROOT, env=environment | {"DEBUG": "0"})
    try:
        deadline = time.monotonic() + 120
        while image.missing():
            assert time.monotonic() < deadline and worker.poll() is None
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()

    answer, content, _ = server.ask("GET", image.url_at(1280, "avif"))
    assert answer.getheader("Content-Type") == "image/avif"
    with PillowImage.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("AVIF", (1280, 853))
