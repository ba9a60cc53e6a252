"""Encode pictures for readers: upright, in sRGB, without metadata, never enlarged."""

import io
from math import ceil, sqrt
from typing import IO, Any

from PIL import ExifTags, ImageCms
from PIL import Image as PillowImage

WIDTHS = (320, 480, 640, 800, 960, 1280, 1600, 1920)
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Qualities chosen by eye to look alike; slower speeds would gain little. Renditions are made in this
# order: the format that every browser shows comes first, AVIF takes most of the time.
FORMATS: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    # One thread: by default the encoder takes every core from the web server.
    "avif": {"format": "AVIF", "quality": 62, "speed": 8, "max_threads": 1},
}
# The limit in pixels: encoding AVIF takes about 25 bytes per pixel. Only pictures more than twice as
# tall as wide reach it.
LARGEST = 8_000_000
# A master is the source for renditions of a larger original, which is then decoded only once.
MASTER: dict[str, Any] = {"format": "JPEG", "quality": 92, "subsampling": 0}
# Pixels converted at a time: a second copy of a 50-megapixel picture would take 200 MB.
STRIP = 1_000_000
UPRIGHT = {
    2: PillowImage.Transpose.FLIP_LEFT_RIGHT,
    3: PillowImage.Transpose.ROTATE_180,
    4: PillowImage.Transpose.FLIP_TOP_BOTTOM,
    5: PillowImage.Transpose.TRANSPOSE,
    6: PillowImage.Transpose.ROTATE_270,
    7: PillowImage.Transpose.TRANSVERSE,
    8: PillowImage.Transpose.ROTATE_90,
}


def widths_for(width: int, height: int) -> list[int]:
    """Return the rendition widths for a picture of this size in pixels, smallest first.

    They are the steps of WIDTHS below the picture's width, then that width, limited by the largest
    step and by LARGEST.
    """
    largest = min(width, WIDTHS[-1], max(1, int(sqrt(LARGEST * width / height))))
    return [*(step for step in WIDTHS if step < largest), largest]


def orientation(picture: PillowImage.Image) -> int:
    """Return the picture's Exif orientation; 1 is upright."""
    return int(picture.getexif().get(ExifTags.Base.Orientation, 1))


def render(original: IO[bytes], width: int, format: str) -> bytes:
    """Return the picture in `original`, `width` pixels wide, encoded as `format`."""
    return encode(open_prepared(original), width, format)


def open_prepared(original: IO[bytes]) -> PillowImage.Image:
    """Return the prepared picture in `original`, and release the decoder's memory."""
    with PillowImage.open(original) as opened:
        return prepare(opened)


def encode(picture: PillowImage.Image, width: int, format: str) -> bytes:
    """Return a prepared picture, `width` pixels wide, encoded as `format` (a key of FORMATS)."""
    height = max(1, round(picture.height * width / picture.width))
    smaller = picture.resize((width, height), PillowImage.Resampling.LANCZOS)
    return _encoded(smaller, FORMATS[format])


def encode_master(picture: PillowImage.Image) -> bytes:
    """Return a prepared picture as the master JPEG for later renditions."""
    return _encoded(picture, MASTER)


def _encoded(picture: PillowImage.Image, options: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    return buffer.getvalue()


def prepare(opened: PillowImage.Image) -> PillowImage.Image:
    """Decode an opened picture and return it upright, in sRGB, large enough for every rendition.

    The decoder's copy is the only one of the original's size in memory. It is released, so the
    opened picture can't be used again.
    """
    turn = UPRIGHT.get(orientation(opened))
    turned = turn in (UPRIGHT[5], UPRIGHT[6], UPRIGHT[7], UPRIGHT[8])
    width, height = reversed(opened.size) if turned else opened.size
    largest = widths_for(width, height)[-1]
    needed = (largest, ceil(height * largest / width))
    # A JPEG may be decoded at a smaller size, never below the requested one.
    opened.draft("RGB", (needed[1], needed[0]) if turned else needed)
    factor = (opened.height if turned else opened.width) // largest
    profile = opened.info.get("icc_profile")
    picture = _srgb(_reduced(opened, factor), profile)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()
    return picture


def _reduced(opened: PillowImage.Image, factor: int) -> PillowImage.Image:
    """Return the picture flattened and `factor` times smaller, converted strip by strip."""
    width, height = opened.size
    rows = factor * max(1, STRIP // (width * factor))
    size = (ceil(width / factor), ceil(height / factor))
    reduced: PillowImage.Image | None = None
    for top in range(0, height, rows):
        strip = _flat(opened.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        reduced = reduced or PillowImage.new(strip.mode, size)
        reduced.paste(strip, (0, top // factor))
    # Release the pixels, but leave the file open: it belongs to the caller.
    PillowImage.Image.close(opened)
    if reduced is None:
        raise ValueError("The picture has no pixels.")
    return reduced


def _flat(strip: PillowImage.Image) -> PillowImage.Image:
    """Return a strip on white, without transparency or palette, in a mode that `reduce` can average."""
    if strip.mode.startswith("I;16"):
        # Scale 65,536 greys to 256; `convert` alone would clip at 255.
        strip = strip.point(lambda grey: grey / 257).convert("L")
    if strip.has_transparency_data:
        strip = strip.convert("RGBA")
        page = PillowImage.new("RGBA", strip.size, "white")
        return PillowImage.alpha_composite(page, strip).convert("RGB")
    return strip if strip.mode in ("L", "RGB", "CMYK") else strip.convert("RGB")


def _srgb(picture: PillowImage.Image, profile: bytes | None) -> PillowImage.Image:
    """Return the picture as RGB, converted from its colour profile to sRGB."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # A broken profile costs a shade of colour, not the picture.
        picture = converted or picture
    return picture.convert("RGB")
