"""The result of the last link check of each linked page."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import MD5
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures.models.link import Link
from disclosures.outcomes import WRONG, Health, Outcome

# The time until the next check of a page that works, of one that is unsure, and of one that is
# wrong: SOON, doubled with each failure in a row up to LONGEST.
WORKS = timedelta(days=7)
UNSURE = timedelta(days=14)
SOON = timedelta(days=1)
LONGEST = timedelta(days=28)
# A failing page may recover soon, so it is dead only if it still fails after all these waits.
FAILING = [timedelta(hours=1), timedelta(hours=4), timedelta(days=1)]


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def current(self) -> Self:
        """Return the checks of pages that live commercial links lead to."""
        links = Link.objects.shown().commercial().filter(normalised=OuterRef("page"))
        return self.filter(Exists(links))


class LinkCheck(models.Model):
    """The health of one linked page; `page` equals `Link.normalised`, so it has no tracking ids."""

    page = models.TextField(help_text=_("As the ledger spells it: without tracking ids."))
    address = models.TextField(_("asked"), help_text=_("With a dummy in place of our id."))
    health = models.CharField(max_length=12, choices=Health)
    sentence = models.TextField(_("what was found"))
    status = models.PositiveSmallIntegerField(null=True, help_text=_("The last HTTP status."))
    final = models.TextField(_("leads to"), help_text=_("Where the redirects ended."))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    checked_at = models.DateTimeField()
    next_check_at = models.DateTimeField()

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("link health checks")
        ordering = ["-checked_at", "-id"]
        default_permissions = ("view",)
        permissions = [("check_linkcheck", "Can have links checked now")]
        indexes = [
            # Addresses may be longer than a B-tree takes.
            HashIndex(fields=["page"], name="check_page"),
            models.Index(fields=["-checked_at", "-id"], name="check_latest"),
        ]
        constraints = [models.UniqueConstraint(MD5("page"), name="check_page_once")]

    def __str__(self) -> str:
        return self.page[:100]

    def take(self, outcome: Outcome, at: datetime) -> None:
        """Apply an outcome and set the time of the next check, without saving.

        A page whose host gives no answer is dead only the second time, since our own network may be
        at fault; a failing page is dead the fourth time.
        """
        health, sentence = outcome.health, outcome.sentence
        bad = health == Health.FAILING or health in WRONG
        self.failures = self.failures + 1 if bad else 0
        if health == Health.DEAD and outcome.status is None and self.failures == 1:
            health = Health.FAILING
        elif health == Health.FAILING and self.failures > len(FAILING):
            health = Health.DEAD
            so_far = gettext("So it has been {number} times in a row.").format(number=self.failures)
            sentence = f"{sentence} {so_far}"
        self.health, self.sentence = health, sentence
        self.status, self.final = outcome.status, outcome.final
        self.checked_at = at
        self.next_check_at = at + _wait(health, outcome.status, self.failures)


def _wait(health: Health, status: int | None, failures: int) -> timedelta:
    if health == Health.OK:
        return WORKS
    if health == Health.UNSURE:
        return SOON if status == 429 or status in range(500, 600) else UNSURE
    if health == Health.FAILING:
        return FAILING[failures - 1]
    # Cap the exponent, since a link may fail for years.
    return min(SOON * 2 ** min(failures - 1, 10), LONGEST)
