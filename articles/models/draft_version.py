"""Former drafts: the drafts that saves replaced, kept so that nobody's words are lost."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from articles.models.article import Article


class DraftVersion(models.Model):
    """A draft as it was before a save replaced it. Rows are added and pruned, never changed.

    `copy` is what `Article.copy()` returned: the copy's fields and its rows, as plain values.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former_drafts")
    version = models.PositiveIntegerField(help_text="The draft's own count of saves.")
    copy = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["article", "-id"], name="draft_version_newest"),
            models.Index(fields=["replaced_at"], name="draft_version_replaced"),
        ]

    def __str__(self) -> str:
        return self.copy.get("headline") or _("Untitled story")

    @property
    def is_anothers(self) -> bool:
        """Return whether somebody else than the person who saved it replaced it."""
        return self.saved_by_id != self.replaced_by_id
