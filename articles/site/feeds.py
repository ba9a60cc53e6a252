"""The stories as feeds, whole, and with all that their pages tell readers: RSS, Atom, JSON Feed."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.views.decorators.http import require_safe

from articles.content import story_page
from articles.content.plain_html import feed_html
from articles.content.story_page import StoryPage
from articles.models import Edition, Section
from newsroom.caching import for_readers
from newsroom.html import for_xml

# Google takes at most 60 new items at a time, and 2 MB (Publisher Center, "Feeds").
IN_FEED = 30


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with whole stories (content:encoded) and the date that a story's readers see."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("atom:updated", item["updateddate"].isoformat())
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(Atom1Feed):
    """Atom 1.0 with whole stories."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


@require_safe
@for_readers
def rss(request: HttpRequest, section: str = "") -> HttpResponse:
    return _written(RssFeed, request, section)


@require_safe
@for_readers
def atom(request: HttpRequest) -> HttpResponse:
    return _written(AtomFeed, request)


@require_safe
@for_readers
def json_feed(request: HttpRequest) -> HttpResponse:
    """JSON Feed 1.1 (jsonfeed.org); disclosures also stand by themselves, as `_disclosures`."""
    title, found = _stories(request)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": request.build_absolute_uri("/"),
        "feed_url": request.build_absolute_uri(),
        "language": settings.LANGUAGE_CODE,
        "items": [
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "summary": item["description"],
                "content_html": item["content"],
                "date_published": item["pubdate"].isoformat(),
                "date_modified": item["updateddate"].isoformat(),
                "authors": [{"name": name} for name in item["authors"]],
                "tags": item["categories"],
                "_disclosures": [
                    {"id": s.wording, "kind": s.kind, "text": s.text} for s in item["disclosures"]
                ],
            }
            for item in found
        ],
    }
    return HttpResponse(json.dumps(feed), content_type="application/feed+json; charset=utf-8")


def _written(
    kind: type[RssFeed] | type[AtomFeed], request: HttpRequest, section: str = ""
) -> HttpResponse:
    title, found = _stories(request, section)
    feed = kind(
        title=for_xml(title),
        link=request.build_absolute_uri(f"/{section}/" if section else "/"),
        description=for_xml(settings.SITE_TAGLINE or title),
        language=settings.LANGUAGE_CODE,
        feed_url=request.build_absolute_uri(),
    )
    for item in found:
        feed.add_item(**item)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _stories(request: HttpRequest, slug: str = "") -> tuple[str, Iterator[dict[str, Any]]]:
    """A feed's title, and its items.

    Raises:
        Http404: there is no such section, or none of its stories is live.
    """
    editions = story_page.story_editions()
    title = settings.SITE_NAME
    if slug:
        section = get_object_or_404(Section.objects.public(), slug=slug)
        editions, title = editions.filter(section=section), f"{section.name} · {title}"
    found = editions.latest_first()[:IN_FEED]
    read = (story_page.of_edition(e, channel="feed", related=False) for e in found)
    return title, (_item(page, request) for page in read)


def _item(page: StoryPage, request: HttpRequest) -> dict[str, Any]:
    """One story. Its `unique_id` stays through every edit and move (RFC 4151)."""
    edition: Any = page.copy
    site = f"{request.scheme}://{request.get_host()}"
    host = request.get_host().partition(":")[0]
    return {
        "title": for_xml(title_of(page)),
        "link": site + edition.get_absolute_url(),
        "description": for_xml(edition.standfirst),
        "content": for_xml(feed_html(page, site)),
        "pubdate": edition.published_at,
        "updateddate": edition.updated_at or edition.published_at,
        "unique_id": f"tag:{host},2026:story-{edition.article_id}",
        "unique_id_is_permalink": False,
        "authors": list(dict.fromkeys(for_xml(byline.author.name) for byline in page.bylines)),
        "categories": [for_xml(tag.name) for tag in page.tags],
        "disclosures": page.disclosed.disclosures,
    }


def title_of(page: StoryPage) -> str:
    """The headline, after what readers must know before they choose to read on.

    Source: ASA and CAP, "Affiliate marketing": the label belongs in titles and teasers too.
    """
    edition: Edition = page.copy  # type: ignore[assignment]  # feeds have no drafts
    said = [page.disclosed.label, "Retracted" if page.is_retracted else ""]
    return ": ".join([*filter(None, said), edition.headline])
