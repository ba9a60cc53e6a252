"""The background task that writes editions' words again when an author or a tag in them is renamed."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django_tasks import task

from articles.models import EditionWords, Tag
from articles.models.words import CONFIG
from authors.models import Author

# Editions in one statement, so that no publication waits long for a word that is new to both.
BATCH = 500


@receiver(post_save, sender=Author)
@receiver(post_save, sender=Tag)
def note_renamed(sender: Any, instance: Author | Tag, created: bool, **kwargs: Any) -> None:
    """Have the stories of an author or with a tag found by the new name."""
    if not created:
        write_named.enqueue(sender._meta.model_name, instance.pk)


@task(priority=-50)
def write_named(model: str, key: int) -> None:
    """Write the words of the editions with this author or tag whose words lack its name."""
    named: Author | Tag | None
    if model == "author":
        named = Author.objects.filter(pk=key).first()
        editions = EditionWords.objects.filter(edition__bylines__author=key)
    else:
        named = Tag.objects.filter(pk=key).first()
        editions = EditionWords.objects.filter(edition__tag_links__tag=key)
    if named is not None:
        name = SearchQuery(named.name, config=CONFIG, search_type="phrase")
        write_again(editions.exclude(title=name))


def write_again(rows: QuerySet[EditionWords]) -> int:
    """Write these editions' words once more, and return the number of editions."""
    keys = list(rows.values_list("edition", flat=True))
    for start in range(0, len(keys), BATCH):
        EditionWords.objects.write(keys[start : start + BATCH])
    return len(keys)
