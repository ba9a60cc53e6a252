"""Writing the words of stories again: of those with a renamed author or tag, or of all."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django_tasks import task

from articles.models import Article, DraftWords, Edition, EditionWords, Tag
from authors.models import Author

# Stories in one transaction, which locks them.
BATCH = 200


@receiver(pre_save, sender=Author)
@receiver(pre_save, sender=Tag)
def note_name(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Remember the stored name of an author or a tag that is about to be saved."""
    stored = sender.objects.filter(pk=instance.pk).values_list("name", flat=True)
    instance.former_name = stored.first() if instance.pk else None


@receiver(post_save, sender=Author)
@receiver(post_save, sender=Tag)
def find_by_new_name(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Have the stories of a renamed author or tag found by the new name, and not by the former one."""
    if not created and instance.former_name != instance.name:
        write_named.enqueue(sender._meta.model_name, instance.pk)


@task(priority=-50)
def write_named(model: str, key: int) -> None:
    """Write the words of the editions with this author or tag again."""
    link = "bylines__author" if model == "author" else "tag_links__tag"
    write_editions(
        Edition.objects.filter(**{link: key}).order_by("pk").values_list("pk", flat=True)
    )


def write_editions(keys: Any) -> int:
    """Write the words of these editions again, and return their number.

    They are locked, since an edition that ends meanwhile would stay in the search.
    """
    keys = list(keys)
    for batch in _batches(keys):
        with transaction.atomic():
            locked = Edition.objects.filter(pk__in=batch).order_by("pk").select_for_update()
            EditionWords.objects.write(locked.values_list("pk", flat=True))
    return len(keys)


def write_drafts(keys: Any) -> int:
    """Write the words of these drafts again, and return their number; nobody saves one meanwhile."""
    keys = list(keys)
    for batch in _batches(keys):
        with transaction.atomic():
            locked = Article.objects.filter(pk__in=batch).order_by("pk").select_for_update()
            DraftWords.objects.write(locked.values_list("pk", flat=True))
    return len(keys)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
