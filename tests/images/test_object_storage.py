"""Pictures in object storage: a real S3 server, over HTTP, through django-storages."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Self

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult
from moto.server import ThreadedMotoServer

from articles.evidence import PICTURES_AWAY
from images import files
from images.forms import STORAGE_AWAY
from images.models import Image
from images.tasks import render
from tests.desk import signed_in
from tests.factories import make_edition, make_image, picture_bytes
from tests.settings import NO_WORKER

pytestmark = pytest.mark.django_db
LARGE = (1400, 900)


class Server:
    """An S3 server that keeps its port and its content when it is stopped and started again."""

    port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        self.moto = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self.moto.start()
        host, self.port = self.moto.get_host_and_port()
        self.url = f"http://{host}:{self.port}"

    def stop(self) -> None:
        self.moto.stop()

    def __exit__(self, *exception: object) -> None:
        self.stop()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def bucket(server, settings) -> Iterator[Any]:
    """An empty bucket that the site stores pictures in, with the options of the manual."""
    options = {
        "bucket_name": "pictures",
        "endpoint_url": server.url,
        "region_name": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
    }
    backend = {"BACKEND": "images.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    bucket = boto3.resource(
        "s3",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket="pictures")
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


def names(bucket: Any, token: str) -> set[str]:
    return {item.key.removeprefix(f"images/{token}/") for item in bucket.objects.all()}


def test_an_upload_and_its_renditions_are_stored_and_shown(bucket):
    """Tasks run at once in tests, so every rendition is made."""
    image = make_image(picture_bytes(size=LARGE))
    make_edition(picture=image)

    assert image.missing() == []
    every = {f"{width}.{format}" for width in image.widths for format in ("jpg", "webp", "avif")}
    assert every | {"original.jpg"} <= names(bucket, image.token)
    for width, format in ((image.widths[0], "jpg"), (image.widths[-1], "avif")):
        answer = Client().get(reverse("image", args=[image.token, width, format]))
        assert answer.status_code == 200
        stored = bucket.Object(f"images/{image.token}/{width}.{format}").get()["Body"].read()
        assert answer.content == stored
    # The original is never served.
    assert b"amazonaws" not in answer.content and "Location" not in answer.headers


def test_a_rendition_that_is_missing_is_replaced_by_the_nearest(bucket, settings):
    settings.TASKS = NO_WORKER
    image = make_image(picture_bytes(size=LARGE))
    make_edition(picture=image)

    answer = Client().get(reverse("image", args=[image.token, image.widths[-1], "webp"]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")

    bucket.objects.all().delete()
    answer = Client().get(reverse("image", args=[image.token, image.widths[-1], "webp"]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_file_stored_twice_is_one_file(bucket):
    for content in (b"first", b"second"):
        files.store("images/token/320.jpg", content)

    assert names(bucket, "token") == {"320.jpg"}
    assert files.ready("token") == [(320, "jpg")]
    assert files.read("images/token/640.jpg") is None
    files.delete_all("token")
    assert names(bucket, "token") == set()


def test_a_picture_that_is_not_saved_leaves_nothing(bucket):
    with pytest.raises(Exception, match="too long"):
        make_image(credit="x" * 300)

    assert names(bucket, "") == set()


@pytest.fixture
def away(server, bucket, monkeypatch, settings) -> Iterator[None]:
    """The server is stopped while the test runs; `bucket` is emptied afterwards."""
    monkeypatch.setattr(files, "_failed", float("-inf"))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    yield
    server.start()


def upload(editor: Client) -> Any:
    words = {"alt": "A long and careful description", "credit": "Bo Lind"}
    file = SimpleUploadedFile("a.jpg", picture_bytes(), content_type="image/jpeg")
    return editor.post(reverse("admin:images_image_add"), {"file": file} | words)


@pytest.mark.usefixtures("away")
def test_readers_learn_that_a_picture_cannot_be_fetched_now(server):
    image = make_image(picture_bytes(size=LARGE))
    edition = make_edition(picture=image)
    server.stop()

    for _ in range(2):
        answer = Client().get(image.url_at(image.widths[0], "jpg"))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "can’t be fetched right now" in answer.content.decode()
    assert Client().get(edition.get_absolute_url()).status_code == 200

    server.start()
    deadline = time.monotonic() + files.PAUSE + 5
    while Client().get(image.url_at(image.widths[2], "jpg")).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    server.stop()


@pytest.mark.usefixtures("away")
def test_the_desk_says_it_and_keeps_the_words(server):
    editor = signed_in("Editor")
    server.stop()

    page = upload(editor)
    assert page.status_code == 200
    assert escape(str(STORAGE_AWAY)) in page.content.decode()
    assert "A long and careful description" in page.content.decode()
    file = SimpleUploadedFile("a.jpg", picture_bytes(), content_type="image/jpeg")
    dropped = editor.post(reverse("admin:images_image_drop"), {"file": file})
    assert (dropped.status_code, dropped.json()) == (400, {"error": str(STORAGE_AWAY)})
    assert not Image.objects.exists()


@pytest.mark.usefixtures("away")
def test_evidence_is_not_made_without_its_pictures(server):
    edition = make_edition(picture=make_image(picture_bytes(size=LARGE)))
    staff, url = signed_in("Disclosure staff"), reverse("admin:articles_edition_evidence")
    query = {"path": f"/{edition.path}/", "at": f"{timezone.localtime():%Y-%m-%dT%H:%M:59}"}
    assert b"data:image/jpeg" in staff.get(url, query).content
    server.stop()

    page = staff.get(url, query)
    assert (page.status_code, escape(str(PICTURES_AWAY)) in page.content.decode()) == (503, True)
    with pytest.raises(CommandError, match="can't be fetched"):
        call_command("evidence", query["path"])


@pytest.mark.usefixtures("away")
def test_work_in_the_background_is_tried_again(server, django_capture_on_commit_callbacks):
    image = make_image(picture_bytes(size=LARGE))
    DBTaskResult.objects.all().delete()
    server.stop()

    render.func(image.pk)

    again = DBTaskResult.objects.get()
    assert again.run_after > timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert not Image.objects.exists()


def test_requests_during_an_outage_are_few(monkeypatch):
    """Each takes seconds if the server doesn't even refuse a connection."""
    monkeypatch.setattr(files, "_failed", float("-inf"))
    asked: list[str] = []

    def fail(path: str) -> None:
        asked.append(path)
        raise EndpointConnectionError(endpoint_url="http://s3.example")

    monkeypatch.setattr(files, "default_storage", SimpleNamespace(open=fail))

    for _ in range(10):
        with pytest.raises(files.StorageAway):
            files.read("images/token/320.jpg")

    assert len(asked) == 1
