"""Deals: offers at an address that end at a given instant."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures import matching
from disclosures.models.programme import hold_rules
from disclosures.signals import deal_entered
from newsroom import clock


class DealQuerySet(models.QuerySet["Deal"]):
    def known(self, at: datetime | None = None) -> Self:
        """Return the deals entered by an instant (default: now), oldest first, for `Rulebook`."""
        return self.filter(entered_at__lte=at or clock.now()).order_by("entered_at", "id")


class Deal(models.Model):
    """The end of an offer, and whether its links then become plain text.

    Rows are append-only: to change a deal, add another for the same address, which replaces it.
    """

    address = models.TextField(
        max_length=2000,
        help_text=_("As in the story; links that differ in the tracking id count too."),
    )
    ends_at = models.DateTimeField()
    unlink = models.BooleanField(
        _("then without links"),
        default=True,
        help_text=_("When it has ended its links become plain text. Off: the audit lists them."),
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]

    def __str__(self) -> str:
        return self.address[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and send `deal_entered`, so that stories with links to it are scanned again.

        The rules are locked, because readers identify their version by the highest row id.
        """
        with transaction.atomic():
            hold_rules()
            self.entered_at = clock.now() if self._state.adding else self.entered_at
            super().save(*args, **kwargs)
            deal_entered.send(sender=Deal, deal=self)

    def clean(self) -> None:
        """Raise a ValidationError unless the address is one that a story can link to."""
        begins = ("http://", "https://", "//", "/")
        is_page = matching.Rulebook([]).read(self.address).steps
        if self.address and not (is_page and self.address.lower().startswith(begins)):
            raise ValidationError(
                {
                    "address": gettext(
                        "“{address}” is no web address. Copy it from the story or from the browser’s "
                        "address bar: it begins with https://."
                    ).format(address=self.address[:80])
                }
            )

    @property
    def deal(self) -> matching.Deal:
        return matching.Deal(self.address, self.ends_at, self.unlink)
