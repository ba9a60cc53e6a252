"""Fronts: the home page and the pages of sections, as editors curate them.

A front has a draft and editions as a story has: the draft is what editors change, an edition what
readers get from one instant to another. A page whose front has no live edition shows the default one
(articles/site/front_defaults.py).
"""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.containers import Container, from_json
from articles.models.edition import live_span
from articles.models.querysets import DatedQuerySet
from articles.models.taxonomy import Section
from newsroom import clock

# The number that stands for the home page where a section's key would stand.
HOME = 0


class FrontQuerySet(models.QuerySet["Front"]):
    """The queries over drafts of fronts."""

    def of(self, section: int) -> "FrontQuerySet":
        """Return the front of a section, by its key, or of the home page."""
        return self.filter(section=section or None)


class FrontEditionQuerySet(DatedQuerySet["FrontEdition"]):
    """The queries over editions of fronts."""

    def of(self, section: int) -> "FrontEditionQuerySet":
        """Return the editions of a section's front, by its key, or of the home page's."""
        return self.filter(section=section or None)


class Curated(models.Model):
    """The content of a front, which its draft and its editions share."""

    containers = models.JSONField(default=list)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """The page that it is for, in words."""
        return str(self.section) if self.section_id else _("Home page")  # type: ignore[attr-defined]  # of both kinds

    def parsed(self) -> list[Container]:
        """Return the containers."""
        return from_json(self.containers)


class Front(Curated):
    """The draft of a front.

    `version` counts its saves: a form that was opened before the last one is out of date.
    """

    section = models.OneToOneField(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="front"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = FrontQuerySet.as_manager()

    class Meta:
        ordering = [F("section__position").asc(nulls_first=True), "section__name"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("section", HOME),
                name="front_once",
                violation_error_message=gettext_lazy(
                    "This page has a front already. Open it in the list."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Front: {self.place}"

    def get_absolute_url(self) -> str:
        return self.section.get_absolute_url() if self.section else "/"

    @property
    def editions(self) -> FrontEditionQuerySet:
        """The editions of this front, newest first."""
        return FrontEdition.objects.of(self.section_id or HOME)


class FrontEdition(Curated):
    """An immutable version of a front, which readers get during `[live_from, live_until)`.

    PostgreSQL enforces this, as it does for editions of stories. It ends when the next one begins.
    """

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="front_editions"
    )
    number = models.PositiveIntegerField(help_text="1 for a front’s first edition.")
    # The instants at which its pins expire, for the page cache (newsroom/cache/tables.py).
    pin_ends = ArrayField(models.DateTimeField(), default=list)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    printed_at = models.DateTimeField(default=timezone.now)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = FrontEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            # For the instants ahead (newsroom/cache/tables.py): editions that haven't ended are few.
            models.Index(fields=["live_until"], name="front_edition_ends"),
        ]
        constraints = [
            models.UniqueConstraint(
                Coalesce("section", HOME), "number", name="front_edition_number_once"
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")),
                name="front_edition_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="front_edition_one_live",
                expressions=[
                    (Coalesce("section", HOME), RangeOperators.EQUAL),
                    (live_span(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} (edition {self.number})"

    def is_live(self, at: datetime | None = None) -> bool:
        """Return whether readers get it at an instant (default: now), as `objects.live()` does."""
        at = at or clock.now()
        return self.live_from <= at and (self.live_until is None or at < self.live_until)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was cancelled before it went live, so that no reader ever got it."""
        return self.live_until == self.live_from
