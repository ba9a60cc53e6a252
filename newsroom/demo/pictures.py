"""Load the demo's pictures: WebP files, with alt text, captions and credits in pictures.toml."""

from django.core.files.base import ContentFile

from images.models import Image
from newsroom.demo.reading import CONTENT, read

FOLDER = CONTENT / "pictures"


def load_pictures() -> dict[str, Image]:
    """Upload every picture as an editor would; return the pictures by name."""
    return {
        name: Image.objects.create(file=ContentFile(_file(name), f"{name}.webp"), **words)
        for name, words in read(FOLDER / "pictures.toml").items()
    }


def _file(name: str) -> bytes:
    return (FOLDER / f"{name}.webp").read_bytes()
