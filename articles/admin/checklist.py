"""The checklist of the story's form: what prevents publishing, and advice, each with its field."""

from dataclasses import dataclass
from typing import Any

from articles.publishing import validation
from articles.publishing.candidate import Candidate
from articles.publishing.errors import Problem
from newsroom.translation import Text
from staff.models import User

# The ids of the form's fields. Others have no place of their own in the form.
TARGETS = {
    "headline": "id_headline",
    "standfirst": "id_standfirst",
    "body": "writing-body",
    "section": "id_section",
    "slug": "id_slug",
    "picture": "id_picture",
    "bylines": "bylines-group",
    "genre": "id_genre",
    "series": "id_series",
    "series_part": "id_series_part",
    "videos": "id_videos",
    "embargo_until": "id_embargo_until",
    "connection": "id_connection",
    "connection_with": "id_connection_with",
}


@dataclass(frozen=True)
class Item:
    """A line of the checklist: a sentence, and the id of the field that it is about; "" for none."""

    message: Text
    target: str


def context(candidate: Candidate, *, by: User) -> dict[str, Any]:
    """Return the errors and the advice for a saved draft, and whether the user may override some."""
    may_publish = by.has_perm("articles.publish_article")
    # Users who may not publish see what the story lacks, not what permission they lack.
    found = [
        problem for problem in validation.validate(candidate, by=by) if problem.field or may_publish
    ]
    may_override = may_publish and by.has_perm("articles.override_checks")
    return {
        "problems": [_item(problem) for problem in found if problem.is_error],
        "advice": [_item(problem) for problem in found if not problem.is_error],
        "may_override": may_override and any(problem.may_be_overridden for problem in found),
    }


def _item(problem: Problem) -> Item:
    return Item(problem.message, TARGETS.get(problem.field, ""))
