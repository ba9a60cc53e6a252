"""The results of bulk actions, in the user's session: a run is begun once, however often it is sent.

They are saved after each story, so that also an interrupted run says what it did.
"""

from typing import TypedDict
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest

from articles.admin import first_save

# Runs that the session keeps.
KEPT = 5
_NAME = "bulk runs"


class Result(TypedDict):
    """The result for a story: `said` holds sentences, the problems if it wasn't `done`."""

    pk: int
    title: str
    done: bool
    said: list[str]


class Run(TypedDict):
    """A confirmed action on `chosen` stories, from the list with the query string `back`."""

    action: str
    back: str
    chosen: int
    results: list[Result]


def new_key() -> UUID:
    return uuid4()


def key_in(request: HttpRequest) -> UUID | None:
    """Return the key of the posted confirmation, or None if it is missing or invalid."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def begin(request: HttpRequest, key: UUID, action: str, back: str, chosen: int) -> bool:
    """Record that a run begins; False if it was begun before, such as by a double click."""
    with transaction.atomic():
        first_save.wait_for(key)
        # Another request may have begun it since this one read the session.
        stored = type(request.session)(request.session.session_key)
        runs: dict[str, Run] = stored.get(_NAME, {})
        if str(key) in runs:
            return False
        run: Run = {"action": action, "back": back, "chosen": chosen, "results": []}
        kept = dict([*runs.items(), (str(key), run)][-KEPT:])
        request.session[_NAME] = kept
        request.session.save()
    return True


def add(request: HttpRequest, key: UUID, result: Result) -> None:
    """Record what happened to a story of a run."""
    request.session[_NAME][str(key)]["results"].append(result)
    request.session.save()


def find(request: HttpRequest, key: UUID) -> Run | None:
    """Return a run that this session began, or None."""
    found: Run | None = request.session.get(_NAME, {}).get(str(key))
    return found
