"""Validation of uploaded pictures, by their content and not by name or type."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from images import renditions
from images.embedded import Words, words_in
from images.locks import Busy, encoder

MAXIMUM_BYTES = 30 * 1024 * 1024
# Decoding takes 4 bytes per pixel, so 200 MB; the decoders of WebP and AVIF need up to 16.
MAXIMUM_PIXELS = 50_000_000
MAXIMUM_PIXELS_OF = {"WEBP": 20_000_000, "AVIF": 20_000_000}
# WebP allows no longer side, and a very thin picture can't be shown next to text.
MAXIMUM_SIDE = 16_000
MAXIMUM_RATIO = 10
# MPO is a JPEG with a second picture in the same file, made by some cameras.
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


@dataclass(frozen=True)
class Inspected:
    """The format, the size and the words of a picture file; width and height in pixels, after rotation."""

    format: str
    width: int
    height: int
    words: Words = Words()


@dataclass(frozen=True)
class Taken:
    """The results of decoding an upload once.

    `stand_in` is a JPEG, `width` pixels wide, shown until the other renditions are ready; `master`
    is their source, None if the original is small enough to be.
    """

    inspected: Inspected
    width: int
    stand_in: bytes
    master: bytes | None


def inspect(file: IO[bytes]) -> Inspected:
    """Decode `file` whole and return what was found. The file is left rewound.

    Raises:
        ValidationError: it is empty, too large, of another type, damaged, or a decompression bomb.
    """
    with _decoded(file) as (inspected, _):
        return inspected


def take(file: IO[bytes], *, patience: float | None = None) -> Taken:
    """Decode `file` once, when this machine's encoder is free, and return the results.

    Args:
        patience: the seconds to wait for the encoder; None for no limit.

    Raises:
        ValidationError: as in `inspect`, or the encoder wasn't free in time.
    """
    try:
        with encoder(patience=patience), _decoded(file) as (inspected, picture):
            width = stand_in_width(inspected.width, inspected.height)
            stand_in = renditions.encode(picture, width, "jpg")
            smaller = picture.width < inspected.width
            master = renditions.encode_master(picture) if smaller else None
    except Busy:
        raise busy() from None
    return Taken(inspected, width, stand_in, master)


def stand_in_width(width: int, height: int) -> int:
    """Return the width of the rendition made at upload, which is the one in `<img src>`."""
    widths = renditions.widths_for(width, height)
    return widths[min(2, len(widths) - 1)]


def busy() -> ValidationError:
    """Return the desk's error for an encoder that wasn't free in time."""
    return ValidationError(
        gettext(
            "Other pictures are being uploaded just now. What you wrote is kept: choose the "
            "file again and save in a few seconds."
        ),
        code="busy",
    )


@contextmanager
def _decoded(file: IO[bytes]) -> Iterator[tuple[Inspected, PillowImage.Image]]:
    """Check and decode a file inside the block; the caller's own exceptions pass unchanged."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if not size:
        raise ValidationError(gettext("The file is empty. Choose another one."), code="empty")
    if size > MAXIMUM_BYTES:
        raise ValidationError(
            gettext(
                "The file has {size} MB; at most {most} MB are taken. Save a smaller copy "
                "and upload that."
            ).format(size=size // 2**20, most=MAXIMUM_BYTES // 2**20),
            code="too_large",
        )
    try:
        with warnings.catch_warnings():
            # `_require_size` has a lower limit, with its own message.
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            decoded = _decode(file)
        yield decoded
    finally:
        file.seek(0)


def _decode(file: IO[bytes]) -> tuple[Inspected, PillowImage.Image]:
    try:
        with PillowImage.open(file, formats=[*FORMATS.keys() - {"MPO"}]) as opened:
            _require_size(opened)
            found = FORMATS[opened.format or ""]
            width, height = opened.size
            if renditions.orientation(opened) >= 5:
                width, height = height, width
            words = words_in(opened)
            return Inspected(found, width, height, words), renditions.prepare(opened)
    except ValidationError:
        raise
    except UnidentifiedImageError:
        raise ValidationError(
            gettext(
                "This is not a picture that can be used. Upload a JPEG, PNG, WebP, AVIF or GIF."
            ),
            code="not_a_picture",
        ) from None
    except PillowImage.DecompressionBombError:
        raise ValidationError(
            gettext(
                "The picture has more pixels than can be handled. Save a smaller copy and upload "
                "that."
            ),
            code="too_many_pixels",
        ) from None
    except Exception:
        # Each of a dozen decoders raises its own errors for a truncated or corrupt file. In every
        # case the file can't be shown, and the uploader must know.
        raise ValidationError(
            gettext(
                "The file is damaged or cut short. Open it, save it again, and upload the new file."
            ),
            code="damaged",
        ) from None


def _require_size(opened: PillowImage.Image) -> None:
    """Raise ValidationError for a picture that is too large or too thin, before decoding it."""
    width, height = opened.size
    maximum = MAXIMUM_PIXELS_OF.get(opened.format or "", MAXIMUM_PIXELS)
    if width * height > maximum:
        sentence = (
            gettext(
                "The picture has {width} × {height} pixels, which are {size} megapixels; at most "
                "{most} of a {format} are taken. Save a smaller copy and upload that."
            )
            if opened.format in MAXIMUM_PIXELS_OF
            else gettext(
                "The picture has {width} × {height} pixels, which are {size} megapixels; at most "
                "{most} are taken. Save a smaller copy and upload that."
            )
        ).format(
            width=width,
            height=height,
            size=number_format(width * height / 1_000_000, 1),
            most=maximum // 1_000_000,
            format=opened.format,
        )
        raise ValidationError(sentence, code="too_many_pixels")
    if max(width, height) > min(MAXIMUM_SIDE, MAXIMUM_RATIO * min(width, height)):
        raise ValidationError(
            gettext(
                "The picture has {width} × {height} pixels, too long and thin to be shown. Cut it "
                "into several pictures."
            ).format(width=width, height=height),
            code="too_long",
        )
