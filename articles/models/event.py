"""The log of publishing actions: the action, its user and its time. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from newsroom.translation import in_sentence


class Event(models.Model):
    """One publishing action on a story."""

    class Action(models.TextChoices):
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("Scheduled")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        PLANS_CANCELLED = "plans cancelled", _("Plans cancelled")
        RESTORED = "restored", _("Put back into the draft")
        DISCLOSED = "disclosed", _("Marked for disclosure")
        OVERRIDDEN = "overridden", _("Published despite errors")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=20, choices=Action)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    effective = models.DateTimeField(
        help_text=_("When readers notice: now, or the time it is set for.")
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
        action = str(self.get_action_display())
        if not printing or self.edition is None:
            return action
        if kinds := [notice.get_kind_display() for notice in self.edition.notices.all()]:
            sentence = (
                gettext("{action}, with an {kind}")
                if kinds[0][0] in "AEIOU"
                else gettext("{action}, with a {kind}")
            )
            return sentence.format(action=action, kind=in_sentence(kinds[0]))
        return (
            gettext("{action}, as a minor edit").format(action=action)
            if self.edition.is_minor
            else action
        )
