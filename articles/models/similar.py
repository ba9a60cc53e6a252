"""Stories that are like one another, found in the background and shown below a story.

A story's *terms* are the words and tags that say what it is about, each with a weight: the more often the
story has it and the fewer other stories do, the higher (tf-idf). Two stories are as similar as the
products of the weights of their common terms add up to (the cosine of their vectors), a little more so in
one section or by one author; newer stories are preferred. Each story keeps the MOST best.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connections, models
from django.utils import timezone

from articles.models.article import Article
from articles.models.edition import Edition
from newsroom import clock

# Similar stories that are kept of each: more than a page shows, since editors pick some of them, and some
# may be withdrawn meanwhile.
MOST = 16
# Words that a story is known by. Others are found by the rarest of its terms, as many as a SHARE of the
# counted stories have: common terms only rank what was found. Of a subject of older stories alone, which
# nobody counted, the COMPARED that were written last are enough.
WORDS, SHARE, COMPARED = 60, 0.03, 4_000
# The newest stories in which terms are counted, and how long a count serves.
COUNTED, COUNT_SERVES = 5_000, timedelta(days=1)
# The newest stories of its section, and of all, with which a story is compared even without a common term.
NEWEST = 24
# Stories that get a new one among their similar ones, at most: each drops its page from the cache.
NEIGHBOURS = 24
# The part of a score by which it must change to be written: each change drops a page from the cache, too.
NOTICEABLE = 0.1
# What common tags count for, compared with common words, and what one section and one author do.
TAGS, SAME_SECTION, SAME_AUTHOR = 0.4, 0.08, 0.02
# Years after which a story is worth half as much as an equally similar one of today. Since a power of the
# date of publication says so, the order never changes with time.
HALF_LIFE = 5

# A tag is the term "#" and its key, which no word of a text can be; "" counts the stories.
COUNT = f"""
WITH counted AS MATERIALIZED (
    SELECT edition_id FROM articles_editionwords
    WHERE live_until IS NULL ORDER BY published_at DESC, edition_id DESC LIMIT {COUNTED}
)
INSERT INTO articles_termcount (term, stories, counted_at)
SELECT '', count(*), now() FROM counted
UNION ALL
SELECT word, ndoc, now() FROM ts_stat(
    'SELECT words FROM articles_editionwords WHERE live_until IS NULL
    ORDER BY published_at DESC, edition_id DESC LIMIT {COUNTED}') WHERE ndoc > 1
UNION ALL
SELECT '#' || tag_id, count(*), now() FROM articles_editiontag
WHERE content_object_id IN (SELECT edition_id FROM counted) GROUP BY tag_id HAVING count(*) > 1
"""  # noqa: S608  (names of ours)
# The newest edition of each story that wasn't cancelled. A word of the title counts three times; one that
# the story has only once, in its body, says little about it.
WRITE_TERMS = f"""
WITH total AS (
    SELECT coalesce((SELECT stories FROM articles_termcount WHERE term = ''), 0) + 1 AS stories
), newest AS (
    SELECT DISTINCT ON (article_id) article_id, id FROM articles_edition
    WHERE article_id = ANY(%(stories)s) AND live_until IS DISTINCT FROM live_from
    ORDER BY article_id, number DESC
), words AS (
    SELECT newest.article_id, lexeme AS term,
        (1 + ln(times)) * ln(total.stories / coalesce(known.stories, 1)::float) AS weight,
        row_number() OVER (PARTITION BY newest.article_id ORDER BY
            (1 + ln(times)) * ln(total.stories / coalesce(known.stories, 1)::float) DESC, lexeme) AS place
    FROM newest JOIN articles_editionwords ON edition_id = newest.id CROSS JOIN total
    CROSS JOIN LATERAL unnest(words) AS found (lexeme, positions, weights)
    CROSS JOIN LATERAL (SELECT cardinality(positions)
        + 2 * cardinality(array_positions(weights, 'A'))
        + 2 * cardinality(array_positions(weights, 'B')) AS times) counted
    LEFT JOIN articles_termcount known ON known.term = lexeme
    WHERE times > 1
), tags AS (
    SELECT newest.article_id, '#' || tag_id AS term,
        ln(total.stories / coalesce(known.stories, 1)::float) AS weight
    FROM newest JOIN articles_editiontag ON content_object_id = newest.id CROSS JOIN total
    LEFT JOIN articles_termcount known ON known.term = '#' || tag_id
), terms AS (
    SELECT article_id, term, weight / sqrt(sum(weight * weight) OVER (PARTITION BY article_id)) AS weight
    FROM words WHERE place <= {WORDS} AND weight > 0
    UNION ALL
    SELECT article_id, term,
        sqrt({TAGS}) * weight / sqrt(sum(weight * weight) OVER (PARTITION BY article_id))
    FROM tags WHERE weight > 0
)
INSERT INTO articles_storyterms (article_id, edition_id, terms, weights)
SELECT newest.article_id, newest.id, coalesce(array_agg(term ORDER BY weight DESC, term)
        FILTER (WHERE term IS NOT NULL), '{{}}'),
    coalesce(array_agg(weight ORDER BY weight DESC, term) FILTER (WHERE term IS NOT NULL), '{{}}')
FROM newest LEFT JOIN terms USING (article_id) GROUP BY newest.article_id, newest.id
ORDER BY newest.article_id
ON CONFLICT (article_id) DO UPDATE SET
    edition_id = EXCLUDED.edition_id, terms = EXCLUDED.terms, weights = EXCLUDED.weights
"""  # noqa: S608  (names of ours)
# With %(enter)s, the story is also entered among those that are similar to its neighbours, wherever it is
# better than one of the MOST that are there. A score of 0 fills the list of a story that has too few.
_YEARS = "(extract(epoch FROM {} - timestamptz '2020-01-01') / 31557600)::float"
FIND = f"""
WITH mine AS MATERIALIZED (
    SELECT t.terms, t.weights, w.section_id, w.authors, w.published_at
    FROM articles_storyterms t JOIN articles_editionwords w USING (edition_id)
    WHERE t.article_id = %(story)s
), ours AS MATERIALIZED (
    SELECT term, weight FROM mine, unnest(terms, weights) each (term, weight)
), counted AS (
    SELECT term, sum(coalesce(known.stories, 1)) OVER (ORDER BY coalesce(known.stories, 1), term) AS stories
    FROM ours LEFT JOIN articles_termcount known USING (term)
), likely AS (
    (
        SELECT article_id FROM (
            SELECT article_id FROM articles_storyterms WHERE terms && ARRAY(
                SELECT term FROM counted
                WHERE stories <= {SHARE} * (SELECT max(stories) FROM articles_termcount WHERE term = '')
            ) OFFSET 0
        ) by_terms ORDER BY article_id DESC LIMIT {COMPARED}
    ) UNION (
        SELECT e.article_id FROM articles_edition e
        WHERE e.section_id = (SELECT section_id FROM mine) AND e.live_until IS NULL
        ORDER BY e.published_at DESC, e.id DESC LIMIT {NEWEST}
    ) UNION (
        SELECT article_id FROM articles_edition WHERE live_until IS NULL
        ORDER BY published_at DESC, id DESC LIMIT {NEWEST}
    ) UNION
    SELECT story_id FROM articles_similarstory WHERE other_id = %(story)s AND %(enter)s
), common AS (
    SELECT article_id, edition_id, sum(theirs.weight * ours.weight) AS weight
    FROM likely JOIN articles_storyterms t USING (article_id)
    CROSS JOIN unnest(t.terms, t.weights) theirs (term, weight)
    LEFT JOIN ours USING (term)
    WHERE article_id <> %(story)s GROUP BY article_id, edition_id
), compared AS MATERIALIZED (
    SELECT common.article_id AS other_id, w.published_at, mine.published_at AS of_mine,
        coalesce(common.weight, 0)
        + CASE WHEN w.section_id = mine.section_id THEN {SAME_SECTION} ELSE 0 END
        + CASE WHEN w.authors && mine.authors THEN {SAME_AUTHOR} ELSE 0 END AS likeness
    FROM mine CROSS JOIN common JOIN articles_editionwords w USING (edition_id)
    WHERE w.live_until IS NULL OR w.live_until > %(at)s
), best AS (
    SELECT %(story)s::bigint AS story_id, other_id,
        likeness * power(2, {_YEARS.format("published_at")} / {HALF_LIFE}) AS score
    FROM compared ORDER BY score DESC, other_id DESC LIMIT {MOST}
), near AS (
    SELECT other_id AS story_id, %(story)s::bigint AS other_id,
        likeness * power(2, {_YEARS.format("of_mine")} / {HALF_LIFE}) AS score
    FROM compared WHERE %(enter)s AND (
        other_id IN (SELECT other_id FROM compared ORDER BY likeness DESC, other_id DESC LIMIT {NEIGHBOURS})
        OR other_id IN (SELECT story_id FROM articles_similarstory WHERE other_id = %(story)s)
    )
), found AS MATERIALIZED (
    SELECT * FROM best
    UNION ALL
    SELECT * FROM near WHERE score > coalesce((
        SELECT score FROM articles_similarstory kept
        WHERE kept.story_id = near.story_id AND kept.other_id <> %(story)s
        ORDER BY score DESC OFFSET {MOST - 1} LIMIT 1
    ), -1)
), gone AS (
    DELETE FROM articles_similarstory kept
    WHERE (kept.story_id = %(story)s OR (kept.other_id = %(story)s AND %(enter)s)) AND NOT EXISTS (
        SELECT FROM found WHERE (found.story_id, found.other_id) = (kept.story_id, kept.other_id)
    )
)
INSERT INTO articles_similarstory (story_id, other_id, score)
SELECT story_id, other_id, score FROM found
ON CONFLICT (story_id, other_id) DO UPDATE SET score = EXCLUDED.score
    WHERE abs(articles_similarstory.score - EXCLUDED.score) > {NOTICEABLE} * articles_similarstory.score
"""  # noqa: S608  (names of ours)
# Of the stories that have the story among their similar ones, whatever is beyond the MOST best.
TRIM = f"""
DELETE FROM articles_similarstory WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY story_id ORDER BY score DESC, other_id DESC) AS place
        FROM articles_similarstory
        WHERE story_id IN (SELECT story_id FROM articles_similarstory WHERE other_id = %(story)s)
    ) placed WHERE place > {MOST}
)
"""  # noqa: S608  (names of ours)


class TermCountQuerySet(models.QuerySet["TermCount"]):
    """The counting of terms."""

    def is_due(self) -> bool:
        """Return whether terms were never counted, or too long ago."""
        recent = self.filter(term="", counted_at__gt=timezone.now() - COUNT_SERVES)
        return not recent.exists()

    def renew(self) -> None:
        """Count the terms of the newest stories."""
        self.all().delete()
        with connections[self.db].cursor() as cursor:
            cursor.execute(COUNT)


class TermCount(models.Model):
    """The number of stories that have a term, among the newest; without a row it is one.

    The row of the term "" has the number of stories among which terms were counted.
    """

    term = models.TextField(primary_key=True)
    stories = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    objects = TermCountQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.term


class StoryTermsQuerySet(models.QuerySet["StoryTerms"]):
    """The weighing of stories' terms."""

    def write(self, stories: Iterable[int]) -> None:
        """Write the terms of these stories, by the last count."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(WRITE_TERMS, {"stories": list(stories)})


class StoryTerms(models.Model):
    """The words and tags that say what a story's newest edition is about, the strongest first."""

    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, primary_key=True, related_name="terms"
    )
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+")
    terms = ArrayField(models.TextField())
    weights = ArrayField(models.FloatField())

    objects = StoryTermsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "terms of a story"
        default_permissions = ()
        indexes = [GinIndex(fields=["terms"], name="story_terms")]

    def __str__(self) -> str:
        return f"Terms of story {self.article_id}"


class SimilarStoryQuerySet(models.QuerySet["SimilarStory"]):
    """The finding of similar stories."""

    def find(self, story: int, *, enter: bool) -> None:
        """Find the stories that are most similar to one whose terms are written.

        Args:
            enter: also put it among the similar stories of others, wherever it belongs there.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(FIND, {"story": story, "enter": enter, "at": clock.now()})
            if enter:
                cursor.execute(TRIM, {"story": story})


class SimilarStory(models.Model):
    """A story that is among the most similar to another. A page shows it only while it is live."""

    story = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="similar", db_index=False
    )
    other = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()

    objects = SimilarStoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "similar stories"
        default_permissions = ()
        ordering = ["-score", "-other"]
        constraints = [
            models.UniqueConstraint(fields=["story", "other"], name="similar_story_once"),
            models.CheckConstraint(
                condition=~models.Q(story=models.F("other")), name="similar_story_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other} is similar to {self.story}"
