"""Totals of reads by story and hour, the ranking made of them, and nothing about readers.

`ReadMark` and `ReadSalt` prevent that one address counts twice. They hold no address, last for an hour, and are
unlogged tables: in no backup, on no replica and in no log of PostgreSQL.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


def hour_of(at: datetime) -> datetime:
    """Return the beginning of an instant's hour."""
    return at.replace(minute=0, second=0, microsecond=0)


class ReadQuerySet(models.QuerySet["Read"]):
    """The queries over reads."""

    def within_a_day(self, at: datetime) -> "ReadQuerySet":
        """Return the totals of the hour of an instant, and of the 23 hours before it."""
        return self.filter(hour__gt=hour_of(at) - timedelta(hours=24), hour__lte=at)


class Read(models.Model):
    """The number of reads of a story in an hour; an hour without reads has no row."""

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="reads"
    )
    hour = models.DateTimeField(help_text=_("The beginning of the hour."))
    count = models.PositiveIntegerField(_("reads"))

    objects = ReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("reads of a story")
        verbose_name_plural = _("most read")
        default_permissions = ("view",)
        ordering = ["-hour", "-count", "-article_id"]
        constraints = [
            models.UniqueConstraint(fields=["hour", "article"], name="read_row_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.count} at {self.hour:%Y-%m-%d %H:%M}"


class ReadMark(models.Model):
    """The keyed hash of an address and a story, so that the two count once in an hour."""

    digest = models.UUIDField(primary_key=True)
    hour = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.digest)


class ReadSalt(models.Model):
    """The random part of an hour's key. Without it nobody can make the hour's hashes again."""

    hour = models.DateTimeField(primary_key=True)
    salt = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M}"


def forget_salts(hour: datetime) -> None:
    """Delete the salts of the hours before this one, so that nobody can make their hashes again."""
    ReadSalt.objects.filter(hour__lt=hour).delete()


def forget_readers(hour: datetime) -> None:
    """Delete the hashes and the salts of the hours before this one."""
    forget_salts(hour)
    ReadMark.objects.filter(hour__lt=hour).delete()


class MostRead(models.Model):
    """A place in the ranking of the most-read stories; `articles.site.ranking` writes it."""

    position = models.PositiveSmallIntegerField(unique=True, help_text=_("From 1."))
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["MostRead"]] = models.Manager()

    class Meta:
        default_permissions = ()
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}. {self.article}"
