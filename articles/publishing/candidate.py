"""A draft that is to be printed, with all that validation and printing read about it."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef

from articles.content.body import Body
from articles.models import Article, ArticleByline, Edition
from articles.models.querysets import EditionQuerySet
from articles.models.taxonomy import RESERVED
from disclosures.matching import Rulebook
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook
from images.models import Image
from newsroom.compiled import compiled

# The path of a story: a section's slug and its own.
_STORY = re.compile(r"/([-\w]+)/([-\w]+)/?", re.ASCII)


@dataclass(frozen=True)
class Expiry:
    """A withdrawal planned together with a publication: the instant, and the reason for readers."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Candidate:
    """A draft that would go live at `begin`. Each of its facts is read once, when first needed.

    To print it, create it after the story is locked. Without an `expiry`, a withdrawal that is
    planned already stays in force.
    """

    article: Article
    begin: datetime
    now: datetime
    expiry: Expiry | None = None

    @property
    def judged_at(self) -> datetime:
        """The instant whose wordings and deals apply: that at which readers first see it."""
        return max(self.begin, self.now)

    @cached_property
    def ending(self) -> tuple[datetime | None, str]:
        """The instant at which its edition will be withdrawn, and the reason; None and "" for never."""
        if self.expiry:
            return self.expiry.at, self.expiry.reason.strip()
        planned = self.timeline.to_be_withdrawn
        return (planned.live_until, planned.withdrawal_reason) if planned else (None, "")

    @cached_property
    def body(self) -> Body:
        return Body(self.article.body)

    @cached_property
    def bylines(self) -> list[ArticleByline]:
        """The draft's bylines, with authors and portraits."""
        rows = self.article.bylines.all()
        if "bylines" not in getattr(self.article, "_prefetched_objects_cache", {}):
            rows = rows.select_related("author__portrait")
        return list(rows)

    @cached_property
    def pictures(self) -> dict[int, Image]:
        """The library pictures in the body, by key."""
        return Image.objects.in_bulk(self.body.pictures)

    @cached_property
    def linked_paths(self) -> list[str]:
        """The paths of our own stories that the body links to, in order, without duplicates."""
        found = (path_of_story(address, self.rules.own_hosts) for address in self.body.links)
        return list(dict.fromkeys(path for path in found if path))

    @cached_property
    def printed(self) -> set[tuple[str, int, bool]]:
        """The stories with an edition at the draft's own path or at one that it links to.

        For each the path, the story's key, and whether readers who follow the path get the story,
        which may have moved from there, when the draft goes live.
        """
        editions = Edition.objects.filter(path__in=[self.article.path, *self.linked_paths])
        live = Edition.objects.live(self.judged_at).filter(article=OuterRef("article"))
        rows = editions.printed().order_by().values_list("path", "article_id", Exists(live))
        return set(rows.distinct())

    @cached_property
    def same_part(self) -> list[str]:
        """The headline of another story that readers see as the same part of the series, if any."""
        article = self.article
        if article.series_id is None or article.series_part is None:
            return []
        parts = Edition.objects.live(self.judged_at).filter(
            series=article.series_id, series_part=article.series_part
        )
        others = parts.exclude(article=article.pk).in_reading_order()
        return list(others.values_list("headline", flat=True)[:1])

    @cached_property
    def rules(self) -> Rulebook:
        return rulebook()

    @cached_property
    def wordings(self) -> list[dict[str, Any]]:
        """The wordings in force at `judged_at`."""
        return Wording.objects.in_force(self.judged_at).rows()

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.article, self.now)


def path_of_story(address: str, own_hosts: Container[str]) -> str:
    """Return the path of the story of ours that an address would show; "" for any other address."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if host is not None and host not in own_hosts or (parts.scheme and not host):
        return ""
    found = _STORY.fullmatch(parts.path)
    return "" if found is None or found[1] in RESERVED else f"{found[1]}/{found[2]}"


@compiled
def editions_for_next(article: int, now: datetime) -> EditionQuerySet:
    """Return a story's editions that its next one depends on, newest first, with their parts."""
    editions = Edition.objects.filter(article=article).for_next(now).with_parts()
    return editions.order_by("-number")


class Timeline:
    """The editions of a story that its next edition depends on, from one query.

    Attributes:
        editions: the newest edition, the last one that went live, and all that haven't ended.
    """

    def __init__(self, article: Article, now: datetime) -> None:
        self.now = now
        self.editions: list[Edition] = list(editions_for_next(article.pk, now))
        for edition in self.editions:
            edition.article = article

    @property
    def next_number(self) -> int:
        return self.editions[0].number + 1 if self.editions else 1

    @cached_property
    def live(self) -> Edition | None:
        return next((e for e in self._printed if e.is_live(self.now)), None)

    @cached_property
    def waiting(self) -> Edition | None:
        """The newest edition that is scheduled to go live."""
        return next((e for e in self._printed if e.live_from > self.now), None)

    @cached_property
    def last_begun(self) -> Edition | None:
        """The last edition that went live, ended or not."""
        begun = [e for e in self._printed if e.live_from <= self.now]
        return max(begun, key=lambda e: e.live_from, default=None)

    @cached_property
    def to_be_withdrawn(self) -> Edition | None:
        """The edition whose withdrawal is planned."""
        ending = (e for e in self._printed if e.withdrawal_reason and e.live_until)
        return next((e for e in ending if e.live_until and e.live_until > self.now), None)

    @property
    def _printed(self) -> list[Edition]:
        return [edition for edition in self.editions if not edition.is_cancelled]
