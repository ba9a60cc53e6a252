"""The rows that stories and lists show, named for the page cache (newsroom/cache/keys.py)."""

from collections.abc import Iterable
from typing import Any

from articles.content.blocks import Block
from articles.content.story_page import StoryPage, card_keys, cards_in
from newsroom.cache.keys import Shows, path_key


def show_story(shows: Shows, page: StoryPage) -> None:
    """Name the rows that the page of an edition from `story_at` shows."""
    edition: Any = page.copy
    offered = page.further.offered
    shows("offers", edition.article_id)
    shows("article", edition.article_id, *page.further.hidden)
    shows("article", *(other.article_id for other in offered))
    shows("path", path_key(edition.path))
    shows("tag", *(tag.pk for tag in page.tags))
    shows("image", *(row["id"] for row in edition.picture_rows))
    if edition.series_id:
        shows("series", edition.series_id)
        shows("series-list", edition.series_id)
    _show_authors(shows, (byline.author for byline in page.bylines))
    _show_pictures(shows, [edition, *offered])
    show_blocks(shows, page.blocks)


def show_blocks(shows: Shows, blocks: Iterable[Block]) -> None:
    """Name the stories of the cards among the blocks, also those that aren't live yet."""
    blocks = list(blocks)
    shows("article", *card_keys(blocks))
    _show_pictures(shows, cards_in(blocks))


def show_cards(shows: Shows, editions: Iterable[Any]) -> None:
    """Name the rows that the cards of editions from `for_cards` show."""
    editions = list(editions)
    shows("article", *(edition.article_id for edition in editions))
    _show_authors(
        shows, (byline.author for edition in editions for byline in edition.bylines.all())
    )
    _show_pictures(shows, editions)


def _show_authors(shows: Shows, authors: Iterable[Any]) -> None:
    for author in authors:
        shows("author", author.pk)
        if author.portrait_id:
            shows("image", author.portrait_id)


def _show_pictures(shows: Shows, editions: Iterable[Any]) -> None:
    shows("image", *(edition.picture_id for edition in editions if edition.picture_id))
