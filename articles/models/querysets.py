"""The questions asked of stories. Every public query starts from `Edition.objects.live()`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.lookups import IsNull

from disclosures.models import Link, Wording
from newsroom import clock

if TYPE_CHECKING:
    from articles.models import Article, Edition, Section, Tag  # noqa: F401  (named in strings below)
    from authors.models import Author


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: datetime | None = None) -> Self:
        """What readers see at an instant (default: now). The one predicate; `is_live` is its twin."""
        at = at or clock.now()
        return self.not_ended(at).filter(live_from__lte=at)

    def printed(self) -> Self:
        """Without those called off before their time, which no reader ever saw or will."""
        return self.exclude(live_until=F("live_from"))

    def not_ended(self, at: datetime | None = None) -> Self:
        """What readers see or are going to see after an instant (default: now)."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at or clock.now()))

    def begun(self, at: datetime | None = None) -> Self:
        """What readers see or once saw: not the waiting, not those called off before their time."""
        return self.printed().filter(live_from__lte=at or clock.now())

    def waiting(self, at: datetime | None = None) -> Self:
        """Those set to go live after an instant (default: now), without the cancelled."""
        return self.printed().filter(live_from__gt=at or clock.now())

    def for_status(self) -> Self:
        """Return the editions that decide a story's status: live, waiting, and the last not cancelled."""
        printed = self.printed()
        later = printed.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        ahead = Q(live_until=None) | Q(live_until__gt=clock.now())
        return printed.filter(ahead | ~Exists(later))

    def shown_until(self, end: datetime) -> Self:
        """What readers see right before an instant."""
        return self.filter(Q(live_until=None) | Q(live_until__gte=end), live_from__lt=end)

    def to_be_withdrawn(self, at: datetime | None = None) -> Self:
        """Those that end after an instant (default: now) without another to follow."""
        ending = self.printed().exclude(withdrawal_reason="")
        return ending.filter(live_until__gt=at or clock.now())

    def call_off(self) -> int:
        """End editions the instant they were to begin, so that no reader sees them."""
        return self.update(live_until=F("live_from"), withdrawal_reason="")

    def latest_first(self) -> Self:
        """By first publication: an update doesn't push a story back to the top."""
        return self.order_by("-published_at", "-id")

    def latest_by(self, author: Author) -> Self:
        """An author's, newest first, in the order of the bylines' index."""
        return self.filter(bylines__author=author).order_by(
            "-bylines__published_at", "-bylines__content_object_id"
        )

    def latest_tagged(self, tag: Tag) -> Self:
        """A tag's, newest first, in the order of the tag links' index."""
        return self.filter(tag_links__tag=tag).order_by(
            "-tag_links__published_at", "-tag_links__content_object_id"
        )

    def with_retractions(self, at: datetime | None = None) -> Self:
        """With `is_retracted`: whether readers are told that the story should not be believed."""
        notices = self.model.notices.rel.related_model.objects  # type: ignore[attr-defined]  # the other way round, models import us
        of_story = notices.filter(article=OuterRef("article")).visible(at).retractions()
        # Not Exists: for that PostgreSQL may read all retractions to answer for twenty stories.
        found = Subquery(of_story.values("pk")[:1])
        return self.annotate(is_retracted=IsNull(found, False))

    def with_labels(self, at: datetime | None = None) -> Self:
        """With what a card's label depends on: whose links it is `earning` by (None for an editor's),
        and the wordings that have a label.

        By whom it earns comes from the ledger, which follows a changed rule within minutes.
        """
        links = Link.objects.current().commercial().filter(edition=OuterRef("pk"))
        labelled = Wording.objects.in_force(at).exclude(label="")
        return self.annotate(
            earning=ArraySubquery(links.order_by().values("programme").distinct()),
            label_rows=ArraySubquery(labelled.as_json()),
        )

    def for_cards(self) -> Self:
        """What a card shows, in two queries; the body stays in the database."""
        return (
            self.with_retractions()
            .with_labels()
            .select_related("section", "picture")
            .prefetch_related("bylines__author")
            .defer("body", "note")
        )


class SectionQuerySet(models.QuerySet["Section"]):
    def public(self, at: datetime | None = None) -> Self:
        """Return the sections with a live story at an instant (default: now).

        For readers no other section exists: its name may tell what is being prepared.
        """
        editions: EditionQuerySet = self.model.editions.rel.related_model.objects.all()  # type: ignore[attr-defined]  # the other way round, models import us
        of_section = editions.live(at).filter(section=OuterRef("pk")).latest_first()
        # Not Exists: for that PostgreSQL may read all editions instead of one by the index.
        found = Subquery(of_section.values("pk")[:1])
        return self.filter(IsNull(found, False))


class ArticleQuerySet(models.QuerySet["Article"]):
    def for_desk(self) -> Self:
        """Load what each story's status and row on the list need, in a constant number of queries.

        Of the editions only those come along that tell it.
        """
        parts = self.model.PARTS
        editions: EditionQuerySet = self.model.editions.rel.related_model.objects.all()  # type: ignore[attr-defined]  # the other way round, models import us
        return self.select_related("section", "saved_by").prefetch_related(
            *parts,
            "bylines__author",
            Prefetch("editions", editions.for_status().prefetch_related(*parts)),
        )
