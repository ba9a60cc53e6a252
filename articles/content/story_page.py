"""The content of a story page, from an edition for readers or from a draft for a preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from articles.content.blocks import Block, Picture, Videos
from articles.content.body import Body
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
from disclosures.channels import Channel
from disclosures.matching import Rulebook
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook, version_query
from images.models import Image
from newsroom import clock
from newsroom.compiled import AnyOf, compiled

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
    """The content of a story's page. `copy` is the edition, or the draft in a preview."""

    copy: Edition | Article
    bylines: list[Byline]
    tags: list[Tag]
    related: list[Edition]
    videos: list[Video]
    blocks: list[Block]
    disclosed: DisclosedBody
    notices: list[Notice]

    @property
    def is_retracted(self) -> bool:
        return any(notice.kind == Notice.Kind.RETRACTION for notice in self.notices)


def story_editions(at: datetime | None = None) -> EditionQuerySet:
    """Return the live editions with all that `of_edition` needs: three queries for any page.

    The edition's own row holds, as JSON, its tags, its body's pictures, its notices, its authors'
    interests, the wordings in force and the version of the rules.
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
                tags.values(json=JSONObject(id="tag_id", name="tag__name", slug="tag__slug"))
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


@compiled
def story_at(path: str, at: datetime) -> EditionQuerySet:
    """Return the story at an address, for `of_edition`."""
    return story_editions(at).filter(path=path)


def of_edition(
    edition: Any,
    at: datetime | None = None,
    *,
    channel: str = Channel.PAGE,
    rules: Rulebook | None = None,
    jurisdiction: str | None = None,
    related: bool = True,
) -> StoryPage:
    """Build the page of an edition from `story_editions`, as a channel shows it at an instant.

    Args:
        at: the instant. Default: now.
        rules: the rules at the instant. Default: the current ones.
        jurisdiction: the section's jurisdiction at the instant. Default: the current one.
        related: include related stories. Without them, it takes only the query for the bylines,
            which is one for any number of editions.
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
        # A body that is kept keeps its rules in memory: only those of the present are worth it.
        body=Body(edition.body) if rules else None,
    )
    videos = [read(entry) for entry in edition.videos]
    return StoryPage(
        copy=edition,
        bylines=list(edition.bylines.all()),
        tags=[Tag(**row) for row in edition.tag_rows],
        related=related_stories(edition.related_keys, at) if related else [],
        videos=videos,
        blocks=_filled(disclosed.blocks, pictures, videos),
        disclosed=disclosed,
        notices=[_notice(row) for row in edition.notice_rows],
    )


def disclosed_draft(
    article: Article,
    body: Body | None = None,
    rules: Rulebook | None = None,
    wordings: Iterable[Mapping[str, Any]] | None = None,
) -> DisclosedBody:
    """Return the body and disclosures that readers would get if the draft were published now.

    The body, the current rules and the current wordings are read here unless the caller has them.
    """
    return disclose(
        article,
        rulebook=rules or rulebook(),
        wordings=Wording.objects.in_force().rows() if wordings is None else wordings,
        at=clock.now(),
        interests=list(interests_of(article).values_list("author__name", "text")),
        body=body,
    )


def of_draft(article: Article) -> StoryPage:
    """Build a preview: the page that readers would get if the draft were published now."""
    body = Body(article.body)
    disclosed = disclosed_draft(article, body)
    videos = [read(entry) for entry in article.videos]
    return StoryPage(
        copy=article,
        bylines=list(article.bylines.select_related("author__portrait")),
        tags=list(article.tags.all()),
        related=related_stories(list(article.related_links.values_list("story_id", flat=True))),
        videos=videos,
        blocks=_filled(disclosed.blocks, Image.objects.filter(pk__in=body.pictures), videos),
        disclosed=disclosed,
        notices=list(article.notices.visible()),
    )


def related_stories(keys: list[int], at: datetime | None = None) -> list[Edition]:
    """Return the live editions of the stories with these keys, in the order of the keys."""
    if not keys:
        return []
    found = _related(keys, at or clock.now())
    return sorted(found, key=lambda edition: keys.index(edition.article_id))


@compiled
def _related(keys: list[int], at: datetime) -> EditionQuerySet:
    """Return the live editions of the stories with these keys, for cards without bylines."""
    found = Edition.objects.live(at).filter(AnyOf("article_id", keys))
    found = found.with_retractions(at).with_labels(at).select_related("section", "picture")
    return found.defer("body", "note")


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(**row | {"live_from": datetime.fromisoformat(row["live_from"])})


def _filled(
    blocks: Iterable[Block], images: Iterable[Image], videos: Sequence[Video]
) -> list[Block]:
    """Return the blocks with the rows of their pictures, if there are any, and with the videos."""
    rows = {image.pk: image for image in images}
    return [_filled_block(block, rows, videos) for block in blocks]


def _filled_block(block: Block, rows: Mapping[int, Image], videos: Sequence[Video]) -> Block:
    if isinstance(block, Picture):
        image = rows.get(block.key)
        return replace(block, image=image and image.shown_with(alt=block.alt))
    if isinstance(block, Videos):
        return replace(block, videos=videos)
    return block
