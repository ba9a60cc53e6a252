"""Fronts for readers: the edition that is live, filled with the stories that are live.

Pins take their places first, over the whole page; then the sources of the containers fill the other
places in the page's order, each story once. So a pin removes a story that was filled in elsewhere,
and never the other way round. A ranking shows what is read most, wherever else it is. One SQL statement reads the front's edition and the keys of all stories
that may be needed, one the cards, one their bylines.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connections, router
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from articles.content.shown import show_cards
from articles.models import HOME, Edition, FrontEdition, Genre, Section, Tag
from articles.models.containers import (
    MOST_CONTAINERS,
    MOST_STORIES,
    Container,
    Source,
    as_json,
    from_json,
)
from articles.site import lists
from articles.site.front_defaults import default_home, default_section
from newsroom.cache.keys import Shows, showing

# The keys of a story and of its live edition.
Keys = tuple[int, int]
# A page that no front has, for a draft.
NOWHERE = -1
HEADINGS = {
    Genre.NEWS: pgettext_lazy("a heading above stories", "News"),
    Genre.REVIEW: gettext_lazy("Reviews"),
    Genre.OPINION: gettext_lazy("Opinion"),
    Genre.ANALYSIS: gettext_lazy("Analysis"),
    Genre.GUIDE: gettext_lazy("Guides"),
}

_LIVE = "e.live_from <= %(at)s AND (e.live_until IS NULL OR e.live_until > %(at)s)"
_COLUMNS = "SELECT e.article_id, e.id, e.published_at"


def _first(query: str, position: str = "0") -> str:
    """Return the SELECT of as many rows of an ordered query as the page has places.

    Each container skips the stories of the others, so it needs so many. The page's number of places
    is a column, for which PostgreSQL would expect a tenth of the archive and sort all of it; so it
    gets a constant first.
    """
    ordered = f"({query} LIMIT {MOST_CONTAINERS * MOST_STORIES}) ordered"
    return f"(SELECT article_id, id, published_at, {position} AS position FROM {ordered} LIMIT c.places)"  # noqa: S608  (texts of ours)


def _newest(condition: str) -> str:
    """Return the SELECT of the newest live editions under a condition on the container `c`."""
    return _first(
        f"{_COLUMNS} FROM articles_edition e WHERE {condition} AND {_LIVE}"
        " ORDER BY e.published_at DESC, e.id DESC"
    )


# A branch whose condition on `c` is false reads nothing: PostgreSQL evaluates it first.
_SOURCES = " UNION ALL ".join(
    [
        _newest("c.source = 'newest' AND %(page)s = 0"),
        _newest("c.source = 'newest' AND %(page)s <> 0 AND e.section_id = %(page)s"),
        _newest("c.source = 'section' AND e.section_id = c.section"),
        _newest("c.source = 'genre' AND %(page)s = 0 AND e.genre = c.genre AND e.genre <> ''"),
        _newest(
            "c.source = 'genre' AND %(page)s <> 0 AND e.section_id = %(page)s"
            " AND e.genre = c.genre AND e.genre <> ''"
        ),
        _first(
            f"""{_COLUMNS} FROM articles_editiontag t
            JOIN articles_edition e ON e.id = t.content_object_id
            WHERE c.source = 'tag' AND t.tag_id = c.tag AND {_LIVE}
            ORDER BY t.published_at DESC, t.content_object_id DESC"""
        ),
        _first(
            f"""{_COLUMNS}, m.position AS rank FROM articles_mostread m
            JOIN articles_edition e ON e.article_id = m.article_id
            WHERE c.source = 'most_read' AND {_LIVE}
            AND (%(page)s = 0 OR e.section_id = %(page)s) ORDER BY m.position""",
            position="rank",
        ),
    ]
)
_FRONT = f"""WITH front AS MATERIALIZED (
    SELECT coalesce(
        (SELECT e.containers FROM articles_frontedition e
         WHERE coalesce(e.section_id, 0) = %(front)s AND {_LIVE}),
        %(otherwise)s::jsonb
    ) AS containers
), container AS MATERIALIZED (
    SELECT c.*, sum(c.count) OVER () AS places
    FROM front, ROWS FROM (jsonb_to_recordset(front.containers)
        AS (source text, section bigint, tag bigint, genre text, count int)
    ) WITH ORDINALITY AS c (source, section, tag, genre, count, n)
)
SELECT front.containers,
    (SELECT jsonb_agg(jsonb_build_array(e.article_id, e.id)) FROM articles_edition e
     WHERE {_LIVE} AND e.article_id = ANY(ARRAY(
        SELECT (pin -> 'story')::bigint
        FROM jsonb_path_query(front.containers, '$[*].pins[*]') pin))),
    (SELECT jsonb_agg(found.stories ORDER BY c.n) FROM container c CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(
            jsonb_build_array(s.article_id, s.id)
            ORDER BY s.position, s.published_at DESC, s.id DESC), '[]')
        FROM ({_SOURCES}) s) found (stories)),
    (SELECT jsonb_agg(jsonb_build_array(t.id, t.name, t.slug)) FROM articles_tag t
     WHERE t.id = ANY(ARRAY(SELECT c.tag FROM container c WHERE c.source = 'tag')))
