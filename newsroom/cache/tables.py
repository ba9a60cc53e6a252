"""The tables that readers' pages show, and the triggers that announce changes to them.

`TABLES` is the only declaration, as in newsroom/guards.py: `install` creates the triggers after each
`migrate`, `missing` compares them with the database. A trigger runs once per statement, so it also fires
for `queryset.update()`, COPY and psql. It sends the keys of the changed rows by `pg_notify`, which
PostgreSQL delivers when the transaction commits, and not at all if it is rolled back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.triggers import Declared, Trigger

CHANNEL = "newsroom_pages"
# The payload that stands for every key.
EVERYTHING = "*"
# More rows of a statement, or keys, than these are announced as EVERYTHING.
MOST_ROWS = 5000
MOST_KEYS = 1500
# PostgreSQL allows less than 8,000 bytes in a payload; a key has at most 45.
KEYS_AT_ONCE = 150
# Instants in one reading of the schedule.
MOST_INSTANTS = 5000

# A section is on every page's header while a story of it is live. Fewer than three other stories
# without an end: the change may add or remove the section, also if two of them are withdrawn at once.
_HEADER = """SELECT 'articles_section' WHERE 3 > (SELECT count(*) FROM (
    SELECT FROM articles_edition other WHERE other.section_id = r.section_id AND other.id <> r.id
    AND other.live_from <= now() AND other.live_until IS NULL
    ORDER BY other.published_at DESC, other.id DESC LIMIT 3) others)"""

# A story's page offers the next older one of its section, and is the page of the next newer one.
_NEWER = """SELECT 'offers:' || newer.article_id FROM (SELECT article_id FROM articles_edition other
    WHERE other.section_id = r.section_id AND other.article_id <> r.article_id
    AND (other.published_at, other.id) > (r.published_at, r.id)
    AND other.live_from <= now() AND (other.live_until IS NULL OR other.live_until > now())
    ORDER BY other.published_at, other.id LIMIT 1) newer"""


@dataclass(frozen=True)
class Table:
    """A table that readers' pages show.

    Its name is the key that every change announces.

    Args:
        name: the table.
        rows: SELECTs of the keys of a changed row `r`, which a page may use instead of the table's.
        dates: the columns with instants at which a row begins or ceases to show.
        moments: a column with an array of more such instants, which count until the row's last date
            has passed; "" for none.
    """

    name: str
    rows: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    moments: str = ""

    @property
    def function(self) -> str:
        return f"announce_{self.name}"

    @property
    def keys(self) -> str:
        """The SELECT of all keys of a changed row `r`."""
        return " UNION ALL ".join([f"SELECT '{self.name}'", *self.rows])

    def source(self) -> str:
        """Return the body of the triggers' function."""
        return _FUNCTION.format(
            inserted=self._announce("new_rows"),
            deleted=self._announce("old_rows"),
            updated=self._announce("(SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows)"),
        )

    def _announce(self, changed: str) -> str:
        return _ANNOUNCE.format(changed=changed, keys=self.keys)

    def schedule(self) -> str:
        """Return the SELECT of the instants after %(now)s at which rows begin or end, and their keys."""
        ahead = " OR ".join(f"{date} > %(now)s" for date in self.dates)
        instants = "VALUES " + ", ".join(f"(r.{date})" for date in self.dates)
        if self.moments:
            ahead += f" OR {self.dates[-1]} IS NULL"
            instants += f" UNION ALL SELECT unnest(r.{self.moments})"
        return (
            f"SELECT i.at, k.key FROM (SELECT * FROM {self.name} WHERE {ahead}) r"  # noqa: S608
            f" CROSS JOIN LATERAL ({instants}) i (at)"
            f" CROSS JOIN LATERAL ({self.keys}) k (key) WHERE i.at > %(now)s"
        )


_ANNOUNCE = f"""
        SELECT count(*) INTO counted FROM (SELECT FROM {{changed}} AS r LIMIT {MOST_ROWS + 1}) few;
        IF counted <= {MOST_ROWS} THEN
            SELECT array_agg(DISTINCT k.key) INTO keys FROM {{changed}} AS r
                CROSS JOIN LATERAL ({{keys}}) k (key) WHERE k.key IS NOT NULL;
        END IF;"""  # noqa: S608  (names of ours)
_FUNCTION = f"""
DECLARE
    counted bigint := {MOST_ROWS + 1};
    keys text[];
BEGIN
    IF TG_OP = 'INSERT' THEN{{inserted}}
    ELSIF TG_OP = 'UPDATE' THEN{{updated}}
    ELSIF TG_OP = 'DELETE' THEN{{deleted}}
    END IF;
    IF counted > {MOST_ROWS} OR cardinality(keys) > {MOST_KEYS} THEN
        PERFORM pg_notify('{CHANNEL}', '{EVERYTHING}');
        RETURN NULL;
    END IF;
    IF keys IS NULL THEN RETURN NULL; END IF;
    FOR part IN 0 .. (cardinality(keys) - 1) / {KEYS_AT_ONCE} LOOP
        PERFORM pg_notify('{CHANNEL}', array_to_string(
            keys[part * {KEYS_AT_ONCE} + 1 : (part + 1) * {KEYS_AT_ONCE}], ' '));
    END LOOP;
    RETURN NULL;
END """


