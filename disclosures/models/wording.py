"""Wordings: dated texts of disclosures by kind, programme, jurisdiction, language and channel."""

import re
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures import channels, jurisdictions
from disclosures.models.marks import Marks, broken_claim
from disclosures.models.programme import Programme
from newsroom import clock
from newsroom.languages import story_languages

# The placeholders that a text of each kind may have, besides {site}.
PLACEHOLDERS = {
    "affiliate": set(),
    "sponsored": {"partner"},
    "gifted": {"partner"},
    "partner": {"partner"},
    "interest": {"author", "interest"},
}


# The advisory lock for adding and deleting wordings. The number is arbitrary, but must not be used
# for anything else.
WORDINGS = 0x0D15C30D


def hold_wordings() -> None:
    """Take the lock for changes to wordings until the transaction ends.

    The first two inserts of a slot share no row to lock, hence an advisory lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORDINGS])


class ValidSpan(Func):
    """The range `[valid_from, valid_to)` as PostgreSQL's `tstzrange`."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class WordingQuerySet(models.QuerySet["Wording"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """Return the wordings in force at an instant (default: now), at most one per slot."""
        at = at or clock.now()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)

    def known(self, at: datetime) -> Self:
        """Return the wordings entered by an instant, whatever their `valid_from`."""
        return self.filter(entered_at__lte=at)

    def general(self) -> Self:
        """Return the affiliate wordings for all programmes and all places: the defaults."""
        return self.filter(kind="affiliate", programme=None, **Wording.EVERYWHERE)

    def others_in_slot(self, wording: "Wording") -> Self:
        """Return the other wordings of the same slot, which are never in force at the same time."""
        return self.filter(**wording.slot()).exclude(pk=wording.pk)

    def rows(self) -> list[dict[str, Any]]:
        """Return the fields of these wordings that pages need (`Wording.SHOWN`), as dicts."""
        return list(self.as_json().values_list("json", flat=True))

    def as_json(self) -> Any:
        """Return the fields `Wording.SHOWN` as one JSON value per row, for a sub-query."""
        return self.values(json=JSONObject(**{name: name for name in Wording.SHOWN}))


