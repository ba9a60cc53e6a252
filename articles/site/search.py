"""The readers' search: live stories by their words, in PostgreSQL.

A question is in the syntax of `websearch_to_tsquery`: words, "a phrase", OR, and -not. Every word must be in
the story, in any of its forms and with or without accents. Without a story, mistyped words are replaced by
the nearest ones that stories have.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from django.db import connections
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles.models import Edition, Section
from articles.models.copy import GENRES
from articles.models.words import CONFIG
from articles.site.snippets import snippet
from authors.models import Author
from newsroom import clock
from newsroom.pagination import number_in

LONGEST = 200
PER_PAGE = 10
# Of a common word's stories, so many of the newest are ranked by their words, and so many of those that
# have it in the title. Ranking reads a story's whole vector; the others are only counted.
RANKED = 300
# A word that is nearer than this to a story's word is taken for it (pg_trgm's similarity, 0 to 1).
NEAR = 0.4
AUTHORS = 8

QUERY = f"websearch_to_tsquery('{CONFIG}', %(text)s)"
# `found` are the stories with the words, `chosen` those that the reader's choices leave.
FOUND = f"""
WITH found AS MATERIALIZED (
    SELECT edition_id, section_id, genre, authors, published_at, title @@ {QUERY} AS in_title,
        extract(year FROM published_at AT TIME ZONE %(zone)s)::int AS year
    FROM articles_editionwords
    WHERE words @@ {QUERY} AND live_from <= %(at)s AND (live_until IS NULL OR live_until > %(at)s)
), chosen AS MATERIALIZED (
    SELECT * FROM found WHERE (%(section)s::bigint IS NULL OR section_id = %(section)s)
        AND (%(author)s::bigint IS NULL OR %(author)s = ANY(authors))
        AND (%(genre)s = '' OR genre = %(genre)s) AND (%(year)s::int IS NULL OR year = %(year)s)
), newest AS (
    SELECT edition_id FROM chosen ORDER BY published_at DESC, edition_id DESC LIMIT %(newest)s
), best AS (
    SELECT edition_id FROM newest UNION (
        SELECT edition_id FROM chosen WHERE in_title AND NOT %(by_date)s
        ORDER BY published_at DESC, edition_id DESC LIMIT %(newest)s
    )
), ranked AS (
    SELECT edition_id FROM best JOIN articles_editionwords USING (edition_id)
    ORDER BY CASE WHEN %(by_date)s THEN 0 ELSE ts_rank(words, {QUERY}, 1) END DESC,
        published_at DESC, edition_id DESC
    OFFSET %(start)s LIMIT %(size)s
)
SELECT numnode({QUERY}), querytree({QUERY}),
    (SELECT count(*) FROM chosen), (SELECT count(*) FROM best),
    ARRAY(SELECT edition_id FROM ranked),
    ARRAY(SELECT ARRAY[section_id, count(*)] FROM chosen
        GROUP BY section_id ORDER BY count(*) DESC, section_id),
    ARRAY(SELECT ARRAY[genre, count(*)::text] FROM chosen WHERE genre <> ''
        GROUP BY genre ORDER BY count(*) DESC, genre),
    ARRAY(SELECT ARRAY[year, count(*)] FROM chosen GROUP BY year ORDER BY year DESC),
    ARRAY(SELECT ARRAY[author, count(*)] FROM chosen, unnest(authors) author
        GROUP BY author ORDER BY count(*) DESC, author LIMIT {AUTHORS})
"""  # noqa: S608  (names of ours)
# The nearest word of a story to each word that no story has.
CORRECT = """
SELECT typed.word, near.word FROM unnest(%(words)s::text[]) typed (word) CROSS JOIN LATERAL (
    SELECT known.word FROM articles_searchword known WHERE known.word %% typed.word
    ORDER BY similarity(known.word, typed.word) DESC, known.word LIMIT 1
) near
WHERE NOT EXISTS (SELECT FROM articles_searchword same WHERE same.word = unaccent(typed.word))
    AND similarity(near.word, typed.word) >= %(near)s
