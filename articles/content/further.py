"""The stories that a page offers to read next: related stories, further ones, and the next one.

An editor's picks come first among the related stories; the most similar ones (articles/models/similar.py)
fill them up to RELATED, and the next MORE of them are further ones. No story is in both lists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from articles.content.series import SeriesPlace
from articles.models import Article, Edition, EditionRelated, SimilarStory
from articles.models.querysets import EditionQuerySet
from newsroom import clock

RELATED, MORE = 4, 4
# Similar stories that are read: some more, since not all may be live.
READ = RELATED + MORE + 3


@dataclass(frozen=True)
class Further:
    """The live stories that a page offers to read next.

    Attributes:
        related: the editor's picks and the most similar stories, shown after the body.
        more: the next most similar ones, shown at the foot.
        next: the next part of the series, or else the next older story of the section.
        hidden: the keys of candidates that aren't offered now but may be once they change: they
            aren't live, or are retracted.
    """

    related: list[Edition] = field(default_factory=list)
    more: list[Edition] = field(default_factory=list)
    next: Edition | None = None
    hidden: list[int] = field(default_factory=list)

    @property
    def offered(self) -> list[Edition]:
        return [*self.related, *self.more, *([self.next] if self.next else [])]


@dataclass(frozen=True)
class Candidates:
    """The keys of the stories among which `chosen` chooses, whether they are live or not."""

    picks: list[int]
    similar: list[int]
    next: int | None

    @property
    def keys(self) -> list[int]:
        return [*self.picks, *self.similar, *([self.next] if self.next else [])]


def with_candidates(editions: EditionQuerySet, at: datetime) -> EditionQuerySet:
    """Annotate `similar_keys` and `next_key`, from which `candidates_of` makes the candidates."""
    picked = EditionRelated.objects.filter(content_object=OuterRef(OuterRef("pk")))
    similar = SimilarStory.objects.filter(story=OuterRef("article"))
    similar = similar.exclude(other__in=picked.values("story")).order_by("-score", "-other")
    older = Edition.objects.live(at).filter(
        Q(published_at__lt=OuterRef("published_at")) | Q(id__lt=OuterRef("id")),
        section=OuterRef("section"),
        published_at__lte=OuterRef("published_at"),
    )
    return editions.annotate(
        similar_keys=ArraySubquery(similar.values("other")[:READ]),
        next_key=Subquery(older.latest_first().values("article")[:1]),
    )


def candidates_of(edition: Any) -> Candidates:
    """Return the candidates for the page of an edition from `with_candidates`."""
    return Candidates(edition.related_keys, edition.similar_keys, edition.next_key)


def candidates_of_draft(article: Article) -> Candidates:
    """Return the candidates for a draft's preview; similar stories are found once it is published."""
    older = Edition.objects.live().filter(section=article.section).exclude(article=article)
    live = article.editions.live().first()
    older = older.filter(published_at__lte=live.published_at if live else clock.now())
    picks = list(article.related_links.values_list("story_id", flat=True))
    similar = article.similar.exclude(other__in=picks).values_list("other_id", flat=True)
    return Candidates(
        picks,
        list(similar[:READ]),
        older.latest_first().values_list("article_id", flat=True).first(),
    )


def in_series(candidates: Candidates, series: SeriesPlace | None) -> Candidates:
    """Return the candidates with the next part of the story's series as the next story, if there is one."""
    if series is None or series.next is None:
        return candidates
    return replace(candidates, next=series.next.article_id)


def chosen(
    candidates: Candidates, stories: Mapping[int, Any], *, shown: Iterable[int] = ()
) -> Further:
    """Return what a page offers, out of the live stories by key.

    Args:
        shown: the page's own story and those of the cards in its body, which aren't offered again.
    """
    picks = [stories[key] for key in candidates.picks if key in stories]
    following = stories.get(candidates.next) if candidates.next else None
    taken = {*shown, *candidates.picks, candidates.next}
    hidden = [key for key in candidates.keys if key not in stories or stories[key].is_retracted]
    others = [stories[key] for key in candidates.similar if key not in taken and key not in hidden]
    # An even number, since they stand two in a line.
    filling = max(RELATED - len(picks), len(picks) % 2)
    return Further(picks + others[:filling], others[filling : filling + MORE], following, hidden)
