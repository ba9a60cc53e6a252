"""One story for one form: a new story's form that is sent twice goes to the story it made first.

A page that says "new story" comes back with Back, or is sent by two clicks. Its hidden key tells
that the story is there already.
"""

from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpRequest, QueryDict

from articles.models import Article


def key_of(request: HttpRequest) -> UUID | None:
    """Return the key that was sent with a new story's form, or None if there is no proper one."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def new_key(request: HttpRequest) -> UUID:
    """Return the key for a new story's form: a fresh one, unless the form comes back to be mended."""
    return key_of(request) or uuid4()


def saved_story(key: UUID) -> Article | None:
    """Return the story that was made with this key.

    Call it in a transaction: another request with the same key waits until this one ends.
    """
    with connection.cursor() as cursor:
        # The first two inserts share no row to lock, hence an advisory lock.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    return Article.objects.filter(form_key=key).first()


def as_second_save(posted: QueryDict) -> QueryDict:
    """Return the form's data as it would be if it had been opened right after the first save."""
    data = posted.copy()
    data["version"] = "1"
    return data
