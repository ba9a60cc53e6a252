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

from articles.content.story_page import StoryPage
from articles.models import Byline, Genre, Notice, Policy
from articles.site import lists
from authors.models import Author
from disclosures.wordings.selection import Disclosure
from images.models import Image

Thing = dict[str, Any]

# Every other genre, such as a guide, and a story without a genre is a plain Article.
TYPES = {
    Genre.NEWS: "NewsArticle",
    Genre.REVIEW: "ReviewNewsArticle",
    Genre.OPINION: "OpinionNewsArticle",
    Genre.ANALYSIS: "AnalysisNewsArticle",
}
ADVERTISING = "AdvertiserContentArticle"
# The property of schema.org/NewsMediaOrganization that names each policy's page.
POLICIES = {
    Policy.Kind.MISSION: "missionCoveragePrioritiesPolicy",
    Policy.Kind.ETHICS: "ethicsPolicy",
    Policy.Kind.CORRECTIONS: "correctionsPolicy",
    Policy.Kind.OWNERSHIP: "ownershipFundingInfo",
    Policy.Kind.DISCLOSURE: "publishingPrinciples",
    Policy.Kind.VERIFICATION: "verificationFactCheckingPolicy",
    Policy.Kind.SOURCES: "unnamedSourcesPolicy",
    Policy.Kind.DIVERSITY: "diversityPolicy",
    Policy.Kind.FEEDBACK: "actionableFeedbackPolicy",
    Policy.Kind.MASTHEAD: "masthead",
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
        "headline": ("Retracted: " if page.is_retracted else "") + edition.headline,
        "description": edition.summary,
        "datePublished": _instant(edition.published_at),
        "dateModified": _instant(edition.updated_at or edition.published_at),
        "author": _authors(page.bylines, origin),
        "image": [_image(edition.picture, origin)] if edition.picture else [],
        "articleSection": edition.section.name,
        "keywords": [tag.name for tag in page.tags],
        "isAccessibleForFree": True,
        "publisher": publisher(origin),
        "sponsor": _sponsor(edition),
        "hasPart": [_disclosure(disclosure) for disclosure in page.disclosed.disclosures],
        "correction": [_correction(c) for c in page.notices if c.kind != Notice.Kind.UPDATE],
    }
    return {name: value for name, value in thing.items() if value not in ("", [])}


def publisher(origin: str, policies: Iterable[Policy] = ()) -> Thing:
    """Build the object of the publication; with `policies`, it links to their pages."""
    thing = {
        "@type": "NewsMediaOrganization",
        "@id": f"{origin}/#publisher",
        "name": settings.SITE_NAME,
        "url": f"{origin}/",
    }
    for policy in policies:
        thing[POLICIES[Policy.Kind(policy.kind)]] = origin + policy.get_absolute_url()
    return thing


def front_page(origin: str) -> Thing:
    """Build the front page's object: the publication, with every policy that exists."""
    return {"@context": "https://schema.org"} | publisher(origin, lists.policy_kinds())


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
