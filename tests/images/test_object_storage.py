"""Pictures in object storage: a real S3 server, over HTTP, through django-storages."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from images import files
from tests.factories import make_edition, make_image, picture_bytes
from tests.settings import NO_WORKER

pytestmark = pytest.mark.django_db
LARGE = (1400, 900)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, settings) -> Iterator[Any]:
    """An empty bucket that the site stores pictures in, with the options of the manual."""
    options = {
        "bucket_name": "pictures",
        "endpoint_url": server,
        "region_name": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
    }
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    bucket = boto3.resource(
        "s3",
        endpoint_url=server,
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
