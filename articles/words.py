"""Writing the words of stories again: of those with a renamed author or tag, or of all."""

from collections.abc import Iterable
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


def write_editions(keys: Iterable[int]) -> int:
    """Write the words of these editions again, and return their number."""
    return _write(Edition.objects, EditionWords.objects, list(keys))


def write_drafts(keys: Iterable[int]) -> int:
    """Write the words of these drafts again, and return their number."""
    return _write(Article.objects, DraftWords.objects, list(keys))


def _write(stories: Any, words: Any, keys: list[int]) -> int:
    """Write the words of rows with these keys, in batches, and return their number.

    The rows are locked: an edition that ends meanwhile would stay in the search, and a draft that is
    saved would be found by its former words.
    """
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            batch = stories.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
            words.write(batch.select_for_update().values_list("pk", flat=True))
    return len(keys)
