"""Protection against duplicate stories: submitting a new story's form twice saves one story.

The browser's Back button or a double click can submit the same form twice. The form's hidden key
identifies the story that the first submission created.
"""

from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpRequest, QueryDict

from articles.models import Article, OpenForm
from articles.models.open_form import as_key


def key_of(request: HttpRequest) -> UUID | None:
    """Return the key submitted with a new story's form, or None if it is missing or invalid."""
    return as_key(request.POST.get("form_key", ""))


def new_key(request: HttpRequest, kept: OpenForm | None) -> UUID:
    """Return the key for a new story's form: the submitted one, if any, or a new one.

    The submitted one is kept when the form is shown again with errors.

    Args:
        kept: the form whose values are put back into this one; its key stays as well.
    """
    of_kept = as_key("".join(kept.values.get("form_key", []))) if kept else None
    return key_of(request) or of_kept or uuid4()


def saved_story(key: UUID) -> Article | None:
    """Return the story that was created with this key, or None.

    Call it in a transaction: another request with the same key waits until this one ends.
    """
    wait_for(key)
    return Article.objects.filter(form_key=key).first()


def wait_for(key: UUID) -> None:
    """Wait until no other transaction holds this key, and hold it until this transaction ends."""
    with connection.cursor() as cursor:
        # The first two inserts share no row to lock, hence an advisory lock.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])


def as_second_save(posted: QueryDict) -> QueryDict:
    """Return the form's data as if the form had been opened right after the first save."""
    data = posted.copy()
    data["version"] = "1"
    return data
