"""The content of a story page, from an edition for readers or from a draft for a preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from articles.content.author_links import author_links, with_author_links
from articles.content.blocks import Block, Picture, Videos
from articles.content.body import Body
from articles.content.cards import ProductCard, StoryCard
from articles.content.deriving import Subhead
from articles.content.disclosures import DisclosedBody, card_label, disclose, labelled_headline
from articles.content.further import (
    Further,
    candidates_of,
    candidates_of_draft,
    chosen,
    in_series,
    with_candidates,
)
from articles.content.series import SeriesPlace, place_of
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
from authors.models import Link
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluator, Rulebook
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
# A story with fewer subheads is read without a contents list.
LEAST_SUBHEADS = 3


@dataclass(frozen=True)
class StoryPage:
    """The content of a story's page. `copy` is the edition, or the draft in a preview.

    `author_links` has the links of each author's box, by the author's key.
    """

    copy: Edition | Article
    bylines: list[Byline]
    tags: list[Tag]
    videos: list[Video]
    blocks: list[Block]
    disclosed: DisclosedBody
    notices: list[Notice]
    author_links: Mapping[int, list[Link]] = field(default_factory=dict)
    series: SeriesPlace | None = None
    further: Further = field(default_factory=Further)

    @property
    def contents(self) -> Sequence[Subhead]:
        """The entries of the contents list; none for a story that is too short for one."""
        subheads = self.disclosed.subheads
        return subheads if len(subheads) >= LEAST_SUBHEADS else ()

    @property
    def is_retracted(self) -> bool:
        return any(notice.kind == Notice.Kind.RETRACTION for notice in self.notices)

    @property
    def shared_title(self) -> str:
        """The title under which the page is passed on, with what people must see before they open it."""
        title = self.copy.social_title or self.copy.headline
        return labelled_headline(title, self.disclosed.label, is_retracted=self.is_retracted)


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
    bylines = with_author_links(EditionByline.objects.select_related("author__portrait"))
    return (
        Edition.objects.live(at)
        .select_related("section", "picture", "series")
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
    """Return the story at an address, for `of_edition` with `further`."""
    return with_candidates(story_editions(at).filter(path=path), at)


def of_edition(
    edition: Any,
    at: datetime | None = None,
    *,
    channel: str = Channel.PAGE,
    rules: Rulebook | None = None,
    jurisdiction: str | None = None,
    further: bool = False,
) -> StoryPage:
    """Build the page of an edition from `story_editions`, as a channel shows it at an instant.

    Args:
        at: the instant. Default: now.
        rules: the rules at the instant. Default: the current ones.
        jurisdiction: the section's jurisdiction at the instant. Default: the current one.
        further: include what to read next, and the stories of the body's cards; for editions from
            `story_at`. Without them, one query for bylines serves any number of editions.
    """
    pictures = [Image(**row) for row in edition.picture_rows]
    bylines = list(edition.bylines.all())
    rules_at, now = rules or rulebook(edition.rules_version), at or clock.now()
    disclosed = disclose(
        edition,
        rulebook=rules_at,
        wordings=edition.wording_rows,
        at=now,
        channel=channel,
        interests=[(row["author"], row["text"]) for row in edition.interest_rows],
        jurisdiction=jurisdiction,
        # A body that is kept keeps its rules in memory: only those of the present are worth it.
        body=Body(edition.body) if rules else None,
    )
    videos = [read(entry) for entry in edition.videos]
    cards = card_keys(disclosed.blocks)
    series = place_of(edition, now) if further else None
    candidates = in_series(candidates_of(edition), series) if further else None
    others = _stories([*candidates.keys, *cards], at) if candidates else {}
    shown = [edition.article_id, *cards]
    return StoryPage(
        copy=edition,
        bylines=bylines,
        tags=[Tag(**row) for row in edition.tag_rows],
        videos=videos,
        blocks=_filled(disclosed.blocks, pictures, videos, others),
        disclosed=disclosed,
        notices=[_notice(row) for row in edition.notice_rows],
        author_links=author_links(bylines, LinkEvaluator(rules_at), now),
        series=series,
        further=chosen(candidates, others, shown=shown) if candidates else Further(),
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
    body, rules = Body(article.body), rulebook()
    disclosed = disclosed_draft(article, body, rules)
    bylines = list(with_author_links(article.bylines.select_related("author__portrait")))
    videos = [read(entry) for entry in article.videos]
    series, cards = place_of(article, clock.now()), card_keys(disclosed.blocks)
    candidates = in_series(candidates_of_draft(article), series)
    others = _stories([*candidates.keys, *cards])
    images = Image.objects.filter(pk__in=body.pictures)
    return StoryPage(
        copy=article,
        bylines=bylines,
        tags=list(article.tags.all()),
        videos=videos,
        blocks=_filled(disclosed.blocks, images, videos, others),
        disclosed=disclosed,
        notices=list(article.notices.visible()),
        author_links=author_links(bylines, LinkEvaluator(rules), clock.now()),
        series=series,
        further=chosen(candidates, others, shown=[article.pk, *cards]),
    )


def with_cards(bodies: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Return the blocks of several bodies with the stories that their cards show.

    It takes one query for all of them, and none if no body has a card.
    """
    others = _stories([key for blocks in bodies for key in card_keys(blocks)])
    return [_filled(blocks, (), (), others) for blocks in bodies]


def card_keys(blocks: Iterable[Block]) -> list[int]:
    """Return the keys of the stories that have a card among the blocks, live or not."""
    return [block.key for block in blocks if isinstance(block, StoryCard)]


def cards_in(blocks: Iterable[Block]) -> list[Edition]:
    """Return the live editions that are shown as cards among the blocks."""
    return [b.edition for b in blocks if isinstance(b, StoryCard) and b.edition is not None]


def _stories(keys: list[int], at: datetime | None = None) -> dict[int, Edition]:
    """Return the live editions of the stories with these keys, by key; no query without a key."""
    if not keys:
        return {}
    found = _related(list(dict.fromkeys(keys)), at or clock.now())
    return {edition.article_id: edition for edition in found}


@compiled
def _related(keys: list[int], at: datetime) -> EditionQuerySet:
    """Return the live editions of the stories with these keys, for cards without bylines."""
    found = Edition.objects.live(at).filter(AnyOf("article_id", keys))
    found = found.with_retractions(at).with_labels(at).select_related("section", "picture")
    return found.defer("body", "note")


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(**row | {"live_from": datetime.fromisoformat(row["live_from"])})


def _filled(
    blocks: Iterable[Block],
    images: Iterable[Image],
    videos: Sequence[Video],
    stories: Mapping[int, Edition],
) -> list[Block]:
    """Return the blocks with the rows of their pictures and stories, if there are any, and the videos."""
    rows = {image.pk: image for image in images}
    return [_filled_block(block, rows, videos, stories) for block in blocks]


def _filled_block(
    block: Block, rows: Mapping[int, Image], videos: Sequence[Video], stories: Mapping[int, Edition]
) -> Block:
    if isinstance(block, Picture):
        image = rows.get(block.key, block.image)
        return replace(block, image=image and image.shown_with(alt=block.alt))
    if isinstance(block, ProductCard) and block.key is not None:
        return replace(block, image=rows.get(block.key, block.image))
    if isinstance(block, Videos):
        return replace(block, videos=videos or block.videos)
    if isinstance(block, StoryCard) and (edition := stories.get(block.key)):
        return replace(block, edition=edition, label=card_label(edition))
    return block
