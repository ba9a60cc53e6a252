"""Signal receivers: make renditions of new pictures, and delete files of deleted ones."""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from images import files
from images.models import Image
from images.tasks import render

logger = logging.getLogger(__name__)


@receiver(post_save, sender=Image)
def make_renditions(sender: Any, instance: Image, created: bool, raw: bool, **kwargs: Any) -> None:
    """Enqueue a new picture's renditions, in the transaction that adds its row."""
    if created and not raw:
        render.enqueue(instance.pk)


@receiver(post_delete, sender=Image)
def delete_files(sender: Any, instance: Image, **kwargs: Any) -> None:
    """Delete a picture's files once the deletion of its row is committed."""
    token, original = instance.token, instance.file.name or ""

    def delete() -> None:
        try:
            files.delete_all(token, original)
        except files.StorageAway:
            # The row is gone already, and so is the picture for everybody.
            logger.error("The files of a deleted picture are left in the storage: %s", token)

    transaction.on_commit(delete)