def _of_edition(key: str) -> str:
    """Return the SELECT of the key of the story whose edition's key is in the column `key`."""
    return f"SELECT 'article:' || article_id FROM articles_edition WHERE id = r.{key}"  # noqa: S608


TABLES = (
    # Stories
    Table(
        "articles_edition",
        rows=(
            "SELECT 'article:' || r.article_id",
            "SELECT 'path:' || left(md5(r.path), 16)",
            "SELECT 'section-list:' || r.section_id",
            "SELECT 'series-list:' || r.series_id",
            "SELECT 'author-list:' || author_id FROM articles_editionbyline"
            " WHERE content_object_id = r.id",
            "SELECT 'tag-list:' || tag_id FROM articles_editiontag WHERE content_object_id = r.id",
            "SELECT 'articles_notice' FROM articles_notice WHERE edition_id = r.id",
            _HEADER,
            _NEWER,
        ),
        dates=("live_from", "live_until"),
    ),
    Table(
        "articles_editionbyline",
        rows=(_of_edition("content_object_id"), "SELECT 'author-list:' || r.author_id"),
    ),
    Table(
        "articles_editiontag",
        rows=(_of_edition("content_object_id"), "SELECT 'tag-list:' || r.tag_id"),
    ),
    Table("articles_editionrelated", rows=(_of_edition("content_object_id"),)),
    Table("articles_similarstory", rows=("SELECT 'offers:' || r.story_id",)),
    Table("articles_editionpicture", rows=(_of_edition("edition_id"),)),
    Table("articles_notice", rows=("SELECT 'article:' || r.article_id",), dates=("live_from",)),
    Table(
        "articles_frontedition",
        rows=("SELECT 'front:' || coalesce(r.section_id, 0)",),
        dates=("live_from", "live_until"),
        moments="pin_ends",
    ),
    Table("articles_section"),
    Table("articles_series", rows=("SELECT 'series:' || r.id",)),
    Table("articles_tag", rows=("SELECT 'tag:' || r.id",)),
    # Site pages; those in the footer are on every page.
    Table("articles_policy", rows=("SELECT 'footer:pages' WHERE r.place <> ''",)),
    Table("articles_mostread", rows=("SELECT 'ranking:day'",)),
    # People and pictures
    Table("authors_author", rows=("SELECT 'author:' || r.id",)),
    Table("authors_link", rows=("SELECT 'author:' || r.author_id",)),
    Table("authors_interest", rows=("SELECT 'author:' || r.author_id",), dates=("since", "until")),
    Table(
        "articles_interestscope",
        rows=("SELECT 'author:' || author_id FROM authors_interest WHERE id = r.interest_id",),
    ),
    Table("images_image", rows=("SELECT 'image:' || r.id",)),
    # Disclosures
    Table("disclosures_wording", dates=("valid_from", "valid_to")),
    Table("disclosures_programme"),
    Table("disclosures_rulechange"),
    Table("disclosures_deal", dates=("ends_at",)),
    Table("disclosures_link", rows=(_of_edition("edition_id"),)),
    # Evidence
    Table("articles_evidencekey"),
    Table("articles_dayseal"),
)
BY_TABLE = {table.name: table for table in TABLES}

_NEW, _OLD = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
# The events of each table's triggers, by name, and their bits in pg_trigger.tgtype.
_EVENTS = {
    "announce_insert": (f"AFTER INSERT ON {{table}} REFERENCING {_NEW}", 4),
    "announce_update": (f"AFTER UPDATE ON {{table}} REFERENCING {_OLD} {_NEW}", 16),
    "announce_delete": (f"AFTER DELETE ON {{table}} REFERENCING {_OLD}", 8),
    "announce_truncate": ("AFTER TRUNCATE ON {table}", 32),
}
DECLARED = Declared(
    functions={table.function: table.source() for table in TABLES},
    triggers=[
        Trigger(table.name, name, table.function, events, "STATEMENT", kind)
        for table in TABLES
        for name, (events, kind) in _EVENTS.items()
    ],
)
install, missing = DECLARED.install, DECLARED.missing

SCHEDULE = (
    "SELECT at, array_agg(DISTINCT key) FROM ("  # noqa: S608  (names of ours)
    + " UNION ALL ".join(table.schedule() for table in TABLES if table.dates)
    + f") ahead WHERE key IS NOT NULL GROUP BY at ORDER BY at LIMIT {MOST_INSTANTS}"
)


def upcoming(connection: Any, now: datetime) -> dict[str, float]:
    """Return the next instant of each key at which a row begins or ends, in seconds since the epoch.

    The key EVERYTHING has the end of what was read, if there is more.
    """
    with connection.cursor() as cursor:
        cursor.execute(SCHEDULE, {"now": now})
        rows = cursor.fetchall()
    ends: dict[str, float] = {}
    for at, keys in rows:
        for key in keys:
            ends.setdefault(key, at.timestamp())
    if len(rows) == MOST_INSTANTS:
        ends[EVERYTHING] = rows[-1][0].timestamp()
    return ends
