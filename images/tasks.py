"""Background tasks for pictures."""

import logging
from datetime import timedelta
from math import inf

from django.utils import timezone
from django_tasks import task

from images import files, rendering
from images.models import Image

logger = logging.getLogger(__name__)

# The delay after a full disk, or an outage of the storage.
PAUSE = timedelta(minutes=10)
# The longest run of a task in seconds, so that a more urgent one doesn't wait longer.
SLICE = 1


@task(priority=-50)
def render(key: int) -> None:
    """Make renditions of the picture with this key; enqueue the task again while any is missing.

    On a full disk, or while the storage is away, the task is retried every ten minutes without a limit.
    """
    image = Image.objects.filter(pk=key).first()
    if image is None:
        return
    # Tests run tasks immediately, without a queue for deferred ones.
    queued = render.get_backend().supports_defer
    try:
        rendering.make_missing(image, seconds=SLICE if queued else inf)
    except OSError as error:
        if not files.is_temporary(error) or not queued:
            raise
        reason = "The disk is full" if files.is_full(error) else str(error)
        logger.error("%s: picture %s waits for its renditions", reason, key)
        render.using(run_after=timezone.now() + PAUSE).enqueue(key)
        return
    if queued and image.missing():
        render.enqueue(key)
