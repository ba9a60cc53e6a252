"""Tags as an editor types them: commas between them, spaces within, no quotation marks."""

from collections.abc import Iterable

from taggit.models import TagBase


def split(text: str) -> list[str]:
    """The names in `text`, each once, in order. Named in TAGGIT_TAGS_FROM_STRING."""
    found: dict[str, str] = {}
    for name in text.replace("\x00", "").split(","):
        if name := " ".join(name.split()):
            found.setdefault(name.casefold(), name)
    return list(found.values())


def join(tags: Iterable[TagBase]) -> str:
    """What `split` reads as these tags. Named in TAGGIT_STRING_FROM_TAGS."""
    return ", ".join(tag.name for tag in tags)
