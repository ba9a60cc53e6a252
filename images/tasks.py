"""Work on pictures that a worker does in the background."""

import logging
from datetime import timedelta
from math import inf

from django.utils import timezone
from django_tasks import task

from images import files, rendering
from images.models import Image

logger = logging.getLogger(__name__)

# Until the disk has room again.
PAUSE = timedelta(minutes=10)
# A task goes on for no longer than this, in seconds, so that a more urgent one waits no longer.
SLICE = 1


@task(priority=-50)
def render(key: int) -> None:
    """Make renditions of the picture with this key, and enqueue the task anew while any is missing.

    On a full disk it is tried again later, for as long as it takes.
    """
    image = Image.objects.filter(pk=key).first()
    if image is None:
        return
    # Tests run tasks at once, so there is no queue in which one could wait.
    queued = render.get_backend().supports_defer
    try:
        rendering.make_missing(image, seconds=SLICE if queued else inf)
    except OSError as error:
        if not files.is_full(error) or not queued:
            raise
        logger.error("The disk is full: picture %s waits for its renditions", key)
        render.using(run_after=timezone.now() + PAUSE).enqueue(key)
        return
    if queued and image.missing():
        render.enqueue(key)
