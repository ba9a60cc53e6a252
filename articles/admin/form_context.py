"""The context of the story's form: everything next to the fields, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from articles.admin import checklist, former_drafts, preview_links
from articles.admin.badges import badge
from articles.admin.links import links_panel
from articles.models import Article, Edition, Event, Notice
from articles.publishing.candidate import Candidate
from newsroom.compiled import compiled
from staff.models import User

# The number of events that the story's form lists.
LISTED = 20


@compiled
def article_for_form(key: int) -> QuerySet[Article]:
    return preview_links.with_links(Article.objects.filter(pk=key).for_form())


@compiled
def editions_of(article: int) -> QuerySet[Edition]:
    notices = Prefetch("notices", Notice.objects.select_related("by"))
    editions = Edition.objects.filter(article=article).select_related("printed_by")
    return editions.defer("body").prefetch_related(notices)


@compiled
def events_of(article: int) -> QuerySet[Event]:
    return Event.objects.filter(article=article).select_related("by")


@dataclass(frozen=True)
class Record:
    """The story's editions (newest first, without their bodies), notices (oldest first) and events."""

    editions: list[Edition]
    notices: list[Notice]
    events: list[Event]

    def waiting(self, candidate: Candidate) -> Edition | None:
        """Return the edition that is scheduled to go live, with its notices."""
        waiting = candidate.timeline.waiting
        return next((edition for edition in self.editions if edition == waiting), None)


def record_of(article: Article) -> Record:
    """Read the story's record in three queries."""
    editions = list(editions_of(article.pk))
    by_key = {edition.pk: edition for edition in editions}
    events = events_of(article.pk)[:LISTED]
    for event in events:
        if event.edition_id in by_key:
            event.edition = by_key[event.edition_id]
    found = [notice for edition in editions for notice in edition.notices.all()]
    found.sort(key=lambda notice: (notice.live_from, notice.pk))
    return Record(editions, found, events)


def context(candidate: Candidate, record: Record, *, by: User, now: datetime) -> dict[str, Any]:
    """Return the form's context about a saved draft."""
    article, timeline = candidate.article, candidate.timeline
    status = article.status_by(timeline.editions)
    return (
        links_panel(candidate)
        | checklist.context(candidate, by=by)
        | {
            "status": status,
            "badge": badge(article, status),
            "unchanged": status == Article.Status.LIVE,
            "editions": record.editions,
            "live_edition": next((e for e in record.editions if e.is_live(now)), None),
            "waiting_edition": timeline.waiting,
            "seen": any(e.live_from <= now and not e.is_cancelled for e in record.editions),
            "ending_edition": timeline.to_be_withdrawn,
            "notices": record.notices,
            "events": record.events,
            "former_drafts": former_drafts.newest(article),
            "preview_links": preview_links.rows(article, record.editions, now),
        }
    )
