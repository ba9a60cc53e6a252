"""A full disk, which is a real one of a megabyte: nothing is left behind and nothing is lost."""

import errno
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage

from images.models import Image
from images.tasks import render
from tests.desk import signed_in
from tests.factories import make_edition, make_image

pytestmark = pytest.mark.django_db
KILOBYTES = 1024


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A disk of KILOBYTES."""
    path = tmp_path / "disk"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={KILOBYTES}k", "tmpfs", str(path)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can be mounted by root alone")
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture
def media(disk, settings) -> Path:
    """The folder for pictures, on that disk."""
    root = disk / "media"
    storage = {"BACKEND": "images.storage.WholeFileStorage", "OPTIONS": {"location": str(root)}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return root


@pytest.fixture
def queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def fill(disk: Path, leave: int = 0) -> Path:
    """Write until `leave` kilobytes are left; the file can be deleted to make room."""
    filler = disk / "filler"
    with pytest.raises(OSError) as full, filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    assert full.value.errno == errno.ENOSPC
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - leave * 1024)
    return filler


def files(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*"))


def noise(size: tuple[int, int], format: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    PillowImage.effect_noise(size, 90).convert("RGB").save(buffer, format, **options)
    return buffer.getvalue()


def upload(client: Client, content: bytes):
    file = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
    words = {"alt": "A long and careful description", "credit": "Bo Lind"}
    return client.post(reverse("admin:images_image_add"), {"file": file} | words)


@pytest.mark.parametrize("leave", [0, 12, 40])
def test_an_upload_that_doesnt_fit_is_refused_with_a_sentence_and_leaves_nothing(
    leave, disk, media, queue
):
    """Nor does one of which only the original fits, or half of it."""
    editor, content = signed_in("Editor"), noise((300, 200))
    assert 16 < len(content) / 1024 < 40
    filler = fill(disk, leave)

    response = upload(editor, content)

    page = response.content.decode()
    assert response.status_code == 200
    assert "disk is full" in page and "choose the file again" in page
    assert "A long and careful description" in page
    assert not Image.objects.exists() and not DBTaskResult.objects.exists()
    assert [name for name in files(media) if name != "images"] == []

    filler.unlink()
    assert upload(editor, content).status_code == 302
    assert len(files(media)) == 4  # the folder of all, its own, the original, the stand-in


def test_a_file_that_cant_even_be_received_is_reported_the_same_way(disk, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(disk)
    content = noise((2200, 1400), quality=95)
    assert len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    response = upload(signed_in("Editor"), content)

    assert response.status_code == 200
    assert "disk is full" in response.content.decode()
    assert "A long and careful description" in response.content.decode()
    assert list(disk.iterdir()) == []


def test_renditions_that_cant_be_kept_are_stood_in_for_and_made_later(disk, media, queue):
    image = make_image(noise((500, 300)))
    make_edition(picture=image)
    before = files(media)
    filler = fill(disk)
    DBTaskResult.objects.all().delete()

    render.func(image.pk)

    assert files(media) == before
    (again,) = DBTaskResult.objects.filter(task_path="images.tasks.render")
    assert again.run_after > timezone.now()
    for width, format in ((320, "avif"), (500, "webp"), (480, "jpg")):
        assert Client().get(image.url_at(width, format)).status_code == 200

    with pytest.raises(CommandError, match="The disk is full"):
        call_command("render_images")
    filler.unlink()
    call_command("render_images")
    assert image.missing() == []


def test_a_deleted_pictures_folder_goes_with_it(media, django_capture_on_commit_callbacks):
    image = make_image(noise((300, 200)))
    (media / "images" / image.token / "320.webp.0a.part").write_bytes(b"of a killed process")

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert files(media) in ([], ["images"])
