"""The runs of bulk actions: begun once, however often a confirmation is sent, and read by their user."""

from typing import TypedDict
from uuid import UUID, uuid4

from django.http import HttpRequest

from articles.models import BulkRun
from articles.models.open_form import as_key
from newsroom import clock
from staff.models import User


class Result(TypedDict):
    """The result for a story: `said` holds sentences, the problems if it wasn't `done`."""

    pk: int
    title: str
    done: bool
    said: list[str]


def new_key() -> UUID:
    return uuid4()


def key_in(request: HttpRequest) -> UUID | None:
    """Return the key of the posted confirmation, or None if it is missing or invalid."""
    return as_key(request.POST.get("key", ""))


def begin(user: User, key: UUID, action: str, back: str, chosen: int) -> BulkRun | None:
    """Record that a run begins; None if it was begun before, such as by a double click."""
    run = {"user": user, "action": action, "back": back, "chosen": chosen}
    row, is_new = BulkRun.objects.get_or_create(key=key, defaults=run | {"begun_at": clock.now()})
    return row if is_new else None


def add(run: BulkRun, result: Result) -> None:
    """Record what happened to a story of a run."""
    run.results.append(result)
    run.save(update_fields=["results"])
