"""What we may earn from, and what we tell readers of it."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone

from disclosures.links import Rule, normalise_host


def validate_hosts(value: str) -> None:
    """Each line one host name, nothing else: `amazon.com`, not `https://amazon.com/`."""
    for line in value.split():
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

    def clean(self) -> None:
        if self.active and not Wording.objects.in_force().exists():
            raise ValidationError(
                "No affiliate wording is in force, so stories with these links could not say that "
                "we may earn from them. Add a wording first, or save the programme switched off."
            )

    @property
    def rule(self) -> Rule:
        hosts = tuple(filter(None, map(normalise_host, self.hosts.split())))
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
        help_text="A page or address.",
    )
    valid_from = models.DateTimeField(default=timezone.now, unique=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.text[:80]
