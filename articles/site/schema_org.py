"""Structured data of pages: schema.org objects as plain dicts, for JSON-LD.

Google reads datePublished, dateModified, headline, image and author of an article (Search Central,
"Article"); the rest follows the vocabulary of schema.org and of the Trust Project.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.content.disclosures import labelled_headline
from articles.content.story_page import StoryPage
from articles.models import Byline, Genre, Notice, SitePage
from articles.site import lists
from authors.models import Author
from disclosures.wordings.selection import Disclosure
from images.models import Image
from newsroom.languages import site_language

Thing = dict[str, Any]

# Every other genre, such as a guide, and a story without a genre is a plain Article.
TYPES = {
    Genre.NEWS: "NewsArticle",
    Genre.REVIEW: "ReviewNewsArticle",
    Genre.OPINION: "OpinionNewsArticle",
    Genre.ANALYSIS: "AnalysisNewsArticle",
}
ADVERTISING = "AdvertiserContentArticle"
# The properties of schema.org/NewsMediaOrganization that name a site page, by the page's address.
POLICIES = {
    "mission": "missionCoveragePrioritiesPolicy",
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "ownership": "ownershipFundingInfo",
    "disclosure": "publishingPrinciples",
    "verification": "verificationFactCheckingPolicy",
    "sources": "unnamedSourcesPolicy",
    "diversity": "diversityPolicy",
    "feedback": "actionableFeedbackPolicy",
    "masthead": "masthead",
}
# JSON allows these letters, but in a script element they could form "</script>" or "<!--".
# `json.dumps` escapes non-ASCII letters, U+2028 among them.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


def article(page: StoryPage, origin: str) -> Thing:
    """Build the Article object of a live story's page; `origin` is the site's, `https://host`.

    schema.org has no term for an affiliate link. By our own convention, disclosures are listed as
    parts of the page (`hasPart`).
    """
    edition: Any = page.copy
    thing = {
        "@context": "https://schema.org",
        "@type": ADVERTISING if edition.is_advertising else TYPES.get(edition.genre, "Article"),
        "@id": f"{origin}{edition.get_absolute_url()}#article",
        "url": origin + edition.get_absolute_url(),
        "mainEntityOfPage": origin + edition.get_absolute_url(),
        "inLanguage": edition.language or site_language(),
        "headline": labelled_headline(edition.headline, "", is_retracted=page.is_retracted),
        "description": edition.summary,
        "datePublished": _instant(edition.published_at),
        "dateModified": _instant(edition.updated_at or edition.published_at),
        "author": _authors(page.bylines, origin),
        "image": [_image(edition.picture, origin)] if edition.picture else [],
        "articleSection": edition.section.name,
        "keywords": [tag.name for tag in page.tags],
        "wordCount": page.disclosed.length.count,
        "timeRequired": f"PT{minutes}M" if (minutes := page.disclosed.length.minutes) else "",
        **_series(page, origin),
        "isAccessibleForFree": True,
        "publisher": publisher(origin),
        "sponsor": _sponsor(edition),
        "hasPart": [_disclosure(disclosure) for disclosure in page.disclosed.disclosures],
        "correction": [_correction(c) for c in page.notices if c.kind != Notice.Kind.UPDATE],
    }
    return {name: value for name, value in thing.items() if value not in ("", [], 0)}


def _series(page: StoryPage, origin: str) -> Thing:
    """Build the properties that name a story's series and its part of it."""
    if page.series is None:
        return {}
    series = page.series.series
    url = origin + series.get_absolute_url()
    whole = {"@type": "CreativeWorkSeries", "name": series.name, "url": url}
    return {"isPartOf": whole, "position": page.series.part or 0}


def publisher(origin: str, pages: Iterable[SitePage] = ()) -> Thing:
    """Build the object of the publication; with `pages`, it names those that are policies."""
    thing = {
        "@type": "NewsMediaOrganization",
        "@id": f"{origin}/#publisher",
        "name": settings.SITE_NAME,
        "url": f"{origin}/",
    }
    for page in pages:
        if page.slug in POLICIES:
            thing[POLICIES[page.slug]] = origin + page.get_absolute_url()
    return thing


def front_page(origin: str) -> Thing:
    """Build the front page's object: the publication, with every policy that exists."""
    return {"@context": "https://schema.org"} | publisher(origin, lists.site_page_addresses())


def as_json(thing: Thing) -> str:
    """Return `thing` as JSON that is safe inside a script element, whatever text it holds."""
    return json.dumps(thing).translate(_ESCAPES)


def _authors(bylines: Iterable[Byline], origin: str) -> list[Thing]:
    """List each author once, by name only (Google: no titles, no pronouns)."""
    authors: dict[int, Author] = {byline.author_id: byline.author for byline in bylines}
    return [
        {"@type": "Person", "name": author.name, "url": origin + author.get_absolute_url()}
        for author in authors.values()
    ]


def _image(image: Image, origin: str) -> Thing:
    width = image.widths[-1]
    thing = {
        "@type": "ImageObject",
        "url": origin + image.get_absolute_url(),
        "width": width,
        "height": round(image.height * width / image.width),
    }
    return thing | ({"creditText": image.credit} if image.credit else {})


def _sponsor(edition: Any) -> Thing | str:
    if not edition.is_advertising:
        return ""
    return {"@type": "Organization", "name": edition.connection_with}


def _disclosure(disclosure: Disclosure) -> Thing:
    return {"@type": "WebPageElement", "name": "Disclosure", "text": disclosure.text}


def _correction(correction: Notice) -> Thing:
    """Build a CorrectionComment. Callers leave out updates, which add and don't correct."""
    return {
        "@type": "CorrectionComment",
        "name": correction.get_kind_display(),
        "text": correction.text,
        "datePublished": _instant(correction.live_from),
    }


def _instant(at: datetime) -> str:
    """Return ISO 8601 with the offset of the publication's time zone, as the page shows it."""
    return timezone.localtime(at).isoformat(timespec="seconds")
