"""The ledger: every link that was printed, what it was taken for, and how often it was followed."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import Q

from disclosures.models.programme import Programme
from newsroom import clock


class LinkQuerySet(models.QuerySet["Link"]):
    def current(self) -> Self:
        """Those that still stand so in their edition: not judged otherwise since."""
        return self.filter(last_seen=None)

    def commercial(self) -> Self:
        """Those that may earn where they stand; not those that pages show as plain text."""
        return self.filter(Q(programme__isnull=False) | Q(paid=True), plain=False)

    def shown(self, at: datetime | None = None) -> Self:
        """Those on a page that readers see at an instant (default: now)."""
        at = at or clock.now()
        edition = Q(edition__live_until=None) | Q(edition__live_until__gt=at)
        return self.current().filter(edition, edition__live_from__lte=at)


class Link(models.Model):
    """One link in one field of an edition, as it was judged from one instant to another."""

    class Field(models.TextChoices):
        BODY = "body", "Body"
        VIDEOS = "videos", "Recommended videos"

    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="links")
    field = models.CharField(max_length=10, choices=Field)
    position = models.PositiveIntegerField(help_text="0 for the first of its field.")
    address = models.TextField(help_text="As it was written.")
    target = models.TextField(help_text="Where it leads in the end, as browsers read it.")
    normalised = models.TextField(
        help_text="The same without tracking ids: equal for all links to one page."
    )
    hosts = ArrayField(
        models.CharField(max_length=255),
        help_text="The hosts on its way, with those they stand below: what a pattern may name.",
    )
    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, related_name="links"
    )
    via = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="The keys of the other programmes on its way; that one pays, these have rules too.",
    )
    tracking_id = models.CharField(max_length=200)
    paid = models.BooleanField(default=False, help_text="An editor marked it as paid.")
    plain = models.BooleanField(
        "plain text",
        default=False,
        help_text="Pages show its words alone: its deal is over, or its programme forbids pages.",
    )
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(null=True, help_text="Empty: it still stands so.")

    objects = LinkQuerySet.as_manager()

    class Meta:
        # By the key: "-edition" would have the editions sorted by their own order first.
        ordering = ["-edition_id", "field", "position"]
        indexes = [
            GinIndex(fields=["hosts"], condition=Q(last_seen=None), name="link_hosts"),
            HashIndex(fields=["normalised"], name="link_normalised"),
            models.Index(
                fields=["tracking_id"], opclasses=["varchar_pattern_ops"], name="link_tracking_id"
            ),
            models.Index(
                fields=["edition", "programme"],
                condition=Q(last_seen=None, plain=False)
                & (Q(programme__isnull=False) | Q(paid=True)),
                name="link_commercial",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "field", "position"],
                condition=Q(last_seen=None),
                name="link_stands_once",
            )
        ]

    def __str__(self) -> str:
        return self.address[:100]

    @property
    def is_commercial(self) -> bool:
        return not self.plain and (self.paid or self.programme_id is not None)


class Click(models.Model):
    """How often a link was followed on a day. Nothing is kept of who did."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="clicks")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="click_link_day_once")]
        indexes = [models.Index(fields=["day"], name="click_day")]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
