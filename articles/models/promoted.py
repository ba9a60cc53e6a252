"""Stories that editors put first among the results of certain searches."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from newsroom import clock

# Letters of a search that leads to a story, and such searches of one row.
SHORTEST, LONGEST, MOST = 2, 60, 20
# Promoted stories of one search.
SHOWN = 3


def folded(text: str) -> str:
    """Return a search as it is compared: its words without accents, in lower case, with single spaces."""
    # Twice, since letters such as 𝖠 have a lower case only once they are plain ones.
    for _round in range(2):
        parts = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(text))


def _vowel_signs() -> str:
    """Return the signs that are vowels of a word in India's scripts and others; they aren't accents."""
    signs = map(chr, range(0x0900, 0x1A00))
    return "".join(
        sign
        for sign in signs
        if unicodedata.category(sign) in ("Mc", "Mn") and not unicodedata.combining(sign)
    )


_WORD = re.compile(rf"\w[\w{_vowel_signs()}]*")


class PromotedResultQuerySet(models.QuerySet["PromotedResult"]):
    """The promoted results of searches."""

    def current(self, at: datetime | None = None) -> "PromotedResultQuerySet":
        """Return those that haven't ended at an instant (default: now), whether their stories are live or not."""
        return self.filter(Q(until=None) | Q(until__gt=at or clock.now()))

    def beginning(self, text: str, at: datetime | None = None) -> list[int]:
        """Return the keys of the stories for searches that begin with a text, in their order."""
        if not folded(text):
            return []
        begins = "EXISTS (SELECT FROM unnest(compared) each WHERE starts_with(each, %s))"
        found: Any = RawSQL(begins, [folded(text)], output_field=models.BooleanField())  # noqa: S611  (a parameter)
        current = self.filter(found).current(at).order_by("position", "pk")
        return list(dict.fromkeys(current.values_list("story_id", flat=True)))


class PromotedResult(models.Model):
    """A story that is shown above the results of some searches while it is live."""

    searches = ArrayField(
        models.CharField(max_length=LONGEST),
        verbose_name=_("searches"),
        help_text=_(
            "One a line, as readers type them: “headphones”, “which headphones”. Case, accents and "
            "punctuation make no difference; other forms of a word do."
        ),
    )
    # The searches as readers' are compared with them; save() keeps them.
    compared = ArrayField(
        models.CharField(max_length=LONGEST),
        db_default=[],
        editable=False,
    )
    story = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("story"),
        help_text=_("Readers see it while it is live."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("The order, if several stories are for one search. Three are shown."),
    )
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: without an end.")
    )

    objects = PromotedResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["position", "pk"]
        indexes = [GinIndex(fields=["compared"], name="promoted_compared")]

    def __str__(self) -> str:
        return f"{', '.join(self.searches)}: {self.story}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, and its searches as they are compared."""
        self.compared = list(dict.fromkeys(map(folded, self.searches)))
        super().save(*args, **kwargs)
