"""The copies of a picture that readers get: upright, sRGB, without metadata, never enlarged."""

import io
import threading
from math import ceil
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, ImageCms, ImageOps
from PIL import Image as PillowImage

# Rendering takes all of a core and, for a large picture, some hundred megabytes.
one_at_a_time = threading.Lock()
WIDTHS = (320, 480, 640, 960, 1280, 1600, 1920)
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Chosen by eye to look alike; the speeds are where slower stops paying for itself.
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 62, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}


def widths_for(original: int) -> list[int]:
    """The widths a picture of `original` pixels is offered in: the steps below it, then its own."""
    return sorted({*(width for width in WIDTHS if width < original), min(original, WIDTHS[-1])})


def render(original: IO[bytes], width: int, format: str) -> bytes:
    """Return the picture in `original`, `width` pixels wide, encoded as `format`."""
    with PillowImage.open(original) as opened:
        turned = opened.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        scale = width / (opened.height if turned else opened.width)
        # A JPEG may be decoded smaller, though never below what is asked for.
        opened.draft("RGB", (ceil(opened.width * scale), ceil(opened.height * scale)))
        picture = _srgb(ImageOps.exif_transpose(opened))
    height = max(1, round(picture.height * width / picture.width))
    picture = picture.resize((width, height), PillowImage.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, **FORMATS[format])
    return buffer.getvalue()


def _srgb(picture: PillowImage.Image) -> PillowImage.Image:
    """Flatten transparency on white and bring a wide-gamut picture to sRGB."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I;16"):
        # 65,536 greys to 256; converting alone would cut them off at the 256th.
        picture = picture.point(lambda grey: grey / 257).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        page = PillowImage.new("RGBA", picture.size, "white")
        picture = PillowImage.alpha_composite(page, picture)
    elif profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # A broken profile costs a shade of colour, not the picture.
        picture = converted or picture
    picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def kept(path: str) -> bytes | None:
    """A rendition made earlier, or None."""
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def store(path: str, content: bytes) -> None:
    """Keep a rendition; whoever made the same one a moment earlier made the same bytes."""
    name = default_storage.save(path, ContentFile(content))
    if name != path:
        default_storage.delete(name)
