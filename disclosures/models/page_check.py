"""The record of audits of rendered pages: their times, the number of pages and the result."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageCheckQuerySet(models.QuerySet["PageCheck"]):
    def completed(self) -> Self:
        """Return the checks that finished without a fault, newest first."""
        return self.exclude(finished_at=None).filter(problem="").order_by("-begun_at", "-id")


class PageCheck(models.Model):
    """One check of pages.

    Problems of stories are `Finding` rows; those of other pages are in the field `other_page_problems`.
    """

    class How(models.TextChoices):
        """The way in which pages were read; also the `source` of the findings."""

        HTML = "page", _("As HTML")
        BROWSER = "browser", _("In a browser")

    how = models.CharField(max_length=10, choices=How)
    begun_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0, help_text=_("Pages and feeds that were read."))
    stories = models.PositiveIntegerField(default=0, help_text=_("Live stories among them."))
    found = models.PositiveIntegerField(default=0, help_text=_("The number of problems."))
    other_page_problems = models.JSONField(
        default=list, help_text=_("Problems of pages other than stories: path, kind, detail.")
    )
    problem = models.CharField(
        max_length=300, blank=True, help_text=_("The error that ended it early.")
    )

    objects = PageCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.begun_at:%Y-%m-%d %H:%M}"

    @classmethod
    def last(cls, how: str) -> datetime | None:
        """Return the start of the last completed check of a kind; None if there is none."""
        return cls.objects.completed().filter(how=how).values_list("begun_at", flat=True).first()
