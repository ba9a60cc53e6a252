"""Load the demo's pictures: WebP files, with alt text, captions and credits in pictures.toml."""

from collections.abc import Mapping
from concurrent.futures import Executor, Future

from django.core.files.base import ContentFile

from images import uploads
from images.models import Image
from newsroom.demo.reading import CONTENT, read

FOLDER = CONTENT / "pictures"
Decoded = Mapping[str, Future[ContentFile]]


def decode_ahead(pool: Executor) -> Decoded:
    """Start decoding every picture, which takes seconds and needs no database."""
    return {name: pool.submit(_decoded, name) for name in read(FOLDER / "pictures.toml")}


def load_pictures(decoded: Decoded) -> dict[str, Image]:
    """Upload every picture as an editor would; return the pictures by name."""
    return {
        name: Image.objects.create(file=_file_of(name, decoded), **words)
        for name, words in read(FOLDER / "pictures.toml").items()
    }


def _file_of(name: str, decoded: Decoded) -> ContentFile:
    return decoded[name].result() if name in decoded else _file(name)


def _decoded(name: str) -> ContentFile:
    """Return the file with the results of decoding it, as the desk's form leaves them."""
    file = _file(name)
    file.taken = uploads.take(file)  # type: ignore[attr-defined]  # the desk's form sets it, too
    return file


def _file(name: str) -> ContentFile:
    return ContentFile((FOLDER / f"{name}.webp").read_bytes(), f"{name}.webp")
