"""Fill a database with live editions of real length, by COPY, under every guard and constraint.

`python -m benchmarks.archive 100000` adds 100,000 stories to the database at DATABASE_URL, which must
hold the demo's magazine: its users, pictures, sections, programmes and wordings are used. The stories
follow from the seed. Guards stay in force, so `printed_at` is now; the dates that readers see lie in
the past, ten minutes apart.
"""

import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg

from benchmarks.material import (
    AUTHORS,
    TAGS,
    LedgerRow,
    make_authors,
    make_ledger,
    make_pictures,
    make_tags,
)
from benchmarks.stories import Picture, Story, Tags, Writer

SEED = 20_261_121
# Stories in one transaction.
BATCH = 1_000
# Batches after which PostgreSQL counts the rows. Triggers planned for an empty archive would read whole
# sections for each story; as a site grows, autovacuum counts them.
ANALYZED_AFTER = (3, 10, 30, 100, 300)
APART = timedelta(minutes=10)
# One story in ten was updated once, and has two editions.
UPDATED = 10

COPY_FIELDS = (
    "headline, standfirst, slug, genre, picture_id, body, videos, connection, connection_with,"
    " paid_links, extra, section_id"
)
ARTICLE = f"articles_article (id, {COPY_FIELDS}, stage, version, created_at, saved_at, saved_by_id)"
# An edition gets its body from the draft by SQL, so that PostgreSQL compresses each text once.
BODILESS = COPY_FIELDS.replace("body, ", "")
OF_EDITION = (
    "article_id, number, path, live_from, live_until, withdrawal_reason, published_at, updated_at,"
    " note, printed_at, printed_by_id, printed_in"
)
EDITION = f"new_edition (id, {BODILESS}, {OF_EDITION})"
STAGE = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS new_edition (LIKE articles_edition INCLUDING DEFAULTS)"
    " ON COMMIT DELETE ROWS;"
    "ALTER TABLE new_edition ALTER body DROP NOT NULL;"
    "TRUNCATE new_edition"
)
PRINT = (
    f"INSERT INTO articles_edition (id, body, {BODILESS}, {OF_EDITION})"
    f" SELECT e.id, a.body, e.{BODILESS.replace(', ', ', e.')}, {OF_EDITION}"
    " FROM new_edition e JOIN articles_article a ON a.id = e.article_id ORDER BY e.id"
)
# Tables whose rows are added for drafts and editions alike.
PARTS = {
    "byline": "(content_object_id, author_id, role, position{more})",
    "tag": "(content_object_id, tag_id{more})",
    "related": "(content_object_id, story_id, position)",
}
# Similar stories of each, any others of the batch: the rows cost the same as the right ones. Finding those
# takes longer than writing the story.
SIMILAR, STEP = 16, 37
SIMILAR_TO = "articles_similarstory (story_id, other_id, score)"
EVENT = "articles_event (article_id, edition_id, action, at, by_id, effective, note)"
LINK = (
    "disclosures_link (edition_id, field, position, address, target, normalised, hosts, programme_id,"
    " via, tracking_id, paid, plain, first_seen)"
)


@dataclass(frozen=True)
class Plan:
    """Everything that writing a part of an archive needs, without the database's models.

    Args:
        base: the highest key of a story before; edition keys start at `editions`.
        words: the statement that writes the words of editions for searches.
        terms: the statement that writes the terms by which stories are similar.
        end: the instant before which the newest story was published.
    """

    writer: Writer
    base: int
    editions: int
    end: datetime
    sections: list[int]
    authors: list[int]
    tags: list[int]
    user: int
    ledger: dict[str, LedgerRow]
    words: str
    terms: str


# Preparing: people, tags, pictures and the plan. These few rows are written by Django.


def prepare(count: int, seed: int = SEED) -> Plan:
    """Add authors, tags and pictures, and return the plan for `count` stories."""
    from django.db.models import Max

    from articles.models import Article, Edition, Section, TermCount
    from articles.models.similar import WRITE_TERMS
    from articles.models.words import WRITE
    from newsroom import clock
    from staff.models import User

    TermCount.objects.renew()
    sections = list(Section.objects.order_by("pk"))
    slugs = [section.slug for section in sections]
    writer = prepare_writer(count, make_pictures(seed), slugs, seed)
    return Plan(
        writer=writer,
        base=Article.objects.aggregate(highest=Max("pk"))["highest"] or 0,
        editions=Edition.objects.aggregate(highest=Max("pk"))["highest"] or 0,
        end=clock.now() - timedelta(minutes=1),
        sections=[section.pk for section in sections],
        authors=make_authors(),
        tags=make_tags(),
        user=User.objects.filter(groups__name="Editor").order_by("pk")[0].pk,
        ledger=make_ledger(),
        words=WRITE,
        terms=WRITE_TERMS,
    )


def prepare_writer(
    count: int, pictures: list[Picture], sections: list[str], seed: int = SEED
) -> Writer:
    """Return the writer of an archive's stories."""
    return Writer(
        seed=seed,
        count=count,
        sections=sections,
        pictures=pictures,
        authors=AUTHORS,
        tags=Tags(TAGS, count),
    )


# Writing: one transaction for each batch, by COPY


def write(cursor: Any, plan: Plan, first: int, last: int) -> None:
    """Add the stories with the numbers from `first` to `last`, in the cursor's transaction."""
    rows = Rows(plan, first)
    for number in range(first, last + 1):
        rows.add(number)
    cursor.execute(STAGE)
    for table, found in rows.tables.items():
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in found:
                copy.write_row(row)
        if table == EDITION:
            cursor.execute(PRINT)
    cursor.execute(plan.words, {"editions": [edition[0] for edition in rows.tables[EDITION]]})
    stories = [story[0] for story in rows.tables[ARTICLE]]
    cursor.execute(plan.terms, {"stories": stories})
    with cursor.copy(f"COPY {SIMILAR_TO} FROM STDIN") as copy:
        for place, story in enumerate(stories):
            for rank in range(1, min(SIMILAR, len(stories) - 1) + 1):
                other = stories[(place + rank * STEP) % len(stories)]
                if other != story:
                    copy.write_row((story, other, 1 / rank))


