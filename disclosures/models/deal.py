"""Deals: what is on offer at an address until an instant."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from disclosures import matching
from disclosures.models.programme import hold_rules
from disclosures.signals import deal_entered
from newsroom import clock


class DealQuerySet(models.QuerySet["Deal"]):
    def known(self, at: datetime | None = None) -> Self:
        """Those entered by an instant (default: now), later ones last, so that they count."""
        return self.filter(entered_at__lte=at or clock.now()).order_by("entered_at", "id")


class Deal(models.Model):
    """When an offer ends, and whether its links then become plain text.

    Rows are only ever added: to change one, add another for the same address, which then counts.
    """

    address = models.TextField(
        max_length=2000,
        help_text="As in the story; links that differ in the tracking id count too.",
    )
    ends_at = models.DateTimeField()
    unlink = models.BooleanField(
        "then without links",
        default=True,
        help_text="When it has ended its links become plain text. Off: the audit lists them.",
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]

    def __str__(self) -> str:
        return self.address[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have the stories looked at again that link there.

        Alone with the rules: who reads them knows by the last number what there is.
        """
        with transaction.atomic():
            hold_rules()
            self.entered_at = clock.now() if self._state.adding else self.entered_at
            super().save(*args, **kwargs)
            deal_entered.send(sender=Deal, deal=self)

    def clean(self) -> None:
        """An address of a page, as a story links to it."""
        begins = ("http://", "https://", "//", "/")
        is_page = matching.Rulebook([]).read(self.address).steps
        if self.address and not (is_page and self.address.lower().startswith(begins)):
            raise ValidationError(
                {
                    "address": f"“{self.address[:80]}” is no web address. Copy it from the story or "
                    "from the browser’s address bar: it begins with https://."
                }
            )

    @property
    def deal(self) -> matching.Deal:
        return matching.Deal(self.address, self.ends_at, self.unlink)
