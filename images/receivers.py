from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from images.models import Image
from images.renditions import FORMATS


@receiver(post_delete, sender=Image)
def delete_files(sender: Any, instance: Image, **kwargs: Any) -> None:
    """Once a picture's row is gone for good, so are its original and its renditions."""
    names = [instance.file.name or ""]
    names += [instance.path_at(width, format) for width in instance.widths for format in FORMATS]

    def delete() -> None:
        for name in filter(None, names):
            default_storage.delete(name)

    transaction.on_commit(delete)
