"""The words of stories, by which PostgreSQL finds them: a search vector of each draft and each edition.

They have tables of their own: a vector is as long as its story, and pages that show one have no use for
it. Triggers write and delete a draft's words (newsroom/word_triggers.py); publishing writes an edition's.
"""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models

from articles.models.article import Article
from articles.models.copy import Genre
from articles.models.edition import Edition
from articles.models.taxonomy import Section

# PostgreSQL's text search configuration, which folds accents and knows the forms of words.
CONFIG = "newsroom"

# The names are those of the day of publication; a renamed author or tag has the words written again
# (articles/words.py). The vocabulary serves corrections of what readers mistype.
WRITE = """
WITH titles AS (
    SELECT e.id, concat_ws(' ', e.headline, e.standfirst, names.words) AS plain, authors.keys,
        articles_words_of(e.headline, concat_ws(' ', e.standfirst, names.words), '') AS title
    FROM articles_edition e
    CROSS JOIN LATERAL (
        SELECT string_agg(name, ' . ') AS words FROM (
            SELECT author.name FROM articles_editionbyline byline
                JOIN authors_author author ON author.id = byline.author_id
                WHERE byline.content_object_id = e.id
            UNION ALL
            SELECT tag.name FROM articles_editiontag link
                JOIN articles_tag tag ON tag.id = link.tag_id WHERE link.content_object_id = e.id
        ) each
    ) names
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(author_id), '{}') AS keys FROM articles_editionbyline
        WHERE content_object_id = e.id
    ) authors
    WHERE e.id = ANY(%(editions)s)
), vocabulary AS (
    INSERT INTO articles_searchword (word)
    SELECT DISTINCT word FROM titles, regexp_split_to_table(unaccent(lower(plain)), '[^[:alnum:]]+') word
    WHERE length(word) BETWEEN 3 AND 40
    ORDER BY word ON CONFLICT DO NOTHING
)
INSERT INTO articles_editionwords
    (edition_id, section_id, genre, authors, published_at, live_from, live_until, title, words)
SELECT e.id, e.section_id, e.genre, t.keys, e.published_at, e.live_from, e.live_until, t.title,
    t.title || articles_words_of('', '', e.body)
FROM titles t JOIN articles_edition e ON e.id = t.id ORDER BY e.id
ON CONFLICT (edition_id) DO UPDATE SET
    authors = EXCLUDED.authors, title = EXCLUDED.title, words = EXCLUDED.words
"""

WRITE_DRAFTS = """
INSERT INTO articles_draftwords (article_id, words)
SELECT id, articles_words_of(headline, standfirst, body) FROM articles_article
WHERE id = ANY(%(drafts)s) ORDER BY id
ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words
"""


class DraftWordsQuerySet(models.QuerySet["DraftWords"]):
    """The writing of drafts' words."""

    def write(self, drafts: Iterable[int]) -> None:
        """Write the words of these drafts again; of drafts that the caller has locked."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(WRITE_DRAFTS, {"drafts": list(drafts)})


class DraftWords(models.Model):
    """The words of a draft's headline, standfirst and body."""

    # A trigger deletes them with the story, so that the desk needn't ask about them.
    article = models.OneToOneField(
        Article, on_delete=models.DO_NOTHING, primary_key=True, related_name="words"
    )
    words = SearchVectorField()

    objects = DraftWordsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "words of a draft"
        default_permissions = ()
        indexes = [GinIndex(fields=["words"], name="draft_words")]

    def __str__(self) -> str:
        return f"Words of story {self.article_id}"


class EditionWordsQuerySet(models.QuerySet["EditionWords"]):
    """The writing of editions' words."""

    def write(self, editions: Iterable[int]) -> None:
        """Write the words of these editions, again if they have some.

        The editions are new, or locked by the caller: one of them could end meanwhile.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(WRITE, {"editions": list(editions)})


class EditionWords(models.Model):
    """The words of an edition, and what readers narrow a search by.

    `title` holds the words of headline, standfirst, authors and tags, `words` those of the body too.
    A trigger keeps `live_until` (newsroom/word_triggers.py).
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, primary_key=True, related_name="words"
    )
    # The edition's own foreign key protects the section.
    section = models.ForeignKey(
        Section, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    genre = models.CharField(max_length=20, choices=Genre)
    authors = ArrayField(models.BigIntegerField())
    published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    title = SearchVectorField()
    words = SearchVectorField()

    objects = EditionWordsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "words of an edition"
        default_permissions = ()
        indexes = [
            GinIndex(fields=["words"], name="edition_text"),
            GinIndex(fields=["title"], name="edition_title"),
        ]

    def __str__(self) -> str:
        return f"Words of edition {self.edition_id}"


class SearchWord(models.Model):
    """A word of a headline, a standfirst, an author or a tag: without accents, in lower case."""

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_parts")]

    def __str__(self) -> str:
        return self.word
