"""Renditions are made in the background; until then the nearest that is ready stands in."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage

from images import files, rendering, renditions
from images.models import Image
from images.tasks import render
from tests.desk import signed_in
from tests.factories import make_edition, make_image, picture_bytes

pytestmark = pytest.mark.django_db
FOREVER = "public, max-age=31536000, s-maxage=60, immutable"
BRIEFLY = "public, max-age=10"


@pytest.fixture
def waiting(settings) -> None:
    """Tasks are enqueued, and no worker runs."""
    settings.TASKS = settings.NO_WORKER


@pytest.fixture
def encodings(monkeypatch) -> list[tuple[int, str]]:
    """The renditions that are encoded, as they are."""
    made = []
    encode = renditions.encode

    def noted(picture, width, format):
        made.append((width, format))
        return encode(picture, width, format)

    monkeypatch.setattr(renditions, "encode", noted)
    return made


def shown(size=(1000, 600)) -> Image:
    image = make_image(picture_bytes(size=size))
    make_edition(picture=image)
    return image


def get(image: Image, width: int, format: str, client: Client | None = None):
    return (client or Client()).get(image.url_at(width, format))


def size_of(response) -> tuple[int, int]:
    with PillowImage.open(io.BytesIO(response.content)) as picture:
        return picture.size


def test_a_worker_makes_every_rendition_of_an_upload():
    image = make_image(picture_bytes(size=(500, 300)))

    assert image.missing() == []
    assert sorted(files.ready(image.token)) == [
        (width, format) for width in (320, 480, 500) for format in ("avif", "jpg", "webp")
    ]


def test_the_upload_itself_encodes_one_small_jpeg_and_enqueues_the_rest(waiting, encodings):
    image = make_image(picture_bytes(size=(1000, 600)))

    assert encodings == [(640, "jpg")]
    (task,) = default_task_backend.results
    assert (task.task, task.args) == (render, [image.pk])
    assert task.status == TaskResultStatus.READY


def test_the_task_exists_if_and_only_if_the_picture_does(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    image = make_image()

    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [image.pk], "kwargs": {}}
    assert task.priority < 0

    with pytest.raises(IntegrityError), transaction.atomic():
        make_image(token=image.token)
    assert DBTaskResult.objects.count() == 1


def test_requests_never_encode_and_get_the_nearest_for_a_short_while(waiting, encodings):
    image = shown()
    encodings.clear()

    for width in image.widths:
        for format in renditions.FORMATS:
            response = get(image, width, format)
            assert response.status_code == 200
            assert response.headers["Content-Type"] == "image/jpeg"
            assert size_of(response) == (640, 384)
            exact = (width, format) == (640, "jpg")
            assert response.headers["Cache-Control"] == (FOREVER if exact else BRIEFLY)
    assert encodings == []

    rendering.make_missing(image)
    response = get(image, 320, "webp")
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == FOREVER
    assert size_of(response) == (320, 192)


def test_nothing_ready_is_a_503_that_no_cache_keeps(waiting):
    image = shown()
    files.delete_all(image.token)

    response = get(image, 640, "jpg")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_stand_in_for_the_desk_is_stored_nowhere(waiting):
    image = make_image(picture_bytes(size=(1000, 600)))

    response = get(image, 320, "jpg", signed_in("Editor"))

    assert response.headers["Cache-Control"] == "private, no-store"
    assert get(image, 320, "jpg").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ((640, "avif"), (640, "avif")),
        ((320, "avif"), (640, "avif")),
        ((800, "avif"), (960, "webp")),
        ((1280, "avif"), (1920, "jpg")),
        ((1280, "webp"), (1920, "jpg")),
        ((320, "jpg"), (480, "jpg")),
        ((9999, "webp"), (1920, "jpg")),
    ],
)
def test_the_nearest_is_large_enough_if_it_can_be_and_of_a_format_that_can_be_shown(
    wanted, nearest
):
    ready = [(640, "avif"), (960, "webp"), (480, "jpg"), (1920, "jpg")]
    ready = ready if wanted != (320, "avif") else ready[:2]
    assert files.nearest(ready, *wanted) == nearest


def test_who_can_show_only_jpeg_gets_nothing_else():
    assert files.nearest([(640, "avif"), (640, "webp")], 640, "jpg") is None


def test_renditions_are_made_from_the_master_without_the_original(waiting):
    image = make_image(picture_bytes(size=(4000, 2000)))
    default_storage.delete(image.file.name)

    rendering.make_missing(image)

    with default_storage.open(image.path_at(1920, "webp")) as file:
        assert PillowImage.open(file).size == (1920, 960)


def test_what_is_ready_is_not_made_again_and_a_second_run_does_nothing(waiting, encodings):
    image = make_image(picture_bytes(size=(500, 300)))
    kept = files.read(image.path_at(500, "jpg"))
    encodings.clear()

    assert rendering.make_missing(image) == 8
    assert (500, "jpg") not in encodings
    assert files.read(image.path_at(500, "jpg")) == kept
    assert rendering.make_missing(image) == 0


def test_a_task_takes_a_slice_of_time_and_enqueues_the_rest(settings, monkeypatch, encodings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr("images.tasks.SLICE", 0)
    image = make_image(picture_bytes(size=(500, 300)))
    encodings.clear()

    for left in range(7, -1, -1):
        DBTaskResult.objects.all().delete()
        render.func(image.pk)
        assert len(image.missing()) == left
        assert DBTaskResult.objects.exists() == bool(left)
    assert [format for _, format in encodings] == ["jpg"] * 2 + ["webp"] * 3 + ["avif"] * 3


def test_a_picture_that_was_deleted_meanwhile_leaves_nothing(waiting, monkeypatch):
    image = make_image(picture_bytes(size=(500, 300)))
    token, encode = image.token, renditions.encode

    def deleting(*arguments):
        Image.objects.filter(token=token).delete()
        files.delete_all(token)
        return encode(*arguments)

    monkeypatch.setattr(renditions, "encode", deleting)
    rendering.make_missing(image)

    assert files.ready(token) == []
    render.func(image.pk)


def test_the_command_makes_what_is_missing_and_names_what_cant_be(waiting, capsys):
    image, broken, whole = make_image(), make_image(), make_image()
    rendering.make_missing(whole)
    default_storage.delete(broken.file.name)

    with pytest.raises(CommandError, match=f"{broken.pk} “{broken}”"):
        call_command("render_images")

    assert capsys.readouterr().out == "Made 2 renditions of 1 pictures.\n"
    assert image.missing() == []


def test_the_command_can_leave_it_to_the_workers(waiting, capsys):
    image = make_image()
    default_task_backend.clear()

    call_command("render_images", "--enqueue")

    assert [task.args for task in default_task_backend.results] == [[image.pk]]
    assert "Enqueued 2 renditions of 1 pictures." in capsys.readouterr().out
