"""How an update is told to readers: by its date, with a notice that stays, or not at all."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from articles.models import Article, Correction, Edition
from articles.publishing.errors import Problem


@dataclass(frozen=True)
class Notice:
    """A correction to be published: plain words, paragraphs by line breaks.

    `kind` is a Correction.Kind; `place` a Correction.Place, for a retraction always the top.
    """

    kind: str
    text: str
    place: str = Correction.Place.END


@dataclass(frozen=True)
class Telling:
    """What publishing does to the date that readers see, and what it says beside the story."""

    minor: bool = False
    notice: Notice | None = None

    def updated_at(self, former: Edition | None, begin: datetime) -> datetime | None:
        """The date shown as updated by the edition that follows `former`; None: no such date.

        A minor edit leaves what readers see; anything else moves it (Google Search Central on dates:
        not freshened without substance). A story's first edition has none.
        """
        if former is None:
            return None
        return former.updated_at if self.minor else begin

    def record(self, edition: Edition, *, by: User, at: datetime) -> None:
        """Write the notice that `edition` brings, if there is one."""
        if self.notice is None:
            return
        retracts = self.notice.kind == Correction.Kind.RETRACTION
        Correction.objects.create(
            edition=edition,
            kind=self.notice.kind,
            text=tidy(self.notice.text),
            place=Correction.Place.TOP if retracts else self.notice.place,
            at=at,
            by=by,
        )


def tidy(text: str) -> str:
    """Return `text` with plain line breaks and without the characters that no reader can see."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (letter for letter in lines if letter == "\n" or unicodedata.category(letter) != "Cc")
    return "".join(kept).strip()


def problems(article: Article, telling: Telling, *, by: User, now: datetime) -> Iterator[Problem]:
    """Every reason why the next edition of `article` can't be told to readers like this."""
    notice = telling.notice
    if telling.minor and notice:
        yield Problem("telling", "A minor edit goes without a notice. Choose one of the two.")
    if not article.editions.begun(now).exists():
        if telling.minor or notice:
            yield Problem(
                "telling",
                "Readers have not seen this story yet, so there is nothing to correct or to mend. "
                "Publish it without.",
            )
        return
    if notice:
        yield from _notice_problems(notice)
        if not by.has_perm("articles.correct_article"):
            yield Problem("telling", "You don't have the permission to publish corrections.")
    yield from _loses_a_word(article, telling, now)


def _notice_problems(notice: Notice) -> Iterator[Problem]:
    text = tidy(notice.text)
    if notice.kind not in Correction.Kind.values:
        yield Problem("kind", "Choose what kind of notice it is.")
    if notice.place not in Correction.Place.values:
        yield Problem("place", "Choose where the notice stands.")
    if not text:
        yield Problem("text", "Write what is corrected; readers see it with the story.")
    elif len(text) > Correction.LONGEST:
        yield Problem(
            "text",
            f"Keep the notice below {Correction.LONGEST} characters; it has {len(text)}.",
        )


def _loses_a_word(article: Article, telling: Telling, now: datetime) -> Iterator[Problem]:
    """Whether an edition that waits would have told readers more than the one in its place.

    The draft holds what that one would have brought; what it was going to say must not get lost.
    """
    waiting = article.editions.waiting(now).first()
    if waiting is None:
        return
    if waiting.corrections.exists() and telling.notice is None:
        yield Problem(
            "telling",
            "The scheduled edition brings a notice to readers, and this edition takes its place. "
            "Give the notice here, too, or cancel what is planned first.",
        )
    elif telling.minor and not waiting.is_minor:
        yield Problem(
            "telling",
            "An update is scheduled, and this edition takes its place: that is no minor edit. "
            "Publish it as an update, or cancel what is planned first.",
        )
