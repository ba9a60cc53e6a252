"""What we take for a picture. A file is judged by its content; its name and type are hearsay."""

import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from PIL import Image as PillowImage
from PIL import ImageOps, UnidentifiedImageError

MAXIMUM_BYTES = 30 * 1024 * 1024
# A phone takes 50 megapixels; what unpacks to more than this is a mistake or an attack.
MAXIMUM_PIXELS = 80_000_000
# WebP holds no longer side; and a strip of a picture can't be shown beside words.
MAXIMUM_SIDE = 16_000
MAXIMUM_RATIO = 10
# MPO is the JPEG of cameras that put a second picture into the file.
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


@dataclass(frozen=True)
class Inspected:
    """What a picture file turned out to be; width and height in pixels, turned upright."""

    format: str
    width: int
    height: int


def inspect(file: IO[bytes]) -> Inspected:
    """Decode `file` whole and say what it is. The file is left rewound.

    Raises:
        ValidationError: it is empty, too large, of another type, damaged, or a decompression bomb.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if not size:
        raise ValidationError("The file is empty. Choose another one.", code="empty")
    if size > MAXIMUM_BYTES:
        raise ValidationError(
            f"The file has {size // 2**20} MB; at most {MAXIMUM_BYTES // 2**20} MB are taken. "
            "Save a smaller copy and upload that.",
            code="too_large",
        )
    try:
        with warnings.catch_warnings():
            # We have a limit of our own, told in our own words.
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            return _decode(file)
    finally:
        file.seek(0)


def _decode(file: IO[bytes]) -> Inspected:
    try:
        with PillowImage.open(file, formats=[*FORMATS.keys() - {"MPO"}]) as picture:
            width, height = picture.size
            if width * height > MAXIMUM_PIXELS:
                raise ValidationError(
                    f"The picture has {width} × {height} pixels, more than can be handled. "
                    "Save a smaller copy and upload that.",
                    code="too_many_pixels",
                )
            if max(width, height) > min(MAXIMUM_SIDE, MAXIMUM_RATIO * min(width, height)):
                raise ValidationError(
                    f"The picture has {width} × {height} pixels, too long and thin to be shown. "
                    "Cut it into several pictures.",
                    code="too_long",
                )
            found = FORMATS[picture.format or ""]
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return Inspected(found, *upright.size)
    except ValidationError:
        raise
    except UnidentifiedImageError:
        raise ValidationError(
            "This is not a picture that can be used. Upload a JPEG, PNG, WebP, AVIF or GIF.",
            code="not_a_picture",
        ) from None
    except PillowImage.DecompressionBombError:
        raise ValidationError(
            "The picture has more pixels than can be handled. Save a smaller copy and upload that.",
            code="too_many_pixels",
        ) from None
    except Exception:
        # A dozen decoders each have their own errors for a file that ends early or is garbled;
        # whichever it is, the file can't be shown, and that is the uploader's to know.
        raise ValidationError(
            "The file is damaged or cut short. Open it, save it again, and upload the new file.",
            code="damaged",
        ) from None
