"""Feeds of whole stories, with the same disclosures as their pages: RSS, Atom, JSON Feed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.content import story_page
from articles.content.disclosures import labelled_headline
from articles.content.plain_html import feed_html
from articles.content.shown import show_story
from articles.content.story_page import StoryPage
from articles.models import Edition
from articles.site import lists
from articles.site.series import series_or_404
from articles.site.views import author_or_404, public_section, tag_or_404
from disclosures.channels import Channel
from images.models import Image
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers
from newsroom.compiled import Found
from newsroom.html import for_xml
from newsroom.languages import feed_language

# Google accepts at most 60 new items per fetch, and 2 MB (Publisher Center, "Feeds").
IN_FEED = 30


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with whole stories (content:encoded), every author, and the lead picture (Media RSS)."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author["name"])
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        handler.addQuickElement("atom:updated", item["updateddate"].isoformat())
        handler.addQuickElement("content:encoded", item["content"])
        if picture := item["picture"]:
            attributes = {"medium": "image", "type": "image/jpeg", "url": picture["url"]}
            handler.startElement("media:content", attributes)
            for name in ("description", "credit"):
                if picture[name]:
                    handler.addQuickElement(f"media:{name}", picture[name])
            handler.endElement("media:content")


class AtomFeed(Atom1Feed):
    """Atom 1.0 with whole stories, every author, and the lead picture (RFC 4287)."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the attributes of an entry: its language where it isn't the feed's."""
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        if picture := item["picture"]:
            attributes = {"rel": "enclosure", "type": "image/jpeg", "href": picture["url"]}
            handler.addQuickElement("link", "", attributes)
        handler.addQuickElement("content", item["content"], {"type": "html"})


@dataclass(frozen=True)
class Subject:
    """The subject of a feed: the path and name of its page, and its editions, newest first."""

    path: str
    name: str
    editions: Found[Edition]
    # The kind and row of the key that stands for the list (newsroom/cache/tables.py).
    key: tuple[object, ...]

    @property
    def title(self) -> str:
        return f"{self.name} · {settings.SITE_NAME}" if self.name else settings.SITE_NAME


def everything() -> Subject:
    """Return the subject of the site's main feed: all live stories."""
    return Subject("/", "", lists.newest_whole(clock.now()), ("articles_edition",))


@require_safe
@for_readers()
def rss(request: HttpRequest) -> HttpResponse:
    """Serve all stories as RSS."""
    return _feed_response(RssFeed, request, everything())


@require_safe
@for_readers()
def section_rss(request: HttpRequest, section: str) -> HttpResponse:
    """Serve a section's stories as RSS; 404 unless the section is public."""
    found = public_section(section)
    editions = lists.whole_in_section(found.pk, clock.now())
    key = ("section-list", found.pk)
    subject = Subject(found.get_absolute_url(), found.name, editions, key)
    return _feed_response(RssFeed, request, subject)


