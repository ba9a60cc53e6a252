"""Tags of drafts, and their text format: separated by commas, with spaces but no quotation marks."""

from collections.abc import Iterable
from typing import Any

from taggit.managers import TaggableManager
from taggit.models import TagBase


class Tags(TaggableManager):
    """The tags of a draft; its form uses the rows `tag_links` if they were prefetched with their tags."""

    def value_from_object(self, obj: Any) -> list[TagBase]:
        """Return the tags for the form's field."""
        if "tag_links" in getattr(obj, "_prefetched_objects_cache", {}):
            return [link.tag for link in obj.tag_links.all()]
        tags: list[TagBase] = super().value_from_object(obj)
        return tags

    def save_form_data(self, instance: Any, value: list[str]) -> None:
        """Save the tags with these names; the same names as before take no query."""
        if {tag.name for tag in self.value_from_object(instance)} != set(value):
            super().save_form_data(instance, value)

    def deconstruct(self) -> Any:
        """Return the class whose subclass this is: migrations needn't know ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "taggit.managers.TaggableManager", args, kwargs


def split(text: str) -> list[str]:
    """Return the names in `text`, in order, without duplicates in upper or lower case.

    The setting TAGGIT_TAGS_FROM_STRING names this function.
    """
    found: dict[str, str] = {}
    for name in text.replace("\x00", "").split(","):
        if name := " ".join(name.split()):
            found.setdefault(name.casefold(), name)
    return list(found.values())


def join(tags: Iterable[TagBase]) -> str:
    """Return the tags as text that `split` parses.

    The setting TAGGIT_STRING_FROM_TAGS names this function.
    """
    return ", ".join(tag.name for tag in tags)
