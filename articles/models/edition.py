"""The edition: the copy that readers see from one instant to another, never edited once printed."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.article import Article
from articles.models.copy import Byline, Copy, Listed, Related, TagLink
from articles.models.querysets import EditionQuerySet
from images.models import Image
from newsroom import clock
from newsroom.indexes import words_index


class LiveSpan(Func):
    """A PostgreSQL range `[live_from, live_until)`; the range of a cancelled edition is empty."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def live_span() -> LiveSpan:
    """Return the range of the instants at which an edition is live."""
    return LiveSpan("live_from", "live_until", RangeBoundary())


class Edition(Copy):
    """An immutable snapshot of a story's copy, valid during `[live_from, live_until)`.

    PostgreSQL enforces this. Exclusion constraints allow one live edition per story and per address
    at any instant; triggers refuse to update the copy and to delete a row (newsroom/guards.py).
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(help_text=_("1 for a story's first edition."))
    path = models.CharField(max_length=190, help_text=_("The address, such as anime/a-slug."))
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Set if it ends without another edition; readers see it."),
    )
    published_at = models.DateTimeField(help_text=_("When readers first got the story."))
    updated_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The date shown as updated.")
    )
    note = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was printed, for the desk.")
    )
    printed_at = models.DateTimeField(default=timezone.now)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # PostgreSQL's id of the transaction that printed the edition; only that one may add parts.
    printed_in = models.BigIntegerField(default=0, editable=False)
    tags = TaggableManager(through="articles.EditionTag", blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index("path", F("live_from").desc(), name="edition_path"),
            # For the instants at which editions will begin and end (newsroom/cache/tables.py), and the
            # desk's list of scheduled stories.
            models.Index(fields=["live_from"], name="edition_begins"),
            models.Index(
                fields=["live_until"], condition=Q(live_until__isnull=False), name="edition_ends"
            ),
            models.Index(F("published_at").desc(), F("id").desc(), name="edition_latest"),
            models.Index(
                "section", F("published_at").desc(), F("id").desc(), name="edition_section_latest"
            ),
            models.Index(
                "series",
                "series_part",
                "published_at",
                "id",
                condition=Q(series__isnull=False),
                name="edition_series_order",
            ),
            # Fronts (articles/site/fronts.py) ask for the newest of a genre, everywhere or in a section.
            models.Index(
                "genre",
                F("published_at").desc(),
                F("id").desc(),
                condition=~Q(genre=""),
                name="edition_genre_latest",
            ),
            models.Index(
                "section",
                "genre",
                F("published_at").desc(),
                F("id").desc(),
                condition=~Q(genre=""),
                name="edition_section_genre",
            ),
            # The desk's list of withdrawn stories, and the search for editions.
            models.Index(
                fields=["article"], condition=~Q(withdrawal_reason=""), name="edition_withdrawn"
            ),
            words_index("headline", "path", name="edition_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")),
                name="edition_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(headline="") & ~Q(slug="") & ~Q(body="") & Q(section__isnull=False),
                name="edition_copy_is_complete",
            ),
            ExclusionConstraint(
                name="edition_one_live_per_article",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    (live_span(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="edition_one_live_per_path",
                expressions=[
                    ("path", RangeOperators.EQUAL),
                    (live_span(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return gettext("{headline} (edition {number})").format(
            headline=self.headline, number=self.number
        )

    def get_absolute_url(self) -> str:
        return f"/{self.path}/"

    def is_live(self, at: datetime | None = None) -> bool:
        """Return whether readers see it at an instant (default: now), as `objects.live()` does."""
        at = at or clock.now()
        return self.live_from <= at and (self.live_until is None or at < self.live_until)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was cancelled before it went live, so that no reader ever saw it."""
        return self.live_until == self.live_from

    @property
    def is_minor(self) -> bool:
        """Return whether it replaced another edition and kept the dates that readers see."""
        return self.live_from != self.published_at and self.updated_at != self.live_from


class EditionByline(Byline, Listed):
    """A byline of an edition."""

    content_object = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="bylines")

    class Meta(Byline.Meta):
        indexes = [
            models.Index(
                "author",
                F("published_at").desc(),
                F("content_object").desc(),
                name="edition_author_latest",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "author"], name="edition_byline_once")
        ]


class EditionTag(TagLink, Listed):
    """A tag of an edition."""

    content_object = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="tag_links")

    class Meta(TagLink.Meta):
        indexes = [
            models.Index(
                "tag",
                F("published_at").desc(),
                F("content_object").desc(),
                name="edition_tag_latest",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="edition_tag_once")
        ]


class EditionRelated(Related):
    """A related story of an edition."""

    content_object = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="related_links"
    )

    class Meta(Related.Meta):
        constraints = [
            models.UniqueConstraint(fields=["content_object", "story"], name="edition_related_once")
        ]


class EditionPicture(models.Model):
    """A picture in an edition's body; its foreign key keeps the picture from being deleted."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="picture_links")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="edition_picture_once")
        ]

    def __str__(self) -> str:
        return f"{self.image} in {self.edition}"
