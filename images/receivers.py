"""Signal receivers: make renditions of new pictures, and delete files of deleted ones."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from images import files
from images.models import Image
from images.tasks import render


@receiver(post_save, sender=Image)
def make_renditions(sender: Any, instance: Image, created: bool, raw: bool, **kwargs: Any) -> None:
    """Enqueue a new picture's renditions, in the transaction that adds its row."""
    if created and not raw:
        render.enqueue(instance.pk)


@receiver(post_delete, sender=Image)
def delete_files(sender: Any, instance: Image, **kwargs: Any) -> None:
    """Delete a picture's files once the deletion of its row is committed."""
    token, original = instance.token, instance.file.name or ""
    transaction.on_commit(lambda: files.delete_all(token, original))
