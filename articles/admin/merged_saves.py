"""The end of a merged save: messages, the texts that were given up, and no publishing unread."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.admin import conflicts, merging
from articles.content.body import Body
from articles.models import Article, DraftVersion, Tag, tagging
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
        _give_up(request, form, merge, by)


def _taken(merge: merging.Merge, by: User) -> Iterator[str]:
    """Yield a sentence about the fields that only the other save changed."""
    fields = merging.listed(merge.taken)
    if fields and merge.saved_by != by:
        yield _("What only they changed, {fields}, is in the draft together with yours.").format(
            fields=fields
        )
    elif fields:
        yield _("What you changed there, {fields}, is in the draft together with this.").format(
            fields=fields
        )


def _of_body(merge: merging.Merge, by: User) -> Iterator[str]:
    """Yield a sentence about a body in which the two changed different paragraphs."""
    if merge.body is None:
        return
    yield _("The body was changed there and here in different places, and the draft has both.")
    whose = _("From there") if merge.saved_by == by else _("Theirs")
    words = [text for block in merge.body.theirs if (text := Body(block).words)]
    if not words:
        yield _("{whose}: something was taken out, or only its layout was changed.").format(
            whose=whose
        )
        return
    shown = [
        _("“{text}”").format(text=text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…")
        for text in words
    ]
    more = len(words) - MOST_SHOWN
    rest = [_("{number} more").format(number=more)] if more > 0 else []
    listed = get_text_list(shown[:MOST_SHOWN] + rest, _("and"))
    yield f"{whose}: {listed}."


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
        request, _("The draft is saved and nothing else was done: read what was merged first.")
    )
    return True


def _give_up(request: HttpRequest, form: Any, merge: merging.Merge, by: User) -> None:
    """Keep what the editor gave up as a former draft; repeat in a message what a draft can't hold."""
    lost = _not_in_a_copy(form, merge)
    kept = [name for name in merge.given_up if name not in lost]
    if kept:
        _keep_given_up(form.replaced, merge, by)
        text = _("Your own text for {kept} is under “Former drafts”.").format(
            kept=merging.listed(kept)
        )
        messages.info(request, text)
    if lost:
        had = "; ".join(
            _("for the {name}, “{value}”").format(name=merging.label_of(name), value=value)
            for name, value in lost.items()
        )
        messages.warning(
            request,
            _("Former drafts don’t keep everything that you gave up. You had: {had}.").format(
                had=had
            ),
        )


def _not_in_a_copy(form: Any, merge: merging.Merge) -> dict[str, str]:
    """Return the given-up values that a former draft can't hold, in words, by field."""
    lost = {
        name: conflicts.in_words(name, merge.mine[name])
        for name in merge.given_up
        if name in merging.OF_DRAFTS
    }
    if "tags" in merge.given_up:
        typed = tagging.split(form.data.get("tags", ""))
        known = {tag.name.casefold() for tag in _tags(typed)}
        if any(name.casefold() not in known for name in typed):
            lost["tags"] = ", ".join(typed)
    return lost


def _tags(names: Iterable[str]) -> QuerySet[Tag]:
    """Return the stored tags with one of these names, whatever their case."""
    return Tag.objects.filter(reduce(or_, (Q(name__iexact=name) for name in names), Q(pk=None)))


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
            copy["tag_links"] = [{"tag_id": tag.pk} for tag in _tags(mine)]
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
