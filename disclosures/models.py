"""What we may earn from, and what we tell readers of it."""

import re
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models, transaction
from django.db.models.functions import JSONObject
from django.utils import timezone

from disclosures.links import Rule, normalise_host
from disclosures.signals import rules_changed

# The advisory lock that printing shares and a change of the rules takes alone. Any number does, so
# long as nobody else takes it.
RULES = 0x0D15C105


def hosts_in(text: str) -> list[str]:
    """The host names that somebody listed: a line each, or with commas between them."""
    return [name for name in re.split(r"[\s,;]+", text) if name]


def validate_hosts(value: str) -> None:
    """Each line one host name, nothing else: `amazon.com`, not `https://amazon.com/`."""
    for line in hosts_in(value):
        if normalise_host(line) is None or "." not in line:
            raise ValidationError(
                f"“{line}” is no host name. Write one a line, such as amazon.com, without https://."
            )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def rules(self) -> list[Rule]:
        """What the link finder needs to know of these programmes."""
        return [programme.rule for programme in self]

    def rules_to_print_by(self) -> list[Rule]:
        """The rules in force, which stay so until the caller's transaction ends.

        Whoever changes a programme waits for it, and then finds what was printed.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [RULES])
        return self.active().rules()


class Programme(models.Model):
    """An affiliate programme: a link that fits its hosts, and its parameter if it has one, may earn."""

    name = models.CharField(max_length=120, unique=True)
    hosts = models.TextField(
        validators=[validate_hosts],
        help_text="One host name a line; its sub-domains count too: amazon.com, amzn.to.",
    )
    parameter = models.CharField(
        max_length=60,
        blank=True,
        help_text=(
            "The address must carry this parameter to earn, such as tag. "
            "Empty: every link to the hosts does."
        ),
    )
    active = models.BooleanField(default=True, help_text="Off: its links are ordinary links.")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have whoever shows links to its hosts, former or new, judge them again."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RULES])
            former = Programme.objects.filter(pk=self.pk).first()
            super().save(*args, **kwargs)
            hosts = {host for known in (former, self) if known for host in known.rule.hosts}
            rules_changed.send(sender=Programme, hosts=hosts)

    def clean(self) -> None:
        if self.active and not Wording.objects.in_force().exists():
            raise ValidationError(
                "No affiliate wording is in force, so stories with these links could not say that "
                "we may earn from them. Add a wording first, or save the programme switched off."
            )

    @property
    def rule(self) -> Rule:
        hosts = tuple(filter(None, map(normalise_host, hosts_in(self.hosts))))
        return Rule(programme=self.name, hosts=hosts, parameter=self.parameter)


class WordingQuerySet(models.QuerySet["Wording"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """The wording readers see at an instant (default: now), as a queryset of one or none."""
        return self.filter(valid_from__lte=at or timezone.now()).order_by("-valid_from", "-id")[:1]

    def as_json(self) -> Any:
        """What a page shows of a wording, as one JSON value a row: for a sub-query."""
        return self.values(json=JSONObject(text="text", learn_more="learn_more"))


class Wording(models.Model):
    """The sentence that tells readers we may earn from links, from an instant until the next one."""

    text = models.TextField(
        max_length=600,
        help_text="Complete by itself: readers who don't follow “Learn more” know what matters.",
    )
    learn_more = models.CharField(
        "“Learn more” address",
        max_length=200,
        default="/disclosures/",
        validators=[RegexValidator("^(/|https?://)", "Begin with / or https://.")],
        help_text="A page of this site, such as /disclosures/, or an address.",
    )
    valid_from = models.DateTimeField(default=timezone.now, unique=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.text[:80]

    def clean(self) -> None:
        """Refuse to begin later than stories may already count on."""
        former = Wording.objects.filter(pk=self.pk).first()
        if former and self.valid_from and self.valid_from > former.valid_from:
            others = Wording.objects.exclude(pk=self.pk)
            if not others.in_force(former.valid_from).exists():
                raise ValidationError(
                    {
                        "valid_from": "No other wording is in force by then. Begin earlier, not later."
                    }
                )