@require_safe
@for_readers()
def tag_rss(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a tag's stories as RSS; 404, like its page, while no live story has the tag."""
    found = tag_or_404(slug)
    editions = lists.whole_tagged(found.pk, clock.now())
    key = ("tag-list", found.pk)
    return _rss_or_404(request, Subject(found.get_absolute_url(), found.name, editions, key))


@require_safe
@for_readers()
def series_rss(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a series' stories as RSS, newest first; 404 while none is live."""
    found = series_or_404(slug)
    editions = lists.whole_in_series(found.pk, clock.now())
    key = ("series-list", found.pk)
    return _rss_or_404(request, Subject(found.get_absolute_url(), found.name, editions, key))


@require_safe
@for_readers()
def author_rss(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve an author's stories as RSS; 404 while none is live."""
    found = author_or_404(slug)
    editions = lists.whole_by_author(found.pk, clock.now())
    key = ("author-list", found.pk)
    return _rss_or_404(request, Subject(found.get_absolute_url(), found.name, editions, key))


@require_safe
@for_readers()
def atom(request: HttpRequest) -> HttpResponse:
    """Serve all stories as Atom."""
    return _feed_response(AtomFeed, request, everything())


@require_safe
@for_readers()
def json_feed(request: HttpRequest) -> HttpResponse:
    """Serve all stories as JSON Feed 1.1 (jsonfeed.org).

    Disclosures are part of `content_html`; the extension `_disclosures` also lists them separately.
    """
    subject = everything()
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": subject.title,
        "home_page_url": request.build_absolute_uri(subject.path),
        "feed_url": request.build_absolute_uri(),
        "language": feed_language(),
        "authors": [{"name": settings.SITE_NAME, "url": request.build_absolute_uri("/")}],
        "items": [_as_json(item) for item in _items(subject, request)],
    }
    return HttpResponse(json.dumps(feed), content_type="application/feed+json; charset=utf-8")


def _as_json(item: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "summary": item["description"],
        "content_html": item["content"],
        "date_published": item["pubdate"].isoformat(),
        "date_modified": item["updateddate"].isoformat(),
        "authors": item["authors"],
        "tags": item["categories"],
        "_disclosures": [
            {"id": s.wording, "kind": s.kind, "text": s.text} for s in item["disclosures"]
        ],
    }
    if item["language"]:
        fields["language"] = item["language"]
    return fields | ({"image": item["picture"]["url"]} if item["picture"] else {})


def _rss_or_404(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Return the RSS feed of a subject that is public only while it has a live story.

    Raises:
        Http404: none of its stories is live.
    """
    items = list(_items(subject, request))
    if not items:
        raise Http404("No story is live.")
    return _feed_response(RssFeed, request, subject, items)


def _feed_response(
    kind: type[RssFeed] | type[AtomFeed],
    request: HttpRequest,
    subject: Subject,
    items: Iterable[dict[str, Any]] | None = None,
) -> HttpResponse:
    feed = kind(
        title=for_xml(subject.title),
        link=request.build_absolute_uri(subject.path),
        description=for_xml(settings.SITE_TAGLINE or subject.title),
        language=feed_language(),
        feed_url=request.build_absolute_uri(),
        # Atom requires a feed author for stories without a byline (RFC 4287, 4.1.1).
        author_name=for_xml(settings.SITE_NAME),
    )
    for item in _items(subject, request) if items is None else items:
        # Both formats treat a description as HTML; ours is plain text.
        feed.add_item(**item | {"description": escape(item["description"])})
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _items(subject: Subject, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield a feed's items; the number of queries doesn't depend on the number of items."""
    with showing() as shows:
        shows(*subject.key)
        pages = [
            story_page.of_edition(edition, channel=Channel.FEED)
            for edition in subject.editions[:IN_FEED]
        ]
        bodies = story_page.with_cards([page.blocks for page in pages])
        pages = [replace(page, blocks=body) for page, body in zip(pages, bodies, strict=True)]
        for page in pages:
            show_story(shows, page)
    for page in pages:
        yield _item(page, request)


def _item(page: StoryPage, request: HttpRequest) -> dict[str, Any]:
    """Return a story as a feed item. Its `unique_id` survives every edit and move (RFC 4151)."""
    edition: Any = page.copy
    site = f"{request.scheme}://{request.get_host()}"
    host = request.get_host().partition(":")[0]
    authors = {byline.author_id: byline.author for byline in page.bylines}
    return {
        "title": for_xml(title_of(page)),
        "language": edition.language,
        "link": site + edition.get_absolute_url(),
        "description": for_xml(edition.standfirst),
        "content": for_xml(feed_html(page, site)),
        "pubdate": edition.published_at,
        "updateddate": edition.updated_at or edition.published_at,
        "unique_id": f"tag:{host},2026:story-{edition.article_id}",
        "unique_id_is_permalink": False,
        "authors": [
            {"name": for_xml(author.name), "url": site + author.get_absolute_url()}
            for author in authors.values()
        ],
        "categories": [for_xml(tag.name) for tag in page.tags],
        "disclosures": page.disclosed.disclosures,
        "picture": _picture(edition.lead, site) if edition.lead else None,
    }


def _picture(image: Image, site: str) -> dict[str, str]:
    return {
        "url": site + image.get_absolute_url(),
        "description": "" if image.decorative else for_xml(image.alt),
        "credit": for_xml(image.credit),
    }


def title_of(page: StoryPage) -> str:
    """Return the headline of a feed's item, with its disclosure label."""
    headline = page.copy.headline
    return labelled_headline(headline, page.disclosed.label, is_retracted=page.is_retracted)
