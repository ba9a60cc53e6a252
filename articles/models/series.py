"""The series: stories that belong together, in an order for reading."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from images.models import Image

if TYPE_CHECKING:
    from articles.models.querysets import EditionQuerySet

# The largest number of a part; PostgreSQL's smallint ends above it.
LAST_PART = 9_999
PART_LIMITS = [MinValueValidator(1), MaxValueValidator(LAST_PART)]


class SeriesQuerySet(models.QuerySet["Series"]):
    """The queries over series."""

    def public(self, at: datetime | None = None) -> Self:
        """Return the series with a live story at an instant (default: now), as readers may see them."""
        editions: EditionQuerySet = apps.get_model("articles", "Edition")._default_manager.all()
        of_series = editions.live(at).filter(series=OuterRef("pk")).in_reading_order()
        return self.filter(IsNull(Subquery(of_series.values("pk")[:1]), False))


class Series(models.Model):
    """Stories that belong together. Readers see it once one of its stories is live.

    A story's `series_part` is its place; stories without one follow by date.
    """

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    intro = models.TextField(
        max_length=600,
        blank=True,
        help_text=_("What the series is about: a few sentences, also for search engines."),
    )
    picture = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="series"
    )
    is_finished = models.BooleanField(
        _("finished"),
        default=False,
        help_text=_("No part follows. Until then, pages say that the series goes on."),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("several", "series")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/series/{self.slug}/"
