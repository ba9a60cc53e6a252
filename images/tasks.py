"""Work on pictures that a worker does in the background."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from images import files, rendering
from images.models import Image

logger = logging.getLogger(__name__)

# Until the disk has room again.
PAUSE = timedelta(minutes=10)


@task(priority=-50)
def render(key: int) -> None:
    """Make the renditions of the picture with this key, after all that is more urgent.

    On a full disk it is tried again later, for as long as it takes.
    """
    image = Image.objects.filter(pk=key).first()
    if image is None:
        return
    try:
        rendering.make_missing(image)
    except OSError as error:
        if not files.is_full(error) or not render.get_backend().supports_defer:
            raise
        logger.error("The disk is full: picture %s waits for its renditions", key)
        render.using(run_after=timezone.now() + PAUSE).enqueue(key)
