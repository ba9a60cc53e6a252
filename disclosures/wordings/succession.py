"""The slot and status of a wording, and its predecessor and successor, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.formats import date_format

from disclosures.models import Wording
from newsroom import clock


def date_in_words(instant: datetime) -> str:
    """Format an instant in the site's time zone: Monday 23 November 2026 at 00:00."""
    return date_format(timezone.localtime(instant), r"l j F Y \a\t H:i")


def status_of(wording: Wording) -> str:
    """Return the status of a wording: “Waiting”, “In force” or “Over”."""
    if not wording.has_begun:
        return "Waiting"
    over = wording.valid_to is not None and wording.valid_to <= clock.now()
    return "Over" if over else "In force"


def slot_name(wording: Wording) -> str:
    """Describe a wording's slot: Affiliate links of Amazon Associates, United Kingdom, feeds."""
    name = wording.get_kind_display()
    if wording.programme is not None:
        name += f" of {wording.programme}"
    where = wording.get_jurisdiction_display() if wording.jurisdiction else ""
    language = f"language {wording.language}" if wording.language else ""
    channel = wording.get_channel_display() if wording.channel else ""
    return ", ".join(filter(None, [name, where, language, channel]))


def quoted(wording: Wording) -> str:
    """Return the beginning of a wording's text, at most 70 characters, in quotation marks."""
    return f"“{truncatechars(wording.text, 70)}”"


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
        begin = "at once" if self.at_once else f"on {date_in_words(self.wording.valid_from)}"
        if self.former is not None:
            text = f"Takes the place of {quoted(self.former)} {begin}."
        else:
            text = (
                f"Begins {begin}; no wording was in force for “{slot_name(self.wording)}” before."
            )
        if self.following is not None:
            text += (
                f" {quoted(self.following)} follows on {date_in_words(self.following.valid_from)}."
            )
        if self.general is not None:
            text += f" Other stories keep {quoted(self.general)}."
        return text


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
