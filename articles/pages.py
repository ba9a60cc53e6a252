"""What the story page shows, gathered once: from an edition for readers, from a draft for a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from articles.models import (
    Article,
    Byline,
    Edition,
    EditionByline,
    EditionPicture,
    EditionRelated,
    EditionTag,
    Tag,
)
from articles.publishing import derive_blocks
from articles.querysets import EditionQuerySet
from articles.videos import Video, read
from disclosures.models import Programme, Wording
from images.models import Image

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


@dataclass(frozen=True)
class StoryPage:
    """A story as its page shows it. `copy` is the edition, or the draft where it is a proof."""

    copy: Edition | Article
    bylines: list[Byline]
    tags: list[Tag]
    related: list[Edition]
    videos: list[Video]
    blocks: list[dict[str, Any]]
    disclosure: Wording | None


def story_editions(at: datetime | None = None) -> EditionQuerySet:
    """Live editions with all that `of_edition` needs: three queries for a page, whatever is on it.

    Tags, the body's pictures and the wording come in the edition's own row, as JSON.
    """
    at = at or timezone.now()
    tags = EditionTag.objects.filter(content_object=OuterRef("pk")).order_by("id")
    related = EditionRelated.objects.filter(content_object=OuterRef("pk"))
    pictures = EditionPicture.objects.filter(edition=OuterRef("pk"))
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
            wording_row=Subquery(Wording.objects.in_force(at).as_json()),
        )
    )


def of_edition(edition: Any, at: datetime | None = None) -> StoryPage:
    """The page of an edition that `story_editions` gave."""
    pictures = [Image(**row) for row in edition.picture_rows]
    return StoryPage(
        copy=edition,
        bylines=list(edition.bylines.all()),
        tags=[Tag(**row) for row in edition.tag_rows],
        related=related_stories(edition.related_keys, at),
        videos=[read(entry) for entry in edition.videos],
        blocks=_with_pictures(edition.blocks, pictures),
        disclosure=Wording(**edition.wording_row) if edition.wording_row else None,
    )


def of_draft(article: Article) -> StoryPage:
    """A proof: the page that publishing the draft now would give."""
    derived = derive_blocks(article, Programme.objects.active().rules())
    keys = [block["image"] for block in derived if block["kind"] == "picture"]
    return StoryPage(
        copy=article,
        bylines=list(article.bylines.select_related("author__portrait")),
        tags=list(article.tags.all()),
        related=related_stories(list(article.related_links.values_list("story_id", flat=True))),
        videos=[read(entry) for entry in article.videos],
        blocks=_with_pictures(derived, Image.objects.filter(pk__in=keys)),
        disclosure=Wording.objects.in_force().first(),
    )


def related_stories(keys: list[int], at: datetime | None = None) -> list[Edition]:
    """The live editions of the stories with these keys, in the keys' order."""
    if not keys:
        return []
    found = (
        Edition.objects.live(at).filter(article_id__in=keys).select_related("section", "picture")
    )
    return sorted(
        found.defer("body", "blocks", "note"), key=lambda edition: keys.index(edition.article_id)
    )


def _with_pictures(
    blocks: Iterable[dict[str, Any]], images: Iterable[Image]
) -> list[dict[str, Any]]:
    """The blocks with each picture's row in place of its key."""
    found = {image.pk: image for image in images}
    return [
        block | {"image": found.get(block["image"])} if block["kind"] == "picture" else block
        for block in blocks
    ]
