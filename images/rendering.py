"""Make the renditions that a picture lacks, one encoding at a time a machine."""

import time
from math import inf

from images import files, renditions
from images.locks import encoder
from images.models import Image


def make_missing(image: Image, *, seconds: float = inf) -> int:
    """Make and keep the renditions of `image` that aren't ready; return how many were made.

    Whoever uploads a picture meanwhile comes first. Running it twice, or at once in two processes,
    does no harm.

    Args:
        seconds: after which no further rendition is begun; `image.missing()` says what is left.

    Raises:
        OSError: the original is missing, or a rendition can't be kept; those made before it are.
    """
    missing = image.missing()
    if not missing:
        return 0
    end = time.monotonic() + seconds
    with encoder(background=True), image.open_source() as file:
        picture = renditions.open_prepared(file)
    made = 0
    for width, format in missing:
        with encoder(background=True):
            content = renditions.encode(picture, width, format)
        files.store(image.path_at(width, format), content)
        made += 1
        if time.monotonic() > end:
            break
    if not Image.objects.filter(pk=image.pk).exists():
        # It was deleted meanwhile, and its files before the last of these.
        files.delete_all(image.token)
    return made
