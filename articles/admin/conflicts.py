"""The differences between two texts of a story's fields, next to each other: of a merge, and of versions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from articles.admin.merging import Merge, field_of, label_of, mark
from articles.content import changes, diff
from articles.models import Article
from authors.models import Author

TOO_LONG = gettext_lazy("The two are too long to be compared here. Open them in two tabs.")


@dataclass(frozen=True)
class Difference:
    """A field that two versions have differently.

    Args:
        name: the field's name on the form.
        label: its name as the desk has it.
        rows: pairs of lines, with the words that only one of them has marked.
        notes: sentences about what the words don't show.
        against: the mark of the first value, which a posted choice repeats.
        chosen: the side that was chosen before ("mine", "theirs"), "" for none.
    """

    name: str
    label: str
    rows: list[tuple[SafeString, SafeString]]
    notes: list[str]
    against: str
    chosen: str = ""


def shown(merge: Merge) -> list[Difference]:
    """Return the conflicts of a refused form, for the page: their text first.

    Those that have a choice already are among them, since the page must post all choices at once.
    """
    open_or_chosen = {*merge.conflicts, *merge.chosen}
    return [
        replace(
            difference(name, merge.theirs[name], merge.mine[name]),
            chosen=merge.chosen.get(name, ""),
        )
        for name in merge.theirs
        if name in open_or_chosen
    ]


def difference(name: str, first: Any, second: Any) -> Difference:
    """Return the difference between two plain values of a field (see merging.values_of)."""
    notes: list[str] = []
    if name == "body":
        rows = diff.body_sides(first, second)
        notes = [str(TOO_LONG)] if rows is None else changes.of_bodies(first, second)
    else:
        rows = [diff.sides(in_words(name, first), in_words(name, second))]
    return Difference(name, str(capfirst(label_of(name))), rows or [], notes, mark(first))


def in_words(name: str, value: Any) -> str:
    """Return a plain value of a field (see `values_of`) in words."""
    if value in (None, "", [], {}):
        return gettext("(empty)")
    if name in ("section", "picture", "series"):
        model = field_of(name).related_model
        return str(model._default_manager.filter(pk=value).first() or gettext("(gone)"))
    if name == "bylines":
        authors = Author.objects.in_bulk([author for author, _ in value])
        gone = gettext("(gone)")
        return ", ".join(
            f"{authors.get(author, gone)}{f' ({role})' if role else ''}" for author, role in value
        )
    if name == "related_links":
        stories = Article.objects.only("headline").in_bulk([key for (key,) in value])
        return " · ".join(str(stories.get(key, gettext("(gone)"))) for (key,) in value)
    if name == "videos":
        return " · ".join(f"{video['title']} {video['url']}" for video in value)
    if name == "extra":
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "embargo_until":
        return format_date(timezone.localtime(datetime.fromisoformat(value)), gettext("H:i, j F Y"))
    choices = dict(field_of(name).flatchoices)
    return str(choices.get(value, value))
