"""The log of publishing actions: the action, its user and its time. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.article import Article
from articles.models.edition import Edition


class Event(models.Model):
    """One publishing action on a story."""

    class Action(models.TextChoices):
        PUBLISHED = "published", "Published"
        SCHEDULED = "scheduled", "Scheduled"
        WITHDRAWN = "withdrawn", "Withdrawn"
        PLANS_CANCELLED = "plans cancelled", "Plans cancelled"
        RESTORED = "restored", "Put back into the draft"
        DISCLOSED = "disclosed", "Marked for disclosure"
        OVERRIDDEN = "overridden", "Published despite errors"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=20, choices=Action)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    effective = models.DateTimeField(
        help_text="When readers notice: now, or the time it is set for."
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.article}"

    @property
    def summary(self) -> str:
        """The action and how readers see it, such as “Published, with a correction”."""
        printing = self.action in (self.Action.PUBLISHED, self.Action.SCHEDULED)
        if not printing or self.edition is None:
            return self.get_action_display()
        if kinds := [notice.get_kind_display() for notice in self.edition.notices.all()]:
            article = "an" if kinds[0][0] in "AEIOU" else "a"
            return f"{self.get_action_display()}, with {article} {kinds[0].lower()}"
        return self.get_action_display() + (", as a minor edit" if self.edition.is_minor else "")