FROM front"""  # noqa: S608  (texts of ours)


@dataclass(frozen=True)
class Shown:
    """A container as a page shows it.

    Attributes:
        link: the address of the page that has more of it; "" for none.
        section: the section whose stories it shows, which their cards needn't name.
    """

    layout: str
    heading: str
    link: str
    section: Section | None
    stories: list[Edition]


@dataclass(frozen=True)
class Candidates:
    """A front as the database has it: its containers, and the keys of stories for them.

    Attributes:
        pinned: the live editions of pinned stories, by the stories' keys.
        filling: the newest stories of each container's source.
        tags: the tags of the containers, by key.
    """

    containers: list[Container]
    pinned: Mapping[int, int]
    filling: list[list[Keys]]
    tags: Mapping[int, Tag]


def read_front(
    page: int,
    sections: Sequence[Section],
    at: datetime,
    containers: Sequence[Container] | None = None,
) -> list[Shown]:
    """Return the containers with stories that a page shows at an instant, in three queries.

    Args:
        page: the key of the section, or HOME.
        sections: the public sections.
        containers: those of a draft; default: of the edition that is live, or else the default.
    """
    with showing() as shows:
        found = _find(page, sections, at, containers)
        filled = fill(found.containers, found.pinned, found.filling, at)
        chosen = [edition for keys in filled for edition in keys]
        cards = {card.pk: card for card in lists.cards(chosen, at)} if chosen else {}
        _show(shows, page, found.containers)
        show_cards(shows, cards.values())
    by_key = {section.pk: section for section in sections}
    return [
        # A story that was withdrawn between two queries has no card.
        _shown(container, [cards[key] for key in keys if key in cards], page, by_key, found.tags)
        for container, keys in zip(found.containers, filled, strict=True)
        if any(key in cards for key in keys)
    ]


def fill(
    containers: Sequence[Container],
    pinned: Mapping[int, int],
    filling: Sequence[Sequence[Keys]],
    at: datetime,
) -> list[list[int]]:
    """Return the keys of the editions that each container shows at an instant, each story once.

    Only a ranking repeats stories. See `Candidates` for `pinned` and `filling`.
    """
    taken: set[int] = set()
    places: list[list[int]] = []
    for container in containers:
        pins = () if container.is_ranking else container.pins
        held = [pin.story for pin in pins if pin.holds(at) and pin.story in pinned]
        stories = list(dict.fromkeys(story for story in held if story not in taken))
        taken.update(stories[: container.count])
        places.append([pinned[story] for story in stories[: container.count]])
    for container, place, candidates in zip(containers, places, filling, strict=True):
        if container.is_ranking:
            place.extend(edition for _, edition in candidates[: container.count])
            continue
        free = (keys for keys in candidates if keys[0] not in taken)
        for story, edition in list(islice(free, container.count - len(place))):
            taken.add(story)
            place.append(edition)
    return places


def _find(
    page: int, sections: Sequence[Section], at: datetime, containers: Sequence[Container] | None
) -> Candidates:
    otherwise = containers
    if otherwise is None:
        otherwise = default_home(sections) if page == HOME else default_section()
    given = {
        "page": page,
        "front": page if containers is None else NOWHERE,
        "otherwise": json.dumps(as_json(otherwise)),
        "at": at,
    }
    connection: Any = connections[router.db_for_read(FrontEdition)]
    (row,) = connection.fetch_prepared(_FRONT, given)
    # Django leaves JSON as text, and a list of nothing is NULL.
    found, pinned, filling, tags = (json.loads(column) if column else [] for column in row)
    return Candidates(
        from_json(found),
        dict(pinned),
        filling,
        {key: Tag(pk=key, name=name, slug=slug) for key, name, slug in tags},
    )


def _show(shows: Shows, page: int, containers: Sequence[Container]) -> None:
    """Name what decides about the stories: the front, its pins, and the lists of its sources."""
    shows("front", page)
    for container in containers:
        # A pinned story that isn't live may become so.
        shows("article", *(pin.story for pin in container.pins))
        if container.is_ranking:
            shows("ranking", "day")
        if container.source == Source.SECTION:
            shows("section-list", container.section)
        elif container.source == Source.TAG:
            shows("tag-list", container.tag)
            shows("tag", container.tag)
        elif page == HOME:
            shows("articles_edition")
        else:
            shows("section-list", page)


def _shown(
    container: Container,
    stories: list[Edition],
    page: int,
    sections: Mapping[int, Section],
    tags: Mapping[int, Tag],
) -> Shown:
    heading, link = "", ""
    section = sections.get(container.section or page)
    tag = tags.get(container.tag or 0)
    if section and section.pk == container.section:
        heading = section.name
        link = section.get_absolute_url() if section.pk != page else ""
    elif tag:
        heading, link = tag.name, tag.get_absolute_url()
    elif container.is_ranking:
        heading, link = gettext("Most read"), reverse("most-read")
    elif container.source == Source.GENRE:
        heading = str(HEADINGS[Genre(container.genre)])
    return Shown(container.layout, container.heading or heading, link, section, stories)
