"""The end of a merged save: messages, the texts that were given up, and no publishing unread."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from articles.admin import merging
from articles.models import Article, DraftVersion, Tag
from newsroom import clock
from staff.models import User


def finish(request: HttpRequest, form: Any, by: User) -> None:
    """Say what was merged, and keep as a former draft what the editor gave up for somebody else's."""
    merge = merging.merge_of(form.instance)
    if merge is None:
        return
    if merge.taken:
        messages.info(
            request,
            f"{merge.saved(by)} What only they changed, {merging.listed(merge.taken)}, is in the "
            "draft together with yours."
            if merge.saved_by != by
            else f"{merge.saved(by)} What you changed there, {merging.listed(merge.taken)}, is in the "
            "draft together with this.",
        )
    if merge.given_up:
        _keep_given_up(form.replaced, merge, by)
        messages.info(
            request,
            f"Your own text for {merging.listed(merge.given_up)} is under “Former drafts”.",
        )


def stops(request: HttpRequest, article: Article, buttons: Iterable[str]) -> bool:
    """Return whether the pressed button must wait, because nobody has read the merged draft yet."""
    merge = merging.merge_of(article)
    if merge is None or not merge.taken or not any(name in request.POST for name in buttons):
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
