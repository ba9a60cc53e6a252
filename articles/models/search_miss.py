"""Searches of readers without a result: a count of each text and day, and nothing about who asked."""

from datetime import timedelta
from typing import Any

from django.db import connections, models
from django.utils import timezone
from django.utils.translation import gettext_lazy

# Letters of a question that is kept; longer ones are pasted texts.
SHORTEST, LONGEST = 3, 60
# Questions that are kept of a day. A machine that makes them up fills no more than this.
MOST_A_DAY = 1_000

COUNT = """
INSERT INTO articles_searchmiss (day, text, times)
SELECT %(day)s, %(text)s, 1
WHERE (SELECT count(*) FROM articles_searchmiss WHERE day = %(day)s) < %(most)s
    OR EXISTS (SELECT FROM articles_searchmiss WHERE day = %(day)s AND text = %(text)s)
ON CONFLICT (day, text) DO UPDATE SET times = articles_searchmiss.times + 1
"""


class SearchMissQuerySet(models.QuerySet["SearchMiss"]):
    """The counting of searches without results."""

    def count_one(self, text: str) -> None:
        """Count a search that found nothing, unless its text is too short or too long to say anything."""
        text = text.casefold()
        if not SHORTEST <= len(text) <= LONGEST:
            return
        parameters: dict[str, Any] = {"day": timezone.localdate(), "text": text, "most": MOST_A_DAY}
        with connections[self.db].cursor() as cursor:
            cursor.execute(COUNT, parameters)

    def prune(self, days: int) -> int:
        """Delete the counts of more than so many days ago, and return their number."""
        deleted, _ = self.filter(day__lt=timezone.localdate() - timedelta(days=days)).delete()
        return deleted


class SearchMiss(models.Model):
    """A text that readers searched for on a day, without a result."""

    day = models.DateField()
    text = models.CharField(max_length=LONGEST)
    times = models.PositiveIntegerField()

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("search without results")
        verbose_name_plural = gettext_lazy("searches without results")
        default_permissions = ("view",)
        ordering = ["-day", "-times", "text"]
        constraints = [
            models.UniqueConstraint(fields=["day", "text"], name="search_miss_once_a_day")
        ]

    def __str__(self) -> str:
        return self.text
