"""The readers' search: live stories by their words, in PostgreSQL.

A question is in the syntax of `websearch_to_tsquery`: words, "a phrase", OR, and -not. Every word must be in
the story, in any of its forms and with or without accents. Without a story, mistyped words are replaced by
the nearest ones that stories have.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from django.db import OperationalError, connections, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from psycopg.errors import QueryCanceled

from articles.models import Edition
from articles.models.copy import GENRES
from articles.models.promoted import SHOWN, folded
from articles.models.words import CONFIG
from articles.site import lists, spelling
from articles.site.snippets import snippet
from articles.site.spelling import LIVE
from newsroom import clock
from newsroom.pagination import number_in

LONGEST = 200
PER_PAGE = 10
# Of a common word's stories, so many of the newest are ranked by their words, and so many of those that
# have it in the title. Ranking reads a story's whole vector; the others are only counted.
RANKED = 150
# By date, so many can be listed.
LISTED = 500
# The newest stories whose sections, authors, types and years are offered as choices.
SAMPLED = 1_000
AUTHORS = 8
# A word or a phrase to leave out.
EXCLUSION = re.compile(r"(?:^|\s)-[\w\"]")
# Milliseconds that a search may take in PostgreSQL. A phrase of common words reads thousands of stories,
# after a restart from the disk.
LONGEST_TIME = 4_000

QUERY = f"websearch_to_tsquery('{CONFIG}', %(text)s)"
# The number of words in a question, and what the index is asked for: "" or "T" if it can't be. The keys of
# the stories that editors put first for it.
UNDERSTOOD = f"""
SELECT numnode({QUERY}), querytree({QUERY}), ARRAY(
    SELECT story_id FROM articles_promotedresult
    WHERE compared @> ARRAY[%(folded)s]::varchar[] AND (until IS NULL OR until > %(at)s)
    ORDER BY position, id
)
"""  # noqa: S608  (names of ours)
# Without this, PostgreSQL may read all vectors instead of the index for a very common word.
CAREFUL = (
    "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true)"
)
FOUND = f"""
WITH found AS MATERIALIZED (
    SELECT edition_id, published_at, title @@ {QUERY} AS in_title
    FROM articles_editionwords
    WHERE words @@ {QUERY} AND {LIVE}
        AND (%(section)s::bigint IS NULL OR section_id = %(section)s)
        AND (%(author)s::bigint IS NULL OR %(author)s = ANY(authors))
        AND (%(genre)s = '' OR genre = %(genre)s)
        AND (%(year)s::int IS NULL OR extract(year FROM published_at AT TIME ZONE %(zone)s) = %(year)s)
), newest AS MATERIALIZED (
    SELECT edition_id, published_at FROM found ORDER BY published_at DESC, edition_id DESC
    LIMIT {SAMPLED}
), best AS (
    (
        SELECT edition_id FROM newest WHERE edition_id <> ALL(%(promoted)s)
        ORDER BY published_at DESC, edition_id DESC LIMIT %(newest)s
    ) UNION (
        SELECT edition_id FROM found
        WHERE in_title AND NOT %(by_date)s AND edition_id <> ALL(%(promoted)s)
        ORDER BY published_at DESC, edition_id DESC LIMIT %(newest)s
    )
), ranked AS (
    SELECT edition_id FROM best JOIN articles_editionwords USING (edition_id)
    ORDER BY CASE WHEN %(by_date)s THEN 0 ELSE ts_rank(words, {QUERY}, 1) END DESC,
        published_at DESC, edition_id DESC
    OFFSET %(start)s LIMIT %(size)s
), sample AS MATERIALIZED (
    SELECT section_id, genre, authors,
        extract(year FROM published_at AT TIME ZONE %(zone)s)::int AS year
    FROM newest JOIN articles_editionwords USING (edition_id, published_at)
)
SELECT (SELECT count(*) FROM found WHERE edition_id <> ALL(%(promoted)s)),
    (SELECT count(*) FROM best),
    ARRAY(SELECT edition_id FROM ranked),
    ARRAY(SELECT ARRAY[section_id, count(*)] FROM sample
        GROUP BY section_id ORDER BY count(*) DESC, section_id),
    ARRAY(SELECT ARRAY[genre, count(*)::text] FROM sample WHERE genre <> ''
        GROUP BY genre ORDER BY count(*) DESC, genre),
    ARRAY(SELECT ARRAY[year, count(*)] FROM sample GROUP BY year ORDER BY year DESC),
    ARRAY(SELECT ARRAY[author, count(*)] FROM sample, unnest(authors) author
        GROUP BY author ORDER BY count(*) DESC, author LIMIT {AUTHORS})
