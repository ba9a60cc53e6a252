"""The format in which editors type tags: separated by commas, with spaces but no quotation marks."""

from collections.abc import Iterable

from taggit.models import TagBase


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
