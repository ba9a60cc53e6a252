"""Notices: corrections and other statements about a change, shown with the story.

Triggers refuse to change or delete them (newsroom/guards.py).
"""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from newsroom import clock
from newsroom.live import begun


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible(self, at: datetime | None = None) -> Self:
        """Return the notices that readers see at an instant (default: now), as `is_visible` does."""
        return self.filter(begun(at)).exclude(edition__live_until=F("edition__live_from"))

    def retractions(self) -> Self:
        return self.filter(kind=Notice.Kind.RETRACTION)

    def newest_first(self) -> Self:
        return self.order_by("-live_from", "-id")


class Notice(models.Model):
    """A notice that an edition adds to its story; the story shows it from then on."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        NOTE = "editors-note", _("Editor’s note")
        RETRACTION = "retraction", _("Retraction")

    class Place(models.TextChoices):
        TOP = "top", _("Above the story")
        END = "end", _("Below the story")

    LONGEST = 1000

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notices")
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        related_name="notices",
        help_text=_("The first that carries it."),
    )
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(max_length=LONGEST, help_text=_("Plain words."))
    place = models.CharField(max_length=3, choices=Place)
    # Repeats the edition's date, which never changes, so that one index serves ordered lists.
    live_from = models.DateTimeField(editable=False, help_text=_("When readers first see it."))
    at = models.DateTimeField(default=timezone.now, help_text=_("When it was written."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["live_from", "id"]
        indexes = [
            models.Index(F("live_from").desc(), F("id").desc(), name="notice_latest"),
            # Every list queries which of its stories are retracted. Few are, so the index is small.
            models.Index(
                fields=["article"], condition=Q(kind="retraction"), name="notice_retraction"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="notice_says_something"),
            models.CheckConstraint(
                condition=~Q(kind="retraction") | Q(place="top"), name="notice_retracts_on_top"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the edition's story and date."""
        self.article_id, self.live_from = self.edition.article_id, self.edition.live_from
        super().save(*args, **kwargs)

    def is_visible(self, at: datetime | None = None) -> bool:
        """Return whether readers see it at an instant (default: now)."""
        return self.live_from <= (at or clock.now()) and not self.edition.is_cancelled
