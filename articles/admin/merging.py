"""Merging of two editors' saves: field by field, from the draft on which a stale form was based.

Of a body that both changed, the paragraphs are merged, if they changed different ones (merging_bodies.py).

A story's form carries a mark, a short digest, of each field's value in the draft that it showed. A
field that only one of the two changed is merged without a question. Fields that both changed differently
are conflicts: the form comes back with both texts, and the editor chooses. A row list, such as the
bylines, counts as one field.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

from articles.admin import merging_bodies
from articles.models import Article
from staff.models import User

# Columns of a draft that editions don't have.
OF_DRAFTS = ("stage", "embargo_until")
ROWS = ("bylines", "related_links")
# A radio button's name is this and the field's name.
CHOICE = "merge-"
Side = Literal["mine", "theirs"]


def values_of(article: Article) -> dict[str, Any]:
    """Return the draft's fields as plain comparable values, by their names on the story's form."""
    attributes = [*Article.copy_fields(), *OF_DRAFTS]
    found = {name.removesuffix("_id"): getattr(article, name) for name in attributes}
    if article.pk is None:
        found |= {"tags": [], "bylines": [], "related_links": []}
    else:
        found |= {
            "tags": [link.tag.name for link in article.tag_links.all()],
            "bylines": [[row.author_id, row.role] for row in article.bylines.all()],
            "related_links": [[row.story_id] for row in article.related_links.all()],
        }
    return {name: comparable(name, value) for name, value in found.items()}


def comparable(name: str, value: Any) -> Any:
    """Return a field's cleaned or stored value as a plain value, in which equal ones look equal."""
    if name in ("headline", "standfirst", "description", "picture_alt", "picture_caption"):
        return " ".join((value or "").split())
    if name in ("section", "picture", "series"):
        return getattr(value, "pk", value)
    if name == "tags":
        return sorted(tag.casefold() for tag in value)
    if name == "paid_links":
        return sorted(value)
    if isinstance(value, datetime):
        # The form's fields have minutes.
        return value.astimezone(timezone.get_default_timezone()).isoformat(timespec="minutes")
    return value


def stored_value(article: Article, name: str) -> Any:
    """Return a field of the stored draft as the form's field would return it."""
    if name == "tags":
        return [link.tag.name for link in article.tag_links.all()]
    return getattr(article, name)


def mark(value: Any) -> str:
    """Return a short digest of a plain value."""
    written = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


def marks_of(article: Article) -> str:
    """Return the marks of the draft's fields as JSON, for the form's hidden field."""
    return json.dumps({name: mark(value) for name, value in values_of(article).items()})


def read_marks(posted: str) -> dict[str, str]:
    """Return the posted marks by field; empty if they aren't what `marks_of` wrote."""
    try:
        found = json.loads(posted)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass
class Merge:
    """The merge of a stale form into the stored draft.

    Args:
        stored: the draft as it is stored, locked.
        by: the person who sent the form.
        base: the marks of the draft that the form showed.
        choices: the posted values of the radio buttons, by field.
    """

    stored: Article
    base: dict[str, str]
    choices: dict[str, str]
    theirs: dict[str, Any] = field(init=False)
    mine: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    chosen: dict[str, Side] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    body: merging_bodies.MergedBody | None = None
    saved_by: User | None = field(init=False)
    saved_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.theirs = values_of(self.stored)
        # The form writes its values into the instance.
        self.saved_by, self.saved_at = self.stored.saved_by, self.stored.saved_at

    def side(self, name: str, value: Any) -> Side:
        """Return whose value of a field counts; note it if it is theirs, or if both changed it.

        Of a conflict without a choice, "mine" is returned, and the form must be refused.
        """
        mine, theirs = comparable(name, value), self.theirs[name]
        self.mine[name] = mine
        if mine == theirs or self.base.get(name) == mark(theirs):
            return "mine"
        if self.base.get(name) == mark(mine):
            self.taken.append(name)
            return "theirs"
        # A choice counts only against the very value that was shown.
        choice, _, against = self.choices.get(name, "").partition("-")
        if against != mark(theirs) or choice not in ("mine", "theirs"):
            self.conflicts.append(name)
            return "mine"
        side: Side = "theirs" if choice == "theirs" else "mine"
        self.chosen[name] = side
        if side == "theirs":
            self.given_up.append(name)
        return side

    def merge_bodies(self, mine: str, version: int | None) -> str | None:
        """Return the body with the changes of both, and note it; None if there is nothing to merge, or no way.

        Args:
            mine: the form's body.
            version: that of the draft that the form showed, whose body a former draft has.
        """
        theirs, base = self.theirs["body"], self.base.get("body")
        if version is None or "body" in self.choices:
            return None
        if mine == theirs or base in (None, mark(mine), mark(theirs)):
            return None
        former = self.stored.former_drafts.filter(version=version)
        for body in former.values_list("copy__body", flat=True):
            if mark(body) == base:
                self.body = merging_bodies.merged(body, mine, theirs)
                break
        return self.body.html if self.body else None

    @property
    def who(self) -> str:
        return name_of(self.saved_by)

    def saved(self, by: User) -> str:
        """Return the beginning of a sentence: who saved the draft, and when, as `by` reads it."""
        when = format_date(timezone.localtime(self.saved_at), gettext("H:i, j F"))
        if self.saved_by == by:
            return gettext(
                "You saved this story in another window at {when}, after you opened this one."
            ).format(when=when)
        return gettext("{who} saved this story at {when}, after you opened it.").format(
            who=self.who, when=when
        )

    def refusal(self, names: Iterable[str]) -> str:
        """Return the sentence for a form in which these fields are conflicts."""
        when = format_date(timezone.localtime(self.saved_at), gettext("H:i, j F"))
        return gettext(
            "{who} saved this story at {when}, after you opened it. {names} changed there and "
            "here. Choose below which counts, and save again: nothing is saved yet, and "
            "nothing is lost."
        ).format(who=self.who, when=when, names=capfirst(listed(names)))


def merge_of(article: Article) -> Merge | None:
    """Return the merge that the form noted on the draft, None for a form that wasn't stale."""
    return getattr(article, "_merge", None)


def name_of(user: Any) -> str:
    """Return a person's name, their user name without one, "Somebody" for nobody known."""
    return (user.get_full_name() or user.get_username()) if user else gettext("Somebody")


def label_of(name: str) -> str:
    """Return a field's name in a sentence, as the desk labels it."""
    known = {
        "bylines": gettext("authors"),
        "related_links": gettext("related stories"),
        "extra": gettext("own fields"),
        "tags": gettext("tags"),
        "connection": gettext("tie to disclose"),
        "connection_with": gettext("name of the sponsor or giver"),
    }
    return known.get(name) or str(field_of(name).verbose_name)


def field_of(name: str) -> Any:
    """Return the column of a draft behind a field of the form."""
    return Article._meta.get_field(name)


def listed(names: Iterable[str]) -> str:
    """Return fields as words in a sentence: "the headline, the body and the tags"."""
    return get_text_list(
        [gettext("the {field}").format(field=label_of(name)) for name in names], gettext("and")
    )