"""  # noqa: S608  (names of ours)


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
        # "Film/TV" are two words, as in articles_words_of().
        text = re.sub(r"[\x00/]", " ", query.get("q", ""))
        text = " ".join(text.split())[:LONGEST]
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
        """Return the query string of this question with changes, for its first page unless one is given."""
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
    """A way to narrow a search: the number of stories that it leaves, None if uncounted, and its address.

    The address of a chosen one takes the choice back.
    """

    name: str
    count: int | None
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
        question: the one that was answered; with corrected words if `typed` isn't empty.
        promoted: the stories that editors put first, above the hits of the first page.
        total: the number of stories with the words or promoted; besides promoted ones, `listed` of
            them can be paged through.
        typed: the text as it was typed, if no story has it; "" otherwise.
        fault: "empty" without a word to look for, "slow" if it took too long; "" otherwise.
    """

    question: Question
    promoted: list[Edition] = field(default_factory=list)
    total: int = 0
    listed: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    typed: str = ""
    fault: str = ""

    @property
    def shown(self) -> int:
        """The number of stories on all pages."""
        return self.listed + len(self.promoted)

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
    """Return a page of the stories that answer a question, or of those that have the nearest words."""
    at = clock.now()
    if not question.text:
        return Results(question)
    try:
        results = _search(question, at)
        if results.total or results.fault or question.is_narrowed:
            return results
        with _careful() as cursor:
            corrected = spelling.corrected(cursor, question.text, at)
        if corrected:
            instead = _search(replace(question, text=corrected), at)
            if instead.total:
                instead.typed = question.text
                return instead
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return Results(question, fault="slow")
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
        "newest": LISTED if question.by_date else RANKED,
        "start": (question.page - 1) * PER_PAGE,
        "size": PER_PAGE,
        "folded": folded(question.text),
    }
    with _careful() as cursor:
        cursor.execute(UNDERSTOOD, parameters)
        nodes, tree, stories = cursor.fetchone()
        # Whoever narrows a search has seen the promoted stories; whoever leaves a word out may mean theirs.
        is_plain = not question.is_narrowed and not EXCLUSION.search(question.text)
        promoted = _promoted(stories, at) if is_plain else []
        parameters["promoted"] = [edition.pk for edition in promoted]
        # Nothing but words that must not be there, or that are too common to be kept.
        if not nodes or tree in ("", "T"):
            fault = "" if promoted else "empty"
            return Results(question, promoted, total=len(promoted), fault=fault)
        cursor.execute(FOUND, parameters)
        total, listed, keys, *counts = cursor.fetchone()
    return Results(
        question,
        promoted,
        total=total + len(promoted),
        listed=listed,
        hits=_hits(keys, tree, at),
        facets=_facets(question, *counts, is_counted=total <= SAMPLED, at=at),
    )


@contextmanager
def _careful() -> Iterator[Any]:
    """Yield a cursor in a transaction whose statements are cancelled after LONGEST_TIME.

    Raises:
        OperationalError: one was; its cause is psycopg's QueryCanceled.
    """
    using = Edition.objects.db
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(CAREFUL, [str(LONGEST_TIME)])
        yield cursor


def _promoted(keys: list[int], at: datetime) -> list[Edition]:
    """Return the live editions of the stories with these keys in their order, not more than SHOWN."""
    if not keys:
        return []
    rows = {edition.article_id: edition for edition in lists.of_stories(keys, at)}
    return [rows[key] for key in dict.fromkeys(keys) if key in rows][:SHOWN]


def _hits(keys: list[int], tree: str, at: datetime) -> list[Hit]:
    """Return the live editions with these keys in their order, each with the part that has the words."""
    rows = {edition.pk: edition for edition in lists.with_keys(keys, at)}
    stems = re.findall(r"'((?:[^']|'')+)'", tree)
    return [Hit(rows[key], snippet(rows[key], stems)) for key in keys if key in rows]


def _facets(
    question: Question,
    sections: Any,
    genres: Any,
    years: Any,
    authors: Any,
    *,
    is_counted: bool,
    at: datetime,
) -> list[Facet]:
    """Return the properties by which the results can be narrowed, or by which they are.

    The four lists are of values with the number of results that have each.
    """
    section_names = {section.pk: section.name for section in lists.sections(at)}
    found_authors = lists.authors_with_keys([key for key, _ in authors])
    author_names = {author.pk: author.name for author in found_authors}
    found: list[tuple[str, str, Any, Any]] = [
        (gettext("Section"), "section", sections, section_names),
        (gettext("Type"), "genre", genres, GENRES),
        (gettext("Year"), "year", years, {key: str(key) for key, _ in years}),
        (gettext("Author"), "author", authors, author_names),
    ]
    facets = []
    for name, choice, rows, names in found:
        chosen = getattr(question, choice)
        if chosen:
            # The others' counts would be of stories that have both.
            rows = [row for row in rows if row[0] == chosen]
        # One section, year or author is that of every result; a type isn't, since stories may have none.
        elif len(rows) == 1 and choice != "genre":
            continue
        choices = [
            Choice(
                names[key],
                int(count) if is_counted else None,
                question.address(**{choice: None if chosen else key}),
                bool(chosen),
            )
            for key, count in rows
            if key in names
        ]
        if choices:
            facets.append(Facet(name, choices))
    return facets


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,8}", text) else None
