"""The slot and status of a wording, and its predecessor and successor, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures.models import Wording
from newsroom import clock


def date_in_words(instant: datetime) -> str:
    """Format an instant in the site's time zone: Monday 23 November 2026 at 00:00."""
    return date_format(timezone.localtime(instant), _(r"l j F Y \a\t H:i"))


class Status(TextChoices):
    """The status of a wording at an instant."""

    WAITING = "waiting", gettext_lazy("Waiting")
    IN_FORCE = "in force", gettext_lazy("In force")
    OVER = "over", gettext_lazy("Over")


def status_of(wording: Wording) -> Status:
    """Return the status of a wording now."""
    if not wording.has_begun:
        return Status.WAITING
    over = wording.valid_to is not None and wording.valid_to <= clock.now()
    return Status.OVER if over else Status.IN_FORCE


def slot_name(wording: Wording) -> str:
    """Describe a wording's slot: Affiliate links of Amazon Associates, United Kingdom, feeds."""
    name = wording.get_kind_display()
    if wording.programme is not None:
        name = _("{kind} of {programme}").format(kind=name, programme=wording.programme)
    where = wording.get_jurisdiction_display() if wording.jurisdiction else ""
    language = _("language {code}").format(code=wording.language) if wording.language else ""
    channel = wording.get_channel_display() if wording.channel else ""
    return ", ".join(filter(None, [name, where, language, channel]))


def quoted(wording: Wording) -> str:
    """Return the beginning of a wording's text, at most 70 characters, in quotation marks."""
    return _("“{text}”").format(text=truncatechars(wording.text, 70))


@dataclass(frozen=True)
class Succession:
    """The predecessor (`former`) and successor (`following`) of a wording in its slot.

    If the wording is limited to a jurisdiction, a language or a channel, `general` is the one that
    continues to apply everywhere else.
    """

    wording: Wording
    at_once: bool
    former: Wording | None
    following: Wording | None
    general: Wording | None

    @property
    def sentence(self) -> str:
        """The succession in sentences for staff."""
        sentences = [self._beginning()]
        if self.following is not None:
            begin = date_in_words(self.following.valid_from)
            follows = _("{wording} follows on {date}.")
            sentences.append(follows.format(wording=quoted(self.following), date=begin))
        if self.general is not None:
            sentences.append(
                _("Other stories keep {wording}.").format(wording=quoted(self.general))
            )
        return " ".join(sentences)

    def _beginning(self) -> str:
        begin = date_in_words(self.wording.valid_from)
        if self.former is not None:
            return (
                _("Takes the place of {wording} at once.")
                if self.at_once
                else _("Takes the place of {wording} on {date}.")
            ).format(wording=quoted(self.former), date=begin)
        return (
            _("Begins at once; no wording was in force for “{slot}” before.")
            if self.at_once
            else _("Begins on {date}; no wording was in force for “{slot}” before.")
        ).format(slot=slot_name(self.wording), date=begin)


def succession(wording: Wording, *, at_once: bool | None = None) -> Succession:
    """Find the predecessor and successor of a wording, which may be unsaved.

    Args:
        at_once: whether the wording begins when it is saved; default: whether it has begun.
    """
    begin = wording.valid_from
    others = Wording.objects.others_in_slot(wording)
    narrow = any((wording.jurisdiction, wording.language, wording.channel))
    same = Wording.objects.filter(kind=wording.kind, programme=wording.programme)
    general = same.filter(**Wording.EVERYWHERE).in_force(begin) if narrow else same.none()
    before = others.filter(valid_from__lt=begin).order_by("-valid_from").first()
    ended_before = before is not None and before.valid_to is not None and before.valid_to < begin
    return Succession(
        wording,
        begin <= clock.now() if at_once is None else at_once,
        None if ended_before else before,
        others.filter(valid_from__gt=begin).order_by("valid_from").first(),
        general.first(),
    )
