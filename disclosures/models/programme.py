"""Affiliate programmes: the rules by which a link may earn, and their history."""

import re
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures import channels
from disclosures.addresses import normalise_host
from disclosures.matching import Pattern, Rule
from disclosures.signals import rules_changed
from newsroom import clock

# The advisory lock that publishing takes shared and a change of the rules takes exclusively. The
# number is arbitrary, but must not be used for anything else.
RULES = 0x0D15C105


def share_rules() -> None:
    """Take the rules lock in shared mode until the transaction ends, so that no rule changes.

    A change of the rules waits for this transaction, and then sees the editions that it published
    under the former rules.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [RULES])


def hold_rules() -> None:
    """Take the rules lock exclusively until the transaction ends; wait for all who share it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RULES])


def listed(text: str) -> list[str]:
    """Split a list typed by staff at white space, commas and semicolons."""
    return [name for name in re.split(r"[\s,;]+", text) if name]


def validate_patterns(value: str) -> None:
    """Raise a ValidationError if `Pattern.parse` rejects an item of the list."""
    for line in listed(value):
        try:
            Pattern.parse(line)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def validate_hosts(value: str) -> None:
    """Raise a ValidationError unless each item is a host name: `bit.ly`, not `https://bit.ly/`."""
    for line in listed(value):
        if normalise_host(line) is None or "." not in line:
            raise ValidationError(
                gettext(
                    "“{line}” is no host name. Write one a line, such as bit.ly, without https://."
                ).format(line=line)
            )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def active(self) -> Self:
        return self.filter(active=True)


class Programme(models.Model):
    """An affiliate programme, or a network of them: a link that fits its patterns may earn."""

    name = models.CharField(max_length=120, unique=True)
    patterns = models.TextField(
        validators=[validate_patterns],
        help_text=_(
            "One a line. amazon.com?tag is any address there or at a sub-domain that has the "
            "parameter tag; bookshop.org/a/ one whose path begins so; /go/shop/ an address of "
            "this site that leads to the shop. * stands for anything."
        ),
    )
    ids_in = models.TextField(
        _("tracking id"),
        blank=True,
        help_text=_(
            "Where it is: a parameter’s name (tag), or the text in the path before it (/a/)."
        ),
    )
    own_ids = models.TextField(
        _("our tracking ids"),
        blank=True,
        help_text=_(
            "One a line, * for anything. The audit lists links that carry another, or none."
        ),
    )
    targets_in = models.TextField(
        _("passes on in"),
        blank=True,
        help_text=_(
            "For networks, where the shop’s address is: a parameter’s name (url), or the text "
            "in the path before it (/destination:)."
        ),
    )
    passes_on = models.BooleanField(
        _("only passes on"),
        default=False,
        help_text=_("Earns nothing itself: only what it leads to may. For redirects of our own."),
    )
    channels = ArrayField(
        models.CharField(max_length=10, choices=channels.choices),
        default=channels.permitted,
        help_text=_("Where its links are allowed. Elsewhere the words stay and the link goes."),
    )
    shorteners = models.TextField(
        _("forbidden shorteners"),
        blank=True,
        validators=[validate_hosts],
        help_text=_(
            "Hosts that hide where a link leads, a line each; the audit lists links to them."
        ),
    )
    nofollow = models.BooleanField(
        default=False, help_text=_("Its links get rel=nofollow and sponsored.")
    )
    needs_wording = models.BooleanField(
        _("needs a wording of its own"),
        default=False,
        help_text=_(
            "Stories with its links can’t be published while no wording of its own is in force."
        ),
    )
    forbids_prices = models.BooleanField(
        default=False, help_text=_("The audit lists stories with a price next to one of its links.")
    )
    active = models.BooleanField(default=True, help_text=_("Off: its links are ordinary links."))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; if the rule changed, record it and send `rules_changed` with the hosts concerned.

        The receivers then evaluate the links to these hosts again.
        """
        with transaction.atomic():
            hold_rules()
            former = Programme.objects.filter(pk=self.pk).first()
            super().save(*args, **kwargs)
            if former is not None and former.values() == self.values():
                return
            RuleChange.objects.create(programme=self, values=self.values())
            hosts = {host for known in (former, self) if known for host in _hosts_of(known.rule)}
            reason = gettext("{programme} changed").format(programme=self)
            rules_changed.send(sender=Programme, hosts=sorted(hosts), reason=reason)

    def clean(self) -> None:
        places = [*listed(self.ids_in), *listed(self.targets_in)]
        if strange := [place for place in places if "?" in place or "=" in place]:
            raise ValidationError(
                gettext(
                    "“{text}” is no place. Write the parameter’s name alone, such as tag, or the "
                    "text in the path, such as /a/."
                ).format(text=strange[0])
            )

    def values(self) -> dict[str, Any]:
        """Return the fields as plain values, as `RuleChange.values` records them."""
        names = [field.attname for field in self._meta.concrete_fields if not field.primary_key]
        return {name: getattr(self, name) for name in names}

    @property
    def rule(self) -> Rule:
        return as_rule(self.pk, self.values())


def _hosts_of(rule: Rule) -> set[str]:
    """Return the hosts whose links a rule may concern: those of its patterns and shorteners."""
    return {pattern.host for pattern in rule.patterns} | set(rule.shorteners)


def as_rule(programme: int, values: dict[str, Any]) -> Rule:
    """Build the rule of a programme from the values that `Programme.values` returned."""
    return Rule(
        programme=programme,
        name=values["name"],
        patterns=tuple(map(Pattern.parse, listed(values["patterns"]))),
        ids_in=tuple(listed(values["ids_in"])),
        targets_in=tuple(listed(values["targets_in"])),
        own_ids=tuple(listed(values["own_ids"])),
        shorteners=tuple(listed(values["shorteners"])),
        channels=frozenset(values["channels"]),
        nofollow=values["nofollow"],
        passes_on=values["passes_on"],
        needs_wording=values["needs_wording"],
        forbids_prices=values["forbids_prices"],
        active=values["active"],
    )


class RuleChangeQuerySet(models.QuerySet["RuleChange"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """Return the last change of each programme up to an instant (default: now)."""
        begun = self.filter(at__lte=at or clock.now())
        return begun.order_by("programme_id", "-at", "-id").distinct("programme_id")


class RuleChange(models.Model):
    """A programme's rule from an instant until its next change; rows are append-only."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    values = models.JSONField()

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["programme", "-at", "-id"], name="rule_change_latest")]

    def __str__(self) -> str:
        return f"{self.values['name']} from {self.at:%Y-%m-%d %H:%M}"

    @property
    def rule(self) -> Rule:
        return as_rule(self.programme_id, self.values)
