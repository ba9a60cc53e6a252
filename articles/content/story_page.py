"""What the story page shows, gathered once: from an edition for readers, from a draft for a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from articles.content.disclosures import DisclosedBody, disclose
from articles.models import (
    Article,
    Byline,
    Edition,
    EditionByline,
    EditionPicture,
    EditionRelated,
    EditionTag,
    Notice,
    Tag,
    interests_of,
)
from articles.models.querysets import EditionQuerySet
from articles.models.videos import Video, read
from disclosures.matching import Rulebook
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook, version_query
from images.models import Image
from newsroom import clock

PICTURE_FIELDS = (
    "id",
    "token",
    "width",
    "height",
    "alt",
    "decorative",
    "caption",
    "credit",
    "source",
)
NOTICE_FIELDS = ("id", "kind", "text", "place", "live_from")


@dataclass(frozen=True)
class StoryPage:
    """A story as its page shows it. `copy` is the edition, or the draft where it is a proof."""

    copy: Edition | Article
    bylines: list[Byline]
    tags: list[Tag]
    related: list[Edition]
    videos: list[Video]
    blocks: list[dict[str, Any]]
    disclosed: DisclosedBody
    notices: list[Notice]

    @property
    def is_retracted(self) -> bool:
        return any(notice.kind == Notice.Kind.RETRACTION for notice in self.notices)


def story_editions(at: datetime | None = None) -> EditionQuerySet:
    """Live editions with all that `of_edition` needs: three queries for a page, whatever is on it.

    Tags, the body's pictures, notices, its authors' interests, the wordings and which rules are
    in force come in the edition's own row, as JSON.
    """
    at = at or clock.now()
    tags = EditionTag.objects.filter(content_object=OuterRef("pk")).order_by("id")
    related = EditionRelated.objects.filter(content_object=OuterRef("pk"))
    pictures = EditionPicture.objects.filter(edition=OuterRef("pk"))
    notices = Notice.objects.visible(at).filter(article=OuterRef("article"))
    interests = interests_of(OuterRef("pk"), at)
    bylines = EditionByline.objects.select_related("author__portrait")
    return (
        Edition.objects.live(at)
        .select_related("section", "picture")
        .prefetch_related(
            Prefetch("bylines", bylines),
        )
        .annotate(
            tag_rows=ArraySubquery(
                tags.values(json=JSONObject(name="tag__name", slug="tag__slug"))
            ),
            related_keys=ArraySubquery(related.order_by("position", "id").values("story_id")),
            picture_rows=ArraySubquery(
                pictures.values(
                    json=JSONObject(**{name: f"image__{name}" for name in PICTURE_FIELDS})
                )
            ),
            notice_rows=ArraySubquery(
                notices.values(json=JSONObject(**{name: name for name in NOTICE_FIELDS}))
            ),
            interest_rows=ArraySubquery(
                interests.values(json=JSONObject(author="author__name", text="text"))
            ),
            wording_rows=ArraySubquery(Wording.objects.in_force(at).as_json()),
            rules_version=version_query(),
        )
    )


def of_edition(
    edition: Any,
    at: datetime | None = None,
    *,
    channel: str = "page",
    rules: Rulebook | None = None,
    jurisdiction: str | None = None,
    related: bool = True,
) -> StoryPage:
    """The page of an edition that `story_editions` gave, as a channel shows it.

    `rules` and `jurisdiction` are those of the instant, where it isn't now. Without `related` it takes no query but
    that for the bylines, which is one for many editions.
    """
    pictures = [Image(**row) for row in edition.picture_rows]
    disclosed = disclose(
        edition,
        rulebook=rules or rulebook(edition.rules_version),
        wordings=edition.wording_rows,
        at=at or clock.now(),
        channel=channel,
        interests=[(row["author"], row["text"]) for row in edition.interest_rows],
        jurisdiction=jurisdiction,
    )
    return StoryPage(
        copy=edition,
        bylines=list(edition.bylines.all()),
        tags=[Tag(**row) for row in edition.tag_rows],
        related=related_stories(edition.related_keys, at) if related else [],
        videos=[read(entry) for entry in edition.videos],
        blocks=_with_pictures(disclosed.blocks, pictures),
        disclosed=disclosed,
        notices=[_notice(row) for row in edition.notice_rows],
    )


def disclosed_draft(article: Article) -> DisclosedBody:
    """What publishing the draft now would show and tell."""
    return disclose(
        article,
        rulebook=rulebook(),
        wordings=Wording.objects.in_force().rows(),
        at=clock.now(),
        interests=list(interests_of(article).values_list("author__name", "text")),
    )


def of_draft(article: Article) -> StoryPage:
    """A proof: the page that publishing the draft now would give."""
    disclosed = disclosed_draft(article)
    keys = [block["image"] for block in disclosed.blocks if block["kind"] == "picture"]
    return StoryPage(
        copy=article,
        bylines=list(article.bylines.select_related("author__portrait")),
        tags=list(article.tags.all()),
        related=related_stories(list(article.related_links.values_list("story_id", flat=True))),
        videos=[read(entry) for entry in article.videos],
        blocks=_with_pictures(disclosed.blocks, Image.objects.filter(pk__in=keys)),
        disclosed=disclosed,
        notices=list(article.notices.visible()),
    )


def related_stories(keys: list[int], at: datetime | None = None) -> list[Edition]:
    """The live editions of the stories with these keys, in the keys' order."""
    if not keys:
        return []
    found = (
        Edition.objects.live(at).filter(article_id__in=keys).select_related("section", "picture")
    )
    found = found.with_retractions(at).with_labels(at)
    return sorted(found.defer("body", "note"), key=lambda edition: keys.index(edition.article_id))


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(**row | {"live_from": datetime.fromisoformat(row["live_from"])})


def _with_pictures(
    blocks: Iterable[dict[str, Any]], images: Iterable[Image]
) -> list[dict[str, Any]]:
    """The blocks with each picture's row in place of its key."""
    found = {image.pk: image for image in images}
    return [
        block | {"image": found.get(block["image"])} if block["kind"] == "picture" else block
        for block in blocks
    ]
