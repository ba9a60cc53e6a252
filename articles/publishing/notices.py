"""The ways to show an update to readers: by its date, with a notice that stays, or not at all."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Edition, Notice
from articles.publishing.candidate import Candidate
from articles.publishing.errors import Problem
from staff.models import User


@dataclass(frozen=True)
class NewNotice:
    """A notice to publish: plain text, with line breaks between paragraphs.

    `kind` is a Notice.Kind and `place` a Notice.Place. A retraction always goes to the top.
    """

    kind: str
    text: str
    place: str = Notice.Place.END


@dataclass(frozen=True)
class UpdateOptions:
    """The options of an update: keep the date that readers see (`minor`), or add a notice."""

    minor: bool = False
    notice: NewNotice | None = None

    def updated_at(self, former: Edition | None, begin: datetime) -> datetime | None:
        """Return the update date of the edition after `former`; None for a story's first edition.

        A minor edit keeps the date that readers see, any other update changes it (Google Search
        Central on dates: don't refresh them without substance).
        """
        if former is None:
            return None
        return former.updated_at if self.minor else begin

    def record(self, edition: Edition, *, by: User, at: datetime) -> None:
        """Save the notice that `edition` adds, if there is one."""
        if self.notice is None:
            return
        retracts = self.notice.kind == Notice.Kind.RETRACTION
        Notice.objects.create(
            edition=edition,
            kind=self.notice.kind,
            text=tidy(self.notice.text),
            place=Notice.Place.TOP if retracts else self.notice.place,
            at=at,
            by=by,
        )


def tidy(text: str) -> str:
    """Return `text` stripped, with normalised line breaks and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (letter for letter in lines if letter == "\n" or unicodedata.category(letter) != "Cc")
    return "".join(kept).strip()


def problems(candidate: Candidate, options: UpdateOptions, *, by: User) -> Iterator[Problem]:
    """Yield every problem with publishing the next edition of a story with these options."""
    notice = options.notice
    if options.minor and notice:
        yield Problem("update", _("A minor edit goes without a notice. Choose one of the two."))
    if candidate.timeline.last_begun is None:
        if options.minor or notice:
            yield Problem(
                "options",
                _(
                    "Readers have not seen this story yet, so there is nothing to correct or to mend. "
                    "Publish it without."
                ),
            )
        return
    if notice:
        yield from _notice_problems(notice)
        if not by.has_perm("articles.correct_article"):
            yield Problem("update", _("You don't have the permission to publish corrections."))
    yield from _waiting_edition_problems(candidate, options)
    yield from _no_change_problems(candidate, options)


def _notice_problems(notice: NewNotice) -> Iterator[Problem]:
    text = tidy(notice.text)
    if notice.kind not in Notice.Kind.values:
        yield Problem("kind", _("Choose what kind of notice it is."))
    if notice.place not in Notice.Place.values:
        yield Problem("place", _("Choose a place for the notice."))
    if not text:
        yield Problem("text", _("Write what is corrected; readers see it with the story."))
    elif len(text) > Notice.LONGEST:
        yield Problem(
            "text",
            _("Keep the notice below {most} characters; it has {number}.").format(
                most=Notice.LONGEST, number=len(text)
            ),
        )


def _waiting_edition_problems(candidate: Candidate, options: UpdateOptions) -> Iterator[Problem]:
    """Yield a problem if the edition replaces a waiting one that would disclose more to readers.

    The draft already holds the waiting edition's copy, but not its notice or its update date.
    """
    waiting = candidate.timeline.waiting
    if waiting is None:
        return
    if waiting.notices.exists() and options.notice is None:
        yield Problem(
            "options",
            _(
                "The scheduled edition brings a notice to readers, and this edition takes its "
                "place. Give the notice here, too, or cancel what is planned first."
            ),
        )
    elif options.minor and not waiting.is_minor:
        yield Problem(
            "options",
            _(
                "An update is scheduled, and this edition takes its place: that is no minor edit. "
                "Publish it as an update, or cancel what is planned first."
            ),
        )


def _no_change_problems(candidate: Candidate, options: UpdateOptions) -> Iterator[Problem]:
    """Yield a problem if the edition would be the same as the live one, with no notice.

    Google's guidance on dates: don't refresh them without substance (see UpdateOptions.updated_at).
    """
    article, live = candidate.article, candidate.timeline.live
    if live is None or options.notice is not None:
        return
    if article.path == live.path and article.has_same_copy(live):
        yield Problem(
            "",
            _("Nothing has changed since edition {number}, which readers see.").format(
                number=live.number
            ),
        )
