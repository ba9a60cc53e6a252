"""Writes to drafts: each keeps the replaced draft as a DraftVersion, which can be put back."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from articles.models import Article, DraftVersion
from articles.publishing.errors import Problem, Refused
from newsroom import clock
from staff.models import User

# Each tag is looked up, and made if it is new.
MOST_TAGS = 100


def lock(article: Article) -> Article:
    """Lock the story's row until the transaction ends, and return it as stored."""
    drafts = Article.objects.select_related("section", "picture")
    return drafts.select_for_update(of=("self",)).get(pk=article.pk)


def former(article: Article) -> DraftVersion:
    """Return an unsaved DraftVersion of the stored draft. Call it before writing the draft."""
    return version_of(Article.objects.get(pk=article.pk))


def version_of(stored: Article) -> DraftVersion:
    """Return an unsaved DraftVersion of a draft that is locked and unchanged since it was read."""
    return DraftVersion(
        article=stored,
        version=stored.version,
        copy=stored.copy(),
        saved_at=stored.saved_at,
        saved_by_id=stored.saved_by_id,
    )


def keep(replaced: DraftVersion, *, by: User) -> bool:
    """Save a former draft if the stored draft differs from it now; return whether it was saved."""
    article = Article.objects.get(pk=replaced.article_id)
    fields = Article.copy_fields()
    same_fields = all(getattr(article, name) == replaced.copy[name] for name in fields)
    # The rows take a query for each part, so they are read only if all fields are the same.
    if same_fields and article.copy() == replaced.copy:
        return False
    replaced.replaced_at, replaced.replaced_by = article.saved_at, by
    replaced.save(force_insert=True)
    return True


def change(article: Article, *, by: User, **fields: Any) -> None:
    """Write single fields of a locked draft, and keep the replaced draft."""
    was = former(article)
    for name, value in fields.items():
        setattr(article, name, value)
    article.version += 1
    article.saved_at, article.saved_by = clock.now(), by
    article.save(update_fields=[*fields, "version", "saved_at", "saved_by"])
    keep(was, by=by)


def add_tags(article: Article, names: list[str], *, by: User) -> list[str]:
    """Add tags to a locked draft, and keep the replaced draft; return the names that it lacked.

    Raises:
        Refused: the story would have more than MOST_TAGS tags.
    """
    have = {name.casefold() for name in article.tags.names()}
    new = [name for name in names if name.casefold() not in have]
    if len(have) + len(new) > MOST_TAGS:
        raise Refused(
            [
                Problem(
                    "tags",
                    _("A story can have at most {most} tags.").format(most=MOST_TAGS),
                )
            ]
        )
    if new:
        was = former(article)
        article.tags.add(*new)
        article.version += 1
        article.saved_at, article.saved_by = clock.now(), by
        article.save(update_fields=["version", "saved_at", "saved_by"])
        keep(was, by=by)
    return new


def replace(article: Article, copy: dict[str, Any], *, by: User) -> list[str]:
    """Replace a locked draft with `copy` (see Article.copy), and keep the replaced draft.

    Returns:
        The names of fields and rows left out because they refer to rows that no longer exist.
    """
    was = former(article)
    gone: list[str] = []
    fields = {field.attname: field for field in Article._meta.concrete_fields}
    for name in Article.copy_fields():
        field = fields[name]
        if name not in copy:
            continue  # The copy was kept before this field existed.
        if _is_gone(field, copy[name]):
            gone.append(str(field.verbose_name))
        else:
            setattr(article, name, copy[name])
    article.version += 1
    article.saved_at, article.saved_by = clock.now(), by
    article.save()
    for part in Article.PARTS:
        gone += _replace_rows(getattr(article, part), copy.get(part, []))
    keep(was, by=by)
    return gone


def put_back(version: DraftVersion, *, by: User) -> list[str]:
    """Make a former draft the story's draft again.

    Returns:
        The names of fields and rows left out because they refer to rows that no longer exist.

    Raises:
        Refused: the user may not change stories.
    """
    if not by.has_perm("articles.change_article"):
        raise Refused([Problem("", _("You don't have the permission to change stories."))])
    with transaction.atomic():
        return replace(lock(version.article), version.copy, by=by)


def _replace_rows(rows: Any, values: list[dict[str, Any]]) -> list[str]:
    """Replace the rows of a part; return the names of fields that refer to missing rows.

    Rows with such a field are left out.
    """
    gone = []
    rows.all().delete()
    fields = {field.attname: field for field in rows.model._meta.concrete_fields}
    for row in values:
        lost = [fields[name] for name, value in row.items() if _is_gone(fields[name], value)]
        if lost:
            gone.append(str(lost[0].verbose_name))
        else:
            rows.create(**row)
    return gone


def _is_gone(field: Any, value: Any) -> bool:
    """Return whether `field` is a foreign key and `value` refers to a row that no longer exists."""
    if value is None or not isinstance(field, models.ForeignKey):
        return False
    return not field.related_model._default_manager.filter(pk=value).exists()