class Rows:
    """The rows of a batch by table, in the order in which guards accept them."""

    def __init__(self, plan: Plan, first: int) -> None:
        self.plan, self.first = plan, first
        self.tables: dict[str, list[list[Any]]] = {ARTICLE: [], EDITION: []}

    def add(self, number: int) -> None:
        """Add a story's draft and editions with their parts, links and events."""
        plan = self.plan
        story = plan.writer.story(number, self.first)
        key = plan.base + number
        at = plan.end - APART * (plan.writer.count - number)
        # The last tenth of the time since: an update that readers know of.
        updated = at + (plan.end - at) / 10 if number % UPDATED == 0 else None
        self._row(
            ARTICLE,
            *(key, *self._copy(story), "writing", 1, at, updated or at, plan.user),
        )
        self._parts("article", key, story)
        edition = plan.editions + 2 * number
        if updated:
            former = replace(story, standfirst="As it was first published.")
            self._edition(edition - 1, key, former, 1, (at, updated, at, None))
        dates = (updated or at, None, at, updated)
        self._edition(edition, key, story, 2 if updated else 1, dates)

    def _edition(
        self,
        edition: int,
        article: int,
        story: Story,
        number: int,
        dates: tuple[datetime, datetime | None, datetime, datetime | None],
    ) -> None:
        begin, end, published, updated = dates
        user, path = self.plan.user, self.plan.writer.path(story.number)
        self._row(
            EDITION,
            *(edition, *self._copy(story, with_body=False), article, number, path, begin, end),
            *("", published, updated, "", begin, user, 0),
        )
        self._parts("edition", edition, story, published)
        for picture in story.pictures:
            self._row("articles_editionpicture (edition_id, image_id)", edition, picture)
        self._row(EVENT, article, edition, "published", begin, user, begin, "")
        # A former edition's links left the ledger's current rows when it ended; none are written.
        for position, link in enumerate(story.links if end is None else ()):
            columns = self.plan.ledger[link.form].columns(link)
            self._row(LINK, edition, "body", position, *columns, False, False, begin)

    def _parts(self, owner: str, key: int, story: Story, published: datetime | None = None) -> None:
        more = ", published_at" if published else ""
        date = [published] if published else []
        names = {part: f"articles_{owner}{part} {PARTS[part].format(more=more)}" for part in PARTS}
        for position, author in enumerate(story.authors):
            row = (key, self.plan.authors[author], "", position, *date)
            self._row(names["byline"], *row)
        for tag in story.tags:
            self._row(names["tag"], key, self.plan.tags[tag], *date)
        for position, other in enumerate(story.related):
            self._row(names["related"], key, self.plan.base + other, position)

    def _copy(self, story: Story, with_body: bool = True) -> list[Any]:
        section = self.plan.sections[story.section]
        plain = [story.headline, story.standfirst, story.slug, story.genre, story.picture.key]
        body = [story.body] if with_body else []
        return [*plain, *body, "[]", "", "", "[]", "{}", section]

    def _row(self, table: str, *columns: Any) -> None:
        self.tables.setdefault(table, []).append(list(columns))


def fill(count: int, seed: int = SEED) -> Plan:
    """Add `count` stories in Django's own connection, and so in the caller's transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        plan = prepare(count, seed)
        write(cursor, plan, 1, count)
        finish(cursor)
    return plan


def finish(cursor: Any) -> None:
    """Let new rows get keys above the archive's."""
    for table in ("articles_article", "articles_edition"):
        cursor.execute(
            f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"  # names of ours
        )


def fill_with_processes(url: str, count: int, seed: int = SEED, processes: int = 2) -> None:
    """Add `count` stories by several processes, and bring PostgreSQL's statistics up to date."""
    from articles.models import TermCount

    plan = prepare(count, seed)
    batches = [(n, min(n + BATCH, count + 1) - 1) for n in range(1, count + 1, BATCH)]
    spawn = multiprocessing.get_context("spawn")
    start = time.perf_counter()
    with ProcessPoolExecutor(processes, spawn, _connect, (url, plan)) as pool:
        for done, _ in enumerate(pool.map(_write_batch, batches), 1):
            if done in ANALYZED_AFTER:
                TermCount.objects.renew()
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("ANALYZE")
            if done * BATCH % 50_000 == 0:
                seconds = time.perf_counter() - start
                print(f"{done * BATCH:,} stories in {seconds:.0f} s", flush=True)
    with psycopg.connect(url, autocommit=True) as connection:
        finish(connection.cursor())
        # The texts' own tables need no statistics, and reading them would take minutes.
        connection.execute("VACUUM (ANALYZE, PROCESS_TOAST FALSE)")


_process: tuple[psycopg.Connection[Any], Plan]


def _connect(url: str, plan: Plan) -> None:
    global _process
    _process = psycopg.connect(url), plan


def _write_batch(numbers: tuple[int, int]) -> None:
    connection, plan = _process
    with connection.transaction(), connection.cursor() as cursor:
        write(cursor, plan, *numbers)


def main() -> None:
    import django

    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument("count", type=int, help="stories to add")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))
    options = parser.parse_args()
    django.setup()
    start = time.perf_counter()
    url = os.environ["DATABASE_URL"]
    fill_with_processes(url, options.count, options.seed, options.processes)
    print(f"{options.count:,} stories in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
