"""Uploads: a file is recognised by its content, and a refused one leaves nothing behind."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage

from images import uploads
from images.models import Image
from tests.factories import make_image, picture_bytes


def inspect(content: bytes) -> uploads.Inspected:
    return uploads.inspect(io.BytesIO(content))


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        inspect(content)
    return refused.value.code


def png_of(width: int, height: int) -> bytes:
    """A tiny file that claims to be this large: a decompression bomb where it is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("format", "found"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("GIF", "gif")],
)
def test_the_five_formats_are_known_by_content(format, found):
    assert inspect(picture_bytes(format)) == uploads.Inspected(found, 64, 40)


def test_a_picture_is_measured_as_it_is_looked_at():
    turned = PillowImage.Exif()
    turned[0x0112] = 6
    found = inspect(picture_bytes("JPEG", size=(64, 40), exif=turned))
    assert (found.width, found.height) == (40, 64)


def test_a_cameras_two_pictures_in_one_file_are_a_jpeg():
    buffer = io.BytesIO()
    second = PillowImage.new("RGB", (64, 40), "white")
    PillowImage.new("RGB", (64, 40)).save(buffer, "MPO", save_all=True, append_images=[second])
    assert inspect(buffer.getvalue()).format == "jpg"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"<html><script>alert(1)</script>", "not_a_picture"),
        (picture_bytes("TIFF"), "not_a_picture"),
        (picture_bytes("BMP"), "not_a_picture"),
        (picture_bytes("JPEG", size=(640, 400))[:600], "damaged"),
        (picture_bytes("PNG", size=(640, 400))[:-40], "damaged"),
        (png_of(100, 100), "damaged"),
        (png_of(7_080, 7_080), "too_many_pixels"),
        (png_of(9_000, 9_000), "too_many_pixels"),
        (png_of(60_000, 60_000), "too_many_pixels"),
        (png_of(5_000, 10), "too_long"),
        (png_of(17_000, 1_800), "too_long"),
    ],
)
def test_anything_else_is_refused(content, code):
    assert refusal(content) == code


def test_a_file_that_is_too_large_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(uploads, "MAXIMUM_BYTES", 1000)
    assert refusal(b"x" * 1001) == "too_large"


@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]), st.data())
def test_garbage_is_refused_and_never_crashes(noise, format, data):
    content = picture_bytes(format)
    at = data.draw(st.integers(min_value=0, max_value=len(content)))
    for garbled in (noise, content[:at] + noise, content[:at] + noise + content[at:]):
        try:
            inspect(garbled)
        except ValidationError as refused:
            assert refused.messages[0].endswith((".", "file."))


def stored() -> set[str]:
    try:
        return set(default_storage.listdir("images")[0])
    except FileNotFoundError:
        return set()


@pytest.mark.django_db
def test_a_refused_file_leaves_no_row_and_no_file():
    before = stored()
    with pytest.raises(ValidationError):
        make_image(b"not a picture")
    assert not Image.objects.exists()
    assert stored() == before


@pytest.mark.django_db
def test_a_row_the_database_refuses_leaves_no_file():
    token = make_image().token
    before = {token: default_storage.listdir(f"images/{token}")[1]}
    with pytest.raises(DatabaseError), transaction.atomic():
        Image.objects.create(file=ContentFile(picture_bytes("PNG"), "x"), token=token)
    assert {token: default_storage.listdir(f"images/{token}")[1]} == before


@pytest.mark.django_db
def test_the_uploaders_file_name_is_not_kept():
    image = Image.objects.create(
        file=ContentFile(picture_bytes("PNG"), "secret-deal-with-acme.exe"), alt="a"
    )
    assert image.file.name == f"images/{image.token}/original.png"
