"""The queries of readers' lists and feeds, compiled once (newsroom/compiled.py).

`at` is the instant of the request. A list's functions come in two kinds: for cards, and `whole_…` for
feeds of whole stories.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from articles.content.story_page import story_editions
from articles.models import Edition, Policy, Section, Tag
from articles.models.querysets import EditionQuerySet, SectionQuerySet
from authors.models import Author
from newsroom.compiled import AnyOf, Found, Row, compiled


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
def policy_kinds() -> QuerySet[Policy]:
    """Return the policies with nothing but their kinds, by which their pages are named."""
    return Policy.objects.only("kind")


@compiled
def tag(slug: str) -> QuerySet[Tag]:
    """Return the tag with this slug, also if only drafts have it."""
    return Tag.objects.filter(slug=slug)


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
def in_section(section: int, at: datetime) -> EditionQuerySet:
    """Return a section's live editions, newest first."""
    return Edition.objects.live(at).filter(section=section).latest_first().for_cards(at)


@compiled
def tagged(tag: int, at: datetime) -> EditionQuerySet:
    """Return the live editions with a tag, newest first."""
    return Edition.objects.live(at).latest_tagged(tag).for_cards(at)


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
def whole_by_author(author: int, at: datetime) -> EditionQuerySet:
    """Return the live editions by an author, newest first."""
    return story_editions(at).latest_by(author)
