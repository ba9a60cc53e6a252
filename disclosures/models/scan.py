"""Scans of published editions: their progress and their findings."""

from datetime import datetime
from typing import NamedTuple, Self

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures.models.programme import Programme
from newsroom.live import live


class ScanQuerySet(models.QuerySet["Scan"]):
    def running(self) -> Self:
        """Return the scans that were requested and haven't finished."""
        return self.filter(finished_at=None)

    def full(self) -> Self:
        """Return the scans of all live and scheduled editions."""
        return self.filter(hosts=None)

    def completed(self) -> Self:
        """Return the scans that finished without a fault."""
        return self.exclude(finished_at=None).filter(problem="")

    def failed(self) -> Self:
        """Return the scans that a fault ended, unless a full scan has completed since."""
        since = self.model.objects.full().completed().filter(begun_at__gt=OuterRef("finished_at"))
        return self.exclude(problem="").exclude(Exists(since))


class Scan(models.Model):
    """One pass over the live and scheduled editions that updates the ledger."""

    reason = models.CharField(max_length=200)
    hosts = ArrayField(
        models.CharField(max_length=255),
        null=True,
        help_text=_("Only editions with a link to one of these; none: all."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0, help_text=_("Editions to scan."))
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0, help_text=_("Links with a new evaluation."))
    reached = models.BigIntegerField(
        default=0, help_text=_("The last edition scanned; a stopped scan resumes after it.")
    )

    problem = models.CharField(
        max_length=300, blank=True, help_text=_("The error that ended it early.")
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return gettext("{reason} ({done} of {total})").format(
            reason=self.reason, done=intcomma(self.done), total=intcomma(self.total)
        )

    @property
    def percent(self) -> int:
        if self.finished_at and not self.problem:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class Found(NamedTuple):
    """A problem without its edition; `programme` is the key of the one whose link it is about."""

    kind: str
    detail: str
    programme: int | None = None


class FindingQuerySet(models.QuerySet["Finding"]):
    def shown(self, at: datetime | None = None) -> Self:
        """Return the findings about editions that are live at an instant (default: now)."""
        return self.filter(live(at, of="edition"))


class Finding(models.Model):
    """A problem of an edition that disclosure staff should know about."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("No disclosure")
        LATE = "late", _("Disclosure after the first link")
        HIDDEN = "hidden", _("Hidden disclosure")
        DOUBLED = "doubled", _("Two disclosures")
        NEEDLESS = "needless", _("Disclosure without a link")
        UNMARKED = "unmarked", _("Link without its mark")
        UNQUALIFIED = "no rel", _("Commercial link without rel=sponsored")
        UNREAD = "unread", _("Could not be scanned")
        OUTDATED = "outdated", _("Hand-written disclosure")
        WRONG_ID = "wrong id", _("Wrong or no tracking id")
        RETIRED = "retired", _("Link of an ended programme")
        SHORTENER = "shortener", _("Forbidden shortener")
        PRICE = "price", _("Price beside a link")
        MANY = "many", _("Many commercial links")
        DEAL_OVER = "deal over", _("Deal past its end")

    # The kinds that break the promise to readers; the others only need a person's attention.
    BROKEN = (
        Kind.MISSING,
        Kind.LATE,
        Kind.HIDDEN,
        Kind.DOUBLED,
        Kind.NEEDLESS,
        Kind.UNMARKED,
        Kind.UNQUALIFIED,
    )

    class Source(models.TextChoices):
        """The audit that made a finding; it replaces its own former findings about an edition."""

        SCAN = "scan", _("A scan of the copy")
        PAGE = "page", _("The page or feed entry, read as HTML")
        BROWSER = "browser", _("The page in a browser")

    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, related_name="findings"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=10, choices=Source, default=Source.SCAN)
    detail = models.CharField(max_length=300, blank=True)
    programme = models.ForeignKey(
        Programme,
        null=True,
        on_delete=models.PROTECT,
        related_name="findings",
        help_text=_("Whose link it is about."),
    )
    found_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-edition"]
        indexes = [models.Index(fields=["kind"], name="finding_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.detail}"
