"""Make a picture's missing renditions, one encoding at a time per machine."""

import time
from math import inf

from images import files, renditions
from images.locks import encoder
from images.models import Image


def make_missing(image: Image, *, seconds: float = inf) -> int:
    """Make and store the missing renditions of `image`; return how many were made.

    Uploads have priority. The function is idempotent and may run in several processes at once.

    Args:
        seconds: the time after which no further rendition is started; `image.missing()` returns the
            rest.

    Raises:
        OSError: the original is missing, or a rendition can't be stored; earlier ones are kept.
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
        # The picture was deleted meanwhile, before the last of these files was stored.
        files.delete_all(image.token)
    return made
