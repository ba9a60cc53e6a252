"""The querysets of stories. Every public query starts from `Edition.objects.live()`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import JSONObject
from django.db.models.lookups import IsNull

from disclosures.models import Link, Wording
from newsroom import clock
from newsroom.live import begun, live, not_ended

if TYPE_CHECKING:
    from articles.models import Article, Edition, Section, Tag  # noqa: F401  (named in strings below)
    from authors.models import Author

Row = TypeVar("Row", bound=models.Model)

# A trigram index finds words of so many letters (newsroom/indexes.py).
INDEXED = 3
# The most words of a search, and the number of editions in which it looks for shorter ones.
MOST_WORDS, NEWEST = 8, 200


def _objects(name: str) -> Any:
    """Return the manager of a model of stories, which imports this module."""
    return apps.get_model("articles", name)._default_manager


class DatedQuerySet(models.QuerySet[Row]):
    """The queries over editions, of stories or of fronts, by the instants at which they are live."""

    def live(self, at: datetime | None = None) -> Self:
        """Return the editions that readers see at an instant (default: now), as `is_live` does."""
        return self.filter(live(at))

    def printed(self) -> Self:
        """Exclude editions that were cancelled before they went live, which no reader ever sees."""
        return self.exclude(live_until=F("live_from"))

    def not_ended(self, at: datetime | None = None) -> Self:
        """Return the editions not ended at an instant (default: now): live or yet to begin."""
        return self.filter(not_ended(at))

    def begun(self, at: datetime | None = None) -> Self:
        """Return the editions that went live by an instant (default: now), ended or not."""
        return self.printed().filter(begun(at))

    def waiting(self, at: datetime | None = None) -> Self:
        """Return the editions scheduled to go live after an instant (default: now)."""
        return self.printed().filter(live_from__gt=at or clock.now())


class EditionQuerySet(DatedQuerySet["Edition"]):
    """The queries over editions."""

    def for_status(self) -> Self:
        """Return the editions that determine a story's status now.

        They are the live one, those still to come, and the newest that isn't cancelled.
        """
        printed = self.printed()
        later = printed.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        return printed.filter(not_ended() | ~Exists(later))

    def for_next(self, now: datetime) -> Self:
        """Return the editions that a story's next one depends on.

        They are those that haven't ended, the last one that went live, and the newest, even if it
        was cancelled.
        """
        of_story = self.model.objects.filter(article=OuterRef("article"))
        last_begun = of_story.begun(now).order_by("-live_from").values("pk")[:1]
        newest = of_story.order_by("-number").values("pk")[:1]
        others = Q(pk=Subquery(last_begun)) | Q(pk=Subquery(newest))
        return self.filter(not_ended(now) | others)

    def with_parts(self) -> Self:
        """Annotate the rows of each part of the copy as JSON, in which `has_same_copy` finds them.

        A prefetch would take a query for each part.
        """
        rows = {}
        for part in self.model.PARTS:
            model: Any = self.model._meta.get_field(part).related_model
            of_edition = model.objects.filter(content_object=OuterRef("pk"))
            columns = JSONObject(**{name: name for name in model.part_fields()})
            ordered = of_edition.order_by(*model._meta.ordering)
            rows[f"{part}_json"] = ArraySubquery(ordered.values(json=columns))
        return self.annotate(**rows)

    def shown_until(self, end: datetime) -> Self:
        """Return the editions that readers see right before an instant."""
        return self.filter(Q(live_until=None) | Q(live_until__gte=end), live_from__lt=end)

    def to_be_withdrawn(self, at: datetime | None = None) -> Self:
        """Return the editions whose withdrawal is planned after an instant (default: now)."""
        ending = self.printed().exclude(withdrawal_reason="")
        return ending.filter(live_until__gt=at or clock.now())

    def cancel(self) -> int:
        """Cancel the editions: end each at the instant it begins, so that no reader sees it."""
        return self.update(live_until=F("live_from"), withdrawal_reason="")

    def latest_first(self) -> Self:
        """Order by first publication, so that an update doesn't move a story back to the top."""
        return self.order_by("-published_at", "-id")

    def with_words(self, text: str) -> Self:
        """Return the editions whose headline or address contains every word of `text`.

        Words of one or two letters, which the index can't find, only choose among what it found. If
        there is no longer one, they choose among the newest editions.
        """
        words = [word.strip("/") for word in text.replace("\x00", "").split()[:MOST_WORDS]]
        words = list(filter(None, words))
        found = self
        if words and max(map(len, words)) < INDEXED:
            newest = self.latest_first().values("pk")[:NEWEST]
            found = self.filter(pk__in=newest)
        for word in words:
            found = found.filter(Q(headline__icontains=word) | Q(path__icontains=word))
        return found

    def latest_by(self, author: Author | int) -> Self:
        """Return the editions by an author (or key), newest first, ordered by the index on bylines."""
        return self.filter(bylines__author=author).order_by(
            "-bylines__published_at", "-bylines__content_object_id"
        )

    def latest_tagged(self, tag: Tag | int) -> Self:
        """Return the editions with a tag (or its key), newest first, by the index on tag links."""
        return self.filter(tag_links__tag=tag).order_by(
            "-tag_links__published_at", "-tag_links__content_object_id"
        )

    def in_reading_order(self) -> Self:
        """Order by the number of a series' part; those without one follow, by first publication."""
        # PostgreSQL puts nulls last, as the index on series does.
        return self.order_by("series_part", "published_at", "id")

    def with_retractions(self, at: datetime | None = None) -> Self:
        """Annotate `is_retracted`: the story shows a retraction at an instant (default: now)."""
        notices = _objects("Notice")
        of_story = notices.filter(article=OuterRef("article")).visible(at).retractions()
        # No Exists: PostgreSQL may plan it to read all retractions for a list of twenty stories.
        found = Subquery(of_story.values("pk")[:1])
        return self.annotate(is_retracted=IsNull(found, False))

    def with_labels(self, at: datetime | None = None) -> Self:
        """Annotate the data that `card_label` needs, at an instant (default: now).

        `earning` lists the programmes of the edition's commercial links, None for a link that an
        editor marked as paid. It comes from the ledger, which a scan updates within minutes after a
        rule changes. `label_rows` holds the wordings that have a label.
        """
        links = Link.objects.current().commercial().filter(edition=OuterRef("pk"))
        labelled = Wording.objects.in_force(at).exclude(label="")
        return self.annotate(
            earning=ArraySubquery(links.order_by().values("programme").distinct()),
            label_rows=ArraySubquery(labelled.as_json()),
        )

    def for_cards(self, at: datetime | None = None) -> Self:
        """Load everything that a card shows at an instant (default: now), in two queries.

        The body stays in the database.
        """
        bylines = _objects("EditionByline").select_related("author")
        return (
            self.with_retractions(at)
            .with_labels(at)
            .select_related("section", "picture")
            .prefetch_related(Prefetch("bylines", bylines))
            .defer("body", "note")
        )


