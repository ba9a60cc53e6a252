"""The ledger: every published link, its classification and its clicks."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosures.models.programme import Programme
from newsroom.live import live


class LinkQuerySet(models.QuerySet["Link"]):
    def current(self) -> Self:
        """Return the rows that are up to date: no later row replaced them."""
        return self.filter(last_seen=None)

    def commercial(self) -> Self:
        """Return the commercial links, without those that pages show as plain text."""
        return self.filter(Q(programme__isnull=False) | Q(paid=True), plain=False)

    def shown(self, at: datetime | None = None) -> Self:
        """Return the current rows of editions that are live at an instant (default: now)."""
        return self.current().filter(live(at, of="edition"))


class Link(models.Model):
    """One link in one field of an edition, as classified from `first_seen` to `last_seen`."""

    class Field(models.TextChoices):
        BODY = "body", _("Body")
        VIDEOS = "videos", _("Recommended videos")

    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="links")
    field = models.CharField(max_length=10, choices=Field)
    position = models.PositiveIntegerField(help_text=_("0 for the first of its field."))
    address = models.TextField(help_text=_("As it was written."))
    target = models.TextField(help_text=_("Where it leads in the end, as browsers read it."))
    normalised = models.TextField(
        help_text=_("The same without tracking ids: equal for all links to one page.")
    )
    hosts = ArrayField(
        models.CharField(max_length=255),
        help_text=_("The hosts on its way, with those they stand below: what a pattern may name."),
    )
    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, related_name="links"
    )
    via = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text=_(
            "The keys of the other programmes on its way; that one pays, these have rules too."
        ),
    )
    tracking_id = models.CharField(max_length=200)
    paid = models.BooleanField(default=False, help_text=_("An editor marked it as paid."))
    plain = models.BooleanField(
        _("plain text"),
        default=False,
        help_text=_(
            "Pages show its words alone: its deal is over, or its programme forbids pages."
        ),
    )
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(null=True, help_text=_("Empty: it is current."))

    objects = LinkQuerySet.as_manager()

    class Meta:
        # Order by the key, since "-edition" would apply the default ordering of editions.
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
    """The number of clicks on a link on one day; nothing about readers is stored."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="clicks")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="click_link_day_once")]
        indexes = [models.Index(fields=["day"], name="click_day")]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