class Wording(models.Model):
    """The text of a disclosure, from an instant until the next wording of its slot.

    PostgreSQL enforces three rules (newsroom/guards.py): two wordings of a slot never overlap; once
    in force, a wording can't be changed or deleted, except for setting an end in the future; and
    `entered_at` is never earlier than PostgreSQL's own clock at the time of the insert or edit.
    """

    class Kind(models.TextChoices):
        AFFILIATE = "affiliate", _("Affiliate links")
        SPONSORED = "sponsored", _("Sponsored story")
        GIFTED = "gifted", _("Gifted or lent")
        PARTNER = "partner", _("Made with an advertiser")
        INTEREST = "interest", _("Author’s interest")

    SLOT = ("kind", "programme_id", "jurisdiction", "language", "channel")
    SHOWN = ("id", *SLOT, "text", "mark", "marks", "label", "learn_more")
    EVERYWHERE = {"jurisdiction": "", "language": "", "channel": ""}

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.AFFILIATE)
    programme = models.ForeignKey(
        Programme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wordings",
        help_text=_(
            "For a sentence that one programme demands; it is shown besides the general one."
        ),
    )
    jurisdiction = models.CharField(
        max_length=2,
        blank=True,
        choices=jurisdictions.choices_of_wordings,
        help_text=_("Of the story’s section. A wording for one replaces the one for everywhere."),
    )
    language = models.CharField(
        max_length=10, blank=True, help_text=_("Such as en or de. Empty: any language.")
    )
    channel = models.CharField(
        max_length=10,
        blank=True,
        choices=channels.choices_of_wordings,
        help_text=_("Where a surface needs words of its own."),
    )
    text = models.TextField(
        max_length=600,
        help_text=_("Complete by itself: readers who don’t follow “Learn more” know what matters."),
    )
    mark = models.CharField(
        _("inline mark"),
        max_length=40,
        blank=True,
        help_text=_("In brackets after links: paid link."),
    )
    marks = models.CharField(
        _("links that get the mark"),
        max_length=5,
        choices=Marks,
        default=Marks.APART,
        help_text=_(
            "If the text says that links are marked, choose every commercial link. Only the "
            "general wording for affiliate links puts marks on them."
        ),
    )
    label = models.CharField(
        max_length=60,
        blank=True,
        help_text=_("On cards and before titles in feeds, such as Ad. Empty: none."),
    )
    learn_more = models.CharField(
        _("“Learn more” address"),
        max_length=200,
        blank=True,
        default="/disclosures/",
        validators=[RegexValidator("^(/|https?://)", _("Begin with / or https://."))],
        help_text=_("A page of this site, such as /disclosures/, or an address."),
    )
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty: until another takes its place.")
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="wording_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="wording_one_in_force",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce("programme", Value(0)), RangeOperators.EQUAL),
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("language", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    (ValidSpan("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another wording is in force for the same then."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new wording ends the one before it, and itself ends where the next begins."""
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            hold_wordings()
            others = Wording.objects.others_in_slot(self)
            others.in_force(self.valid_from).update(valid_to=self.valid_from)
            following = others.filter(valid_from__gt=self.valid_from).order_by("valid_from").first()
            if self.valid_to is None and following is not None:
                self.valid_to = following.valid_from
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a wording that hasn't begun, and give its end to its predecessor."""
        with transaction.atomic():
            hold_wordings()
            answer = super().delete(*args, **kwargs)
            former = Wording.objects.filter(**self.slot(), valid_to=self.valid_from)
            former.update(valid_to=self.valid_to)
        return answer

    def validate_constraints(self, exclude: Any = None) -> None:
        """Validate the constraints but not `valid_to`, which `save` adapts.

        Only a wording that begins at the same instant is a conflict, and `clean` reports it.
        """
        super().validate_constraints({*(exclude or ()), "valid_to"})

    def clean(self) -> None:
        if not self._state.adding and self.has_begun:
            # Its words can't change any more, so there is nothing to validate.
            return
        for field, problem in self._problems():
            raise ValidationError({field: problem})

    def slot(self) -> dict[str, Any]:
        """Return the values of `SLOT`; at any instant at most one wording of a slot is in force."""
        return {name: getattr(self, name) for name in self.SLOT}

    @property
    def has_begun(self) -> bool:
        """Return whether the wording is in force or was, so that its words are fixed."""
        return self.valid_from <= clock.now()

    def _problems(self) -> Any:
        text = self.text or ""
        allowed = PLACEHOLDERS.get(self.kind, set())
        found = set(re.findall(r"\{(\w*)\}", f"{text} {self.label}")) - {"site"}
        if strange := sorted(found - allowed):
            yield (
                "text",
                gettext("{name} is not filled in for this kind. {allowed}").format(
                    name=f"{{{strange[0]}}}", allowed=_placeholders(allowed)
                ),
            )
        if not allowed - {"author"} <= set(re.findall(r"\{(\w*)\}", text)):
            yield "text", gettext("Name it: {allowed}").format(allowed=_placeholders(allowed))
        if self.programme_id and self.kind != self.Kind.AFFILIATE:
            yield (
                "programme",
                gettext("Only the wording for affiliate links can be one programme’s."),
            )
        if self.language and self.language not in _languages():
            sentence = gettext(
                "Stories have no language “{language}”. Write the code alone, such as en or de."
            )
            yield "language", sentence.format(language=self.language)
        yield from self._mark_problems(text)
        yield from self._legal_problems(text)
        if Wording.objects.others_in_slot(self).filter(valid_from=self.valid_from).exists():
            yield (
                "valid_from",
                gettext("Another wording for the same begins then. Choose another time."),
            )

    @property
    def puts_marks(self) -> bool:
        """Return whether links carry this wording's mark: only the general affiliate wording's."""
        return self.kind == self.Kind.AFFILIATE and not self.programme_id

    def _mark_problems(self, text: str) -> Any:
        marks = self.marks if self.puts_marks else Marks.NONE
        if self.puts_marks and marks == Marks.NONE and self.mark:
            yield "marks", gettext("Choose which links get the mark, or leave the mark empty.")
        if broken := broken_claim(text, self.mark, marks):
            yield (
                "marks" if self.puts_marks else "text",
                broken
                if self.puts_marks
                else gettext(
                    "Only the general wording for affiliate links can say that links are marked."
                ),
            )

    def _legal_problems(self, text: str) -> Any:
        if not self.puts_marks:
            return
        # FTC, "What people are asking": one notice suffices where readers see it together with the
        # links, so a wording without marks is permitted.
        if not self.mark and self.marks != Marks.NONE:
            yield "mark", gettext("Enter the mark that follows a link, such as paid link.")
        # FTC, Endorsement Guides, "What people are asking": readers may not understand the term.
        if len(re.sub(r"affiliate|links?|this|story|contains|has|\W", "", text.lower())) < 12:
            yield (
                "text",
                gettext("Say that we earn from what readers buy; “affiliate link” says it to few."),
            )
        rules = jurisdictions.jurisdiction(self.jurisdiction)
        if rules is None:
            return
        may = re.search(r"\b(may|might|could)\b", text, re.IGNORECASE)
        if rules.forbids_may and may:
            yield (
                "text",
                gettext(
                    "Say that we earn, not that we “{may}”: the rule in {place} ({law})."
                ).format(may=may[0], place=rules.place, law=rules.law),
            )
        if rules.needs_label and not self.label:
            yield (
                "label",
                gettext("In {place} cards and titles need a label, such as Ad.").format(
                    place=rules.place
                ),
            )


def _languages() -> set[str]:
    """Return the codes of stories' languages without regions, by which wordings are selected."""
    return {code.partition("-")[0] for code, _name in story_languages()}


def _placeholders(names: set[str]) -> str:
    known = get_text_list([f"{{{name}}}" for name in sorted(names)], gettext("and"))
    if not known:
        return gettext("The text needs no names in braces.")
    return gettext("The text must have {names}.").format(names=known)
