"""Suggestions for a story's tags: existing ones with their live stories, and those that new ones resemble."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest, JsonResponse
from django.utils.translation import ngettext

from articles.admin.typed_links import may_write
from articles.models import Edition, EditionTag, Tag, tagging
from newsroom.indexes import Folded

# How many tags are offered, and of how many the stories are counted, up to how many each.
OFFERED, CANDIDATES, COUNTED = 8, 24, 1_000
# Words of fewer letters are looked for at the beginning of a name alone, where the index finds them.
INDEXED = 3
# The most names that are compared with existing tags at once.
COMPARED = 20
# Names of fewer letters are never slips of each other; those of more may have two wrong letters, not one.
SHORT, LONG = 4, 8


def tag_suggestions(model_admin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Return the tags that contain the parameter `q`, or what is to say about the names in `names`."""
    if not may_write(model_admin, request):
        raise PermissionDenied
    if "names" in request.GET:
        return JsonResponse({"notes": notes(tagging.split(request.GET["names"])[:COMPARED])})
    names = tagging.split(request.GET.get("q", ""))
    return JsonResponse({"tags": suggestions(names[0]) if names else []})


def suggestions(text: str) -> list[dict[str, Any]]:
    """Return the tags whose name contains `text`, apart from case, accents, spaces and punctuation.

    The tag of that name comes first, then names that begin with it, each with the most live stories
    first.
    """
    text = text[: _longest()]
    begins = Q(folded__startswith=Folded(Value(text)))
    contains = begins if len(text) < INDEXED else Q(folded__contains=Folded(Value(text)))
    is_it = When(folded=F("wanted"), then=-1)
    rank = Case(is_it, When(begins, then=0), default=1, output_field=IntegerField())
    # Without a letter or digit, `text` folds to nothing, which every name contains.
    tags = Tag.objects.alias(folded=Folded("name"), wanted=Folded(Value(text)))
    found = tags.filter(contains).exclude(wanted="").annotate(rank=rank)
    rows = _with_stories(found.order_by("rank", Length("name"), "name")[:CANDIDATES], "rank")
    rows.sort(key=lambda row: (row["rank"], -row["stories"]))
    return [_shown(row) for row in rows[:OFFERED]]


def notes(names: Iterable[str]) -> list[dict[str, Any]]:
    """Return a note for each name that is no tag yet as it is written.

    `kind`: “same” if saving uses an existing tag that differs in case alone, “near” if the name
    resembles a tag, “new” otherwise.
    """
    longest = _longest()
    found = [_note(name) for name in names if len(name) <= longest]
    return [note for note in found if note is not None]


def _note(name: str) -> dict[str, Any] | None:
    folded: Any = Folded(Value(name))
    tags = Tag.objects.annotate(folded=Folded("name"), wanted=folded)
    # Letters that the database's locale doesn't know have no trigrams.
    same = Q(name=name) | ~Q(wanted="") & Q(folded=folded)
    alike = tags.filter(same | Q(folded__trigram_similar=folded))
    alike = alike.alias(likeness=TrigramSimilarity(Folded("name"), folded))
    rows = _with_stories(alike.order_by("-likeness", "name")[:OFFERED], "folded", "wanted")
    if any(row["name"] == name for row in rows):
        return None
    for row in rows:
        if row["name"].casefold() == name.casefold():
            return {"kind": "same", "typed": name} | _shown(row)
    for row in rows:
        if _may_be_one(row["folded"], row["wanted"]):
            return {"kind": "near", "typed": name} | _shown(row)
    return {"kind": "new", "typed": name}


def _may_be_one(name: str, other: str) -> bool:
    """Return whether two folded names are so alike that one may be a slip of the other."""
    if name == other:
        return True
    # “Season 2” is no slip of “Season 1”.
    if re.findall(r"\d+", name) != re.findall(r"\d+", other):
        return False
    matching = SequenceMatcher(None, name, other, autojunk=False).get_matching_blocks()
    wrong = max(len(name), len(other)) - sum(block.size for block in matching)
    shorter = min(len(name), len(other))
    return shorter >= SHORT and wrong <= (2 if shorter >= LONG else 1)


def _with_stories(tags: QuerySet[Tag], *columns: str) -> list[dict[str, Any]]:
    """Return the tags' names and `columns`, with the number of live stories, counted up to `COUNTED`."""
    live = EditionTag.objects.filter(tag=OuterRef("pk"))
    live = live.filter(content_object__in=Edition.objects.live()).order_by()
    stories = Func(
        ArraySubquery(live.values("pk")[:COUNTED]),
        function="cardinality",
        output_field=IntegerField(),
    )
    return list(tags.annotate(stories=stories).values("name", "stories", *columns))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    number = row["stories"]
    count = f"{intcomma(number)}{'+' if number == COUNTED else ''}"
    stories = ngettext("{count} story", "{count} stories", number).format(count=count)
    return {"name": row["name"], "stories": stories}


def _longest() -> int:
    return Tag._meta.get_field("name").max_length or 0
