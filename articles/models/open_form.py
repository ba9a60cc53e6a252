"""Open forms: who has a story's form open, and what was typed into it since the last save."""

from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext as _

from articles.models.article import Article
from newsroom import clock

# A form that was heard of within this time counts as open.
OPEN_FOR = timedelta(minutes=15)


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    """The queries over open forms."""

    def of(self, article: Article | int | None) -> Self:
        """Return the forms of a story (or its key); for None, those of stories not yet saved."""
        return (
            self.filter(article__isnull=True) if article is None else self.filter(article=article)
        )

    def kept(self) -> Self:
        """Return the forms with unsaved values."""
        return self.filter(kept_at__isnull=False)

    def open(self) -> Self:
        """Return the forms that were heard of lately."""
        return self.filter(seen_at__gt=clock.now() - OPEN_FOR)

    def editors_of(self, article: Any) -> "QuerySet[OpenForm, str]":
        """Return the names of those who lately typed into a story's form and didn't save yet."""
        full = Trim(Concat("user__first_name", Value(" "), "user__last_name"))
        name = Coalesce(NullIf(full, Value("")), F("user__username"))
        forms = self.filter(article=article).kept().open().annotate(editor=name)
        return forms.order_by("editor").values_list("editor", flat=True).distinct()

    def prune(self, days: int) -> int:
        """Delete forms without values after a day, others `days` after the last autosave.

        Returns:
            The number of forms deleted that had values.
        """
        now = clock.now()
        self.filter(kept_at__isnull=True, seen_at__lt=now - timedelta(days=1)).delete()
        return self.filter(kept_at__lt=now - timedelta(days=days)).delete()[0]


class OpenForm(models.Model):
    """A story's form in one browser tab: its unsaved values, and when it was last heard of.

    An autosave replaces the values, saving the story deletes the row. Neither the story nor its
    history is touched by it. Rows of a deleted story stay, so that the typed words do.
    """

    article = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.SET_NULL,
        related_name="open_forms",
        help_text="Empty for a story that isn't saved yet, or was deleted.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_forms"
    )
    key = models.UUIDField(help_text="The form's own key, which it got when it was opened.")
    values = models.JSONField(
        default=dict, help_text="What the form would post, by field, as lists of text."
    )
    sent = models.BigIntegerField(
        default=0,
        help_text="The browser's clock when it sent the values, so that none replace later ones.",
    )
    kept_at = models.DateTimeField(null=True, help_text="Empty while there is nothing unsaved.")
    seen_at = models.DateTimeField()

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="open_form_once"),
        ]
        indexes = [
            models.Index(
                fields=["kept_at"], name="open_form_kept", condition=Q(kept_at__isnull=False)
            ),
            models.Index(fields=["seen_at"], name="open_form_seen"),
        ]

    def __str__(self) -> str:
        return self.headline or _("Untitled story")

    @property
    def headline(self) -> str:
        """The headline in the form, "" without one."""
        return " ".join(" ".join(self.values.get("headline", [])).split())


def as_key(text: str) -> UUID | None:
    """Return the key that a browser posted, or None if it is no key."""
    try:
        return UUID(text)
    except ValueError:
        return None