class SectionQuerySet(models.QuerySet["Section"]):
    """The queries over sections."""

    def public(self, at: datetime | None = None) -> Self:
        """Return the sections with a live story at an instant (default: now).

        Readers must not see other sections: a name may disclose what the newsroom is preparing.
        """
        editions: EditionQuerySet = _objects("Edition").all()
        of_section = editions.live(at).filter(section=OuterRef("pk")).latest_first()
        # No Exists: PostgreSQL may plan it to read all editions instead of one from the index.
        found = Subquery(of_section.values("pk")[:1])
        return self.filter(IsNull(found, False))


class ArticleQuerySet(models.QuerySet["Article"]):
    """The queries over drafts."""

    def for_desk(self) -> Self:
        """Load everything that a story's status and its row in the list need.

        It takes a constant number of queries, and loads only the editions that determine the status.
        """
        parts = self.model.PARTS
        editions: EditionQuerySet = _objects("Edition").all()
        return (
            self.annotate(editing=ArraySubquery(_objects("OpenForm").editors_of(OuterRef("pk"))))
            .select_related("section", "saved_by")
            .prefetch_related(
                *parts,
                "bylines__author",
                Prefetch("editions", editions.for_status().with_parts()),
            )
        )

    def for_form(self) -> Self:
        """Load everything that the story's form shows of the draft itself, in four queries."""
        related = _objects("ArticleRelated").select_related("story").defer("story__body")
        return self.select_related("section", "picture", "saved_by").prefetch_related(
            Prefetch("bylines", _objects("ArticleByline").select_related("author__portrait")),
            Prefetch("tag_links", _objects("ArticleTag").select_related("tag")),
            Prefetch("related_links", related),
        )

    def for_save(self) -> Self:
        """Lock the stories until the transaction ends, and load their copies, in four queries.

        Without joins, since PostgreSQL reads no joined row again after it has waited for a lock.
        """
        tags = _objects("ArticleTag").select_related("tag")
        others = [part for part in self.model.PARTS if part != "tag_links"]
        return self.select_for_update().prefetch_related(*others, Prefetch("tag_links", tags))
