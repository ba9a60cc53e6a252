"""The page of a merge: both texts of each field that two editors changed, next to each other."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst

from articles.admin.merging import Merge, field_of, label_of, mark
from articles.content import diff
from articles.models import Article
from authors.models import Author


@dataclass(frozen=True)
class Conflict:
    """A field that both editors changed, with what differs between their texts.

    Args:
        name: the field's name on the form.
        label: its name as the desk has it.
        rows: pairs of lines, theirs and ours, with the words that differ marked.
        note: a sentence if the lines don't show the differences.
        against: the mark of their value, which the posted choice repeats.
    """

    name: str
    label: str
    rows: list[tuple[SafeString, SafeString]]
    note: str
    against: str


def shown(merge: Merge) -> list[Conflict]:
    """Return the conflicts of a refused form, for the page."""
    return [_conflict(merge, name) for name in dict.fromkeys(merge.conflicts)]


def _conflict(merge: Merge, name: str) -> Conflict:
    theirs, mine, note = merge.theirs[name], merge.mine[name], ""
    if name == "body":
        found = diff.body_sides(theirs, mine)
        rows = found or []
        if found is None:
            note = "The two are too long to be compared here. Open the story in another tab to read theirs."
        elif not found:
            note = "The words are the same: links, pictures or the layout differ."
    else:
        rows = [diff.sides(in_words(name, theirs), in_words(name, mine))]
    return Conflict(name, str(capfirst(label_of(name))), rows, note, mark(theirs))


def in_words(name: str, value: Any) -> str:
    """Return a plain value of a field (see `values_of`) in words."""
    if value in (None, "", [], {}):
        return "(empty)"
    if name in ("section", "picture"):
        model = field_of(name).related_model
        return str(model._default_manager.filter(pk=value).first() or "(gone)")
    if name == "bylines":
        authors = Author.objects.in_bulk([author for author, _ in value])
        return ", ".join(
            f"{authors.get(author, '(gone)')}{f' ({role})' if role else ''}"
            for author, role in value
        )
    if name == "related_links":
        stories = Article.objects.only("headline").in_bulk([key for (key,) in value])
        return " · ".join(str(stories.get(key, "(gone)")) for (key,) in value)
    if name == "videos":
        return " · ".join(f"{video['title']} {video['url']}" for video in value)
    if name == "extra":
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    choices = dict(field_of(name).flatchoices)
    return str(choices.get(value, value))