"""


@dataclass(frozen=True)
class Question:
    """A reader's search and its choices; each is "" or None where there is none."""

    text: str = ""
    section: int | None = None
    author: int | None = None
    genre: str = ""
    year: int | None = None
    by_date: bool = False
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Return the question of a request; whatever can't be one is left out."""
        text = " ".join(query.get("q", "").replace("\x00", " ").split())[:LONGEST]
        genre = query.get("type", "")
        return cls(
            text=text,
            section=_number(query.get("section", "")),
            author=_number(query.get("author", "")),
            genre=genre if genre in GENRES else "",
            year=_number(query.get("year", "")),
            by_date=query.get("sort") == "date",
            page=number_in(query.get("page") or "1") or 1,
        )

    def address(self, **changes: Any) -> str:
        """Return the query string of this question with changes; a page is left only if it is one."""
        changed = replace(self, **({"page": 1} | changes))
        fields = {
            "q": changed.text,
            "section": changed.section,
            "author": changed.author,
            "type": changed.genre,
            "year": changed.year,
            "sort": "date" if changed.by_date else "",
            "page": changed.page if changed.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return any((self.section, self.author, self.genre, self.year))


@dataclass(frozen=True)
class Choice:
    """A way to narrow a search: the number of stories that it leaves, and its address."""

    name: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A property of stories, and its values among the results."""

    name: str
    choices: list[Choice]


@dataclass(frozen=True)
class Hit:
    """A story that was found, and the part of it with the words."""

    edition: Edition
    snippet: SafeString


@dataclass
class Results:
    """The stories that answer a question.

    Attributes:
        total: the number of stories with the words; `listed` of them can be paged through.
        corrected: the text that was searched for instead, if no story has the typed one; "" otherwise.
        is_empty: true if the text has no word that could be searched for.
    """

    question: Question
    total: int = 0
    listed: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    corrected: str = ""
    is_empty: bool = False

    @property
    def next(self) -> str:
        """The query string of the next page, "" if this is the last."""
        more = self.listed > self.question.page * PER_PAGE
        return self.question.address(page=self.question.page + 1) if more else ""

    @property
    def previous(self) -> str:
        page = self.question.page
        return self.question.address(page=page - 1) if page > 1 else ""


def search(question: Question) -> Results:
    """Return a page of the stories that answer a question, in at most eight queries."""
    at = clock.now()
    if not question.text:
        return Results(question, is_empty=True)
    results = _search(question, at)
    if results.total or results.is_empty or question.is_narrowed:
        return results
    if corrected := _corrected(question.text):
        # A word may come from a story that isn't live; then nothing is found, and nothing is said.
        instead = _search(replace(question, text=corrected), at)
        if instead.total:
            instead.corrected = corrected
            return instead
    return results


def _search(question: Question, at: datetime) -> Results:
    parameters: dict[str, Any] = {
        "text": question.text,
        "at": at,
        "zone": timezone.get_current_timezone_name(),
        "section": question.section,
        "author": question.author,
        "genre": question.genre,
        "year": question.year,
        "by_date": question.by_date,
        "newest": 2 * RANKED if question.by_date else RANKED,
        "start": (question.page - 1) * PER_PAGE,
        "size": PER_PAGE,
    }
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute(FOUND, parameters)
        nodes, tree, total, listed, keys, *counts = cursor.fetchone()
    # Only words that must not be there, or that are too common to be kept.
    if not nodes or tree in ("", "T"):
        return Results(question, is_empty=True)
    return Results(
        question,
        total=total,
        listed=listed,
        hits=_hits(keys, tree, at),
        facets=_facets(question, *counts),
    )


def _hits(keys: list[int], tree: str, at: datetime) -> list[Hit]:
    """Return the editions with these keys in their order, each with the part that has the words."""
    rows = Edition.objects.for_cards(at).defer(None).defer("note").in_bulk(keys)
    stems = re.findall(r"'((?:[^']|'')+)'", tree)
    return [Hit(rows[key], snippet(rows[key], stems)) for key in keys if key in rows]


def _facets(
    question: Question, sections: Any, genres: Any, years: Any, authors: Any
) -> list[Facet]:
    """Return the ways to narrow the results that would leave a different number, and those in use."""
    section_names = dict(Section.objects.values_list("pk", "name"))
    author_names = Author.objects.in_bulk([key for key, _ in authors])
    named = [
        ("Section", "section", [(key, section_names[key], count) for key, count in sections]),
        (
            "Type",
            "genre",
            [(key, GENRES[key], int(count)) for key, count in genres if key in GENRES],
        ),
        ("Year", "year", [(key, str(key), count) for key, count in years]),
        (
            "Author",
            "author",
            [(key, author_names[key].name, count) for key, count in authors if key in author_names],
        ),
    ]
    facets = []
    for name, choice, rows in named:
        chosen = getattr(question, choice)
        if chosen or len(rows) > 1:
            choices = [
                Choice(
                    label,
                    count,
                    question.address(**{choice: "" if chosen == key else key}),
                    chosen == key,
                )
                for key, label, count in rows
            ]
            facets.append(Facet(name, choices))
    return facets


def _corrected(text: str) -> str:
    """Return the text with the nearest words that stories have; "" if no word is near one."""
    words = {word.lower() for word in re.findall(r"\w{3,40}", text)}
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute(CORRECT, {"words": sorted(words), "near": NEAR})
        nearest = dict(cursor.fetchall())
    if not nearest:
        return ""
    return re.sub(r"\w{3,40}", lambda word: nearest.get(word[0].lower(), word[0]), text)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,8}", text) else None
