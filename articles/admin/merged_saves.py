"""The end of a merged save: messages, the texts that were given up, and no publishing unread."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.text import get_text_list

from articles.admin import merging
from articles.content.body import Body
from articles.models import Article, DraftVersion, Tag
from newsroom import clock
from staff.models import User

# The paragraphs that a message quotes, and the most characters of each.
MOST_SHOWN = 3
SHOWN = 60


def finish(request: HttpRequest, form: Any, by: User) -> None:
    """Say what was merged, and keep as a former draft what the editor gave up for somebody else's."""
    merge = merging.merge_of(form.instance)
    if merge is None:
        return
    if merge.taken or merge.body:
        sentences = [merge.saved(by), *_taken(merge, by), *_of_body(merge, by)]
        messages.info(request, " ".join(sentences))
    if merge.given_up:
        _keep_given_up(form.replaced, merge, by)
        messages.info(
            request,
            f"Your own text for {merging.listed(merge.given_up)} is under “Former drafts”.",
        )


def _taken(merge: merging.Merge, by: User) -> Iterator[str]:
    """Yield a sentence about the fields that only the other save changed."""
    fields = merging.listed(merge.taken)
    if fields and merge.saved_by != by:
        yield f"What only they changed, {fields}, is in the draft together with yours."
    elif fields:
        yield f"What you changed there, {fields}, is in the draft together with this."


def _of_body(merge: merging.Merge, by: User) -> Iterator[str]:
    """Yield a sentence about a body in which the two changed different paragraphs."""
    if merge.body is None:
        return
    yield "The body was changed there and here in different places, and the draft has both."
    whose = "From there" if merge.saved_by == by else "Theirs"
    words = [text for block in merge.body.theirs if (text := Body(block).words)]
    if not words:
        yield f"{whose}: something was taken out, or only its layout was changed."
        return
    shown = [
        f"“{text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + '…'}”" for text in words
    ]
    more = [f"{len(words) - MOST_SHOWN} more"] if len(words) > MOST_SHOWN else []
    yield f"{whose}: {get_text_list(shown[:MOST_SHOWN] + more, 'and')}."


def stops(request: HttpRequest, article: Article, buttons: Iterable[str]) -> bool:
    """Return whether the pressed button must wait, because nobody has read the merged draft yet."""
    merge = merging.merge_of(article)
    if (
        merge is None
        or not (merge.taken or merge.body)
        or not any(name in request.POST for name in buttons)
    ):
        return False
    messages.warning(
        request, "The draft is saved and nothing else was done: read what was merged first."
    )
    return True


def _keep_given_up(stored: DraftVersion, merge: merging.Merge, by: User) -> None:
    """Save the draft as it would have been with the editor's own values as a former draft."""
    columns = {name.removesuffix("_id"): name for name in Article.copy_fields()}
    now = clock.now()
    copy = dict(stored.copy)
    for name in merge.given_up:
        mine = merge.mine[name]
        if name == "bylines":
            copy[name] = [
                {"author_id": author, "role": role, "position": number}
                for number, (author, role) in enumerate(mine)
            ]
        elif name == "related_links":
            copy[name] = [{"story_id": key, "position": n} for n, (key,) in enumerate(mine)]
        elif name == "tags":
            copy["tag_links"] = [
                {"tag_id": tag.pk} for word in mine for tag in Tag.objects.filter(name__iexact=word)
            ]
        elif name in columns:
            copy[columns[name]] = mine
    DraftVersion.objects.create(
        article=stored.article,
        version=stored.version,
        copy=copy,
        saved_at=now,
        saved_by=by,
        replaced_at=now,
        replaced_by=by,
    )
