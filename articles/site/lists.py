"""The queries of readers' lists and feeds, compiled once (newsroom/compiled.py).

`at` is the instant of the request. A list's functions come in two kinds: for cards, and `whole_…` for
feeds of whole stories.
"""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404

from articles.content.story_page import story_editions
from articles.models import Edition, MostRead, Section, Series, SitePage, Tag
from articles.models.querysets import EditionQuerySet, SectionQuerySet
from authors.models import Author
from newsroom.compiled import AnyOf, Found, Row, compiled

# The places of the ranking that the page of the most-read stories reads: some of the stories may be gone.
RANKED = 60
# What the footer shows of a site page.
FOOTER = ("id", "slug", "title", "place")


def found_or_404(found: Found[Row]) -> Row:
    """Return the first row; raise Http404 if there is none."""
    if (row := found.first()) is None:
        raise Http404("Nothing has this address.")
    return row


@compiled
def begun_at(path: str, at: datetime) -> EditionQuerySet:
    """Return the editions that went live at an address, newest first, without their bodies."""
    return Edition.objects.begun(at).filter(path=path).order_by("-live_from").only("article_id")


@compiled
def sections(at: datetime) -> SectionQuerySet:
    """Return the public sections in the order of the site's header."""
    return Section.objects.public(at)


@compiled
def public_section(slug: str, at: datetime) -> SectionQuerySet:
    """Return the public section with this slug."""
    return Section.objects.public(at).filter(slug=slug)


@compiled
def sections_with_footer(at: datetime) -> SectionQuerySet:
    """Return `sections`, each with the footer's pages as `footer_rows`: all lists of a page's frame."""
    rows = SitePage.objects.in_footer().values(json=JSONObject(**{name: name for name in FOOTER}))
    return Section.objects.public(at).annotate(footer_rows=ArraySubquery(rows))


@compiled
def footer_pages() -> QuerySet[SitePage]:
    """Return the footer's pages, for a site without a public section."""
    return SitePage.objects.in_footer().only(*FOOTER)


@compiled
def site_page_addresses() -> QuerySet[SitePage]:
    """Return the site pages with nothing but their addresses."""
    return SitePage.objects.only("slug")


@compiled
def tag(slug: str) -> QuerySet[Tag]:
    """Return the tag with this slug, with its picture, also if only drafts have it."""
    return Tag.objects.select_related("picture").filter(slug=slug)


@compiled
def series(slug: str) -> QuerySet[Series]:
    """Return the series with this slug, with its picture, also if only drafts are in it."""
    return Series.objects.select_related("picture").filter(slug=slug)


@compiled
def public_series(at: datetime) -> QuerySet[Series]:
    """Return the series with a live story, by name, with their pictures."""
    return Series.objects.public(at).select_related("picture")


@compiled
def author(slug: str, at: datetime) -> QuerySet[Author]:
    """Return the author with this slug, with portrait, links and interests."""
    authors = Author.objects.with_interests(at).select_related("portrait")
    return authors.prefetch_related("links").filter(slug=slug)


@compiled
def newest(at: datetime) -> EditionQuerySet:
    """Return all live editions, newest first."""
    return Edition.objects.live(at).latest_first().for_cards(at)


@compiled
def published_within(start: datetime, stop: datetime, at: datetime) -> EditionQuerySet:
    """Return the live editions first published from `start` to `stop` (excluded), newest first."""
    within = Edition.objects.live(at).filter(published_at__gte=start, published_at__lt=stop)
    return within.latest_first().for_cards(at)


@compiled
def last_before(stop: datetime, at: datetime) -> EditionQuerySet:
    """Return the live editions first published before an instant, newest first: their dates only."""
    return (
        Edition.objects.live(at).filter(published_at__lt=stop).latest_first().only("published_at")
    )


@compiled
def first_from(start: datetime, at: datetime) -> EditionQuerySet:
    """Return the live editions first published from an instant on, oldest first: their dates only."""
    later = Edition.objects.live(at).filter(published_at__gte=start)
    return later.order_by("published_at", "id").only("published_at")


@compiled
def ranked(at: datetime) -> EditionQuerySet:
    """Return the live editions of the most-read stories, by their place in the ranking."""
    places = MostRead.objects.filter(article=OuterRef("article"))
    likely = MostRead.objects.filter(position__lte=RANKED).values("article")
    found = Edition.objects.live(at).filter(article__in=likely)
    return found.annotate(place=Subquery(places.values("position"))).order_by("place").for_cards(at)


@compiled
def in_section(section: int, at: datetime) -> EditionQuerySet:
    """Return a section's live editions, newest first."""
    return Edition.objects.live(at).filter(section=section).latest_first().for_cards(at)


@compiled
def tagged(tag: int, at: datetime) -> EditionQuerySet:
    """Return the live editions with a tag, newest first."""
    return Edition.objects.live(at).latest_tagged(tag).for_cards(at)


@compiled
def in_series(series: int, at: datetime) -> EditionQuerySet:
    """Return a series' live editions in reading order."""
    return Edition.objects.live(at).filter(series=series).in_reading_order().for_cards(at)


@compiled
def by_author(author: int, at: datetime) -> EditionQuerySet:
    """Return the live editions by an author, newest first."""
    return Edition.objects.live(at).latest_by(author).for_cards(at)


@compiled
def with_keys(editions: list[int], at: datetime) -> EditionQuerySet:
    """Return the live editions with these keys, with their bodies, ordered by key."""
    found = Edition.objects.live(at).filter(AnyOf("id", editions)).for_cards(at)
    return found.defer(None).defer("note").order_by("pk")


@compiled
def of_stories(keys: list[int], at: datetime) -> EditionQuerySet:
    """Return the live editions of the stories with these keys, in any order."""
    return Edition.objects.live(at).filter(AnyOf("article_id", keys)).for_cards(at)


@compiled
def cards(editions: list[int], at: datetime) -> EditionQuerySet:
    """Return the live editions with these keys for cards, ordered by key."""
    return Edition.objects.live(at).filter(AnyOf("id", editions)).for_cards(at).order_by("pk")


@compiled
def authors_with_keys(authors: list[int]) -> QuerySet[Author]:
    """Return the names of the authors with these keys, in any order."""
    return Author.objects.filter(AnyOf("id", authors)).order_by().only("name")


@compiled
def newest_whole(at: datetime) -> EditionQuerySet:
    """Return all live editions, newest first."""
    return story_editions(at).latest_first()


@compiled
def whole_in_section(section: int, at: datetime) -> EditionQuerySet:
    """Return a section's live editions, newest first."""
    return story_editions(at).filter(section=section).latest_first()


@compiled
def whole_tagged(tag: int, at: datetime) -> EditionQuerySet:
    """Return the live editions with a tag, newest first."""
    return story_editions(at).latest_tagged(tag)


@compiled
def whole_in_series(series: int, at: datetime) -> EditionQuerySet:
    """Return a series' live editions, newest first."""
    return story_editions(at).filter(series=series).latest_first()


@compiled
def whole_by_author(author: int, at: datetime) -> EditionQuerySet:
    """Return the live editions by an author, newest first."""
    return story_editions(at).latest_by(author)
