"""The quality of similar stories: precision at 5, by the labels of related.toml for the demo's magazine.

`python -m benchmarks.related` prints it for the database at DATABASE_URL, which must hold the demo's
magazine. Precision at 5 is the share of labelled stories among a story's five best, on average; where
fewer than five are labelled, of as many as there are.
"""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

BEST = 5
# A ranking of a story's others, the best first: a function of the story's slug.
Ranking = Callable[[str], list[str]]

BY_TAGS = """
SELECT other.slug FROM articles_edition mine JOIN articles_edition other ON other.id <> mine.id
CROSS JOIN LATERAL (SELECT count(*) AS tags FROM articles_editiontag a JOIN articles_editiontag b
    USING (tag_id) WHERE a.content_object_id = mine.id AND b.content_object_id = other.id) shared
WHERE mine.slug = %s AND mine.live_until IS NULL AND other.live_until IS NULL
    AND mine.live_from <= now() AND other.live_from <= now()
ORDER BY tags DESC, other.published_at DESC LIMIT 5
"""
BY_TEXT = """
SELECT other.slug FROM articles_edition mine JOIN articles_storyterms ours USING (article_id)
JOIN articles_edition other ON other.id <> mine.id
JOIN articles_storyterms theirs ON theirs.article_id = other.article_id
CROSS JOIN LATERAL (SELECT coalesce(sum(a.weight * b.weight), 0) AS likeness
    FROM unnest(ours.terms, ours.weights) a (term, weight)
    JOIN unnest(theirs.terms, theirs.weights) b (term, weight) USING (term)
    WHERE term NOT LIKE '#%%') words
WHERE mine.slug = %s AND mine.live_until IS NULL AND other.live_until IS NULL
    AND mine.live_from <= now() AND other.live_from <= now()
ORDER BY likeness DESC, other.published_at DESC LIMIT 5
"""
OURS = """
SELECT other.slug FROM articles_edition mine
JOIN articles_similarstory found ON found.story_id = mine.article_id
JOIN articles_edition other ON other.article_id = found.other_id
WHERE mine.slug = %s AND mine.live_until IS NULL AND other.live_until IS NULL
    AND mine.live_from <= now() AND other.live_from <= now()
ORDER BY score DESC LIMIT 5
"""
RANKINGS = {"ours": OURS, "shared tags alone": BY_TAGS, "text alone": BY_TEXT}


def labels() -> dict[str, list[str]]:
    """Return the labelled stories of each story, by slug."""
    return tomllib.loads(Path(__file__).with_name("related.toml").read_text("utf-8"))


def precision(ranking: Ranking) -> float:
    """Return the precision at 5 of a ranking, from 0 to 1."""
    shares = []
    for story, labelled in labels().items():
        found = ranking(story)[:BEST]
        shares.append(len(set(found) & set(labelled)) / min(BEST, len(labelled)))
    return sum(shares) / len(shares)


def ranked_by(sql: str) -> Ranking:
    """Return the ranking that a statement makes of one story's others."""
    from django.db import connection

    def ranking(story: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [story])
            return [slug for (slug,) in cursor.fetchall()]

    return ranking


def report(lines: Iterable[str] = RANKINGS) -> str:
    """Return the precision of each ranking, one a line."""
    return "\n".join(f"{name}: {precision(ranked_by(RANKINGS[name])):.2f}" for name in lines)


def main() -> None:
    import django

    django.setup()
    print(report())


if __name__ == "__main__":
    main()
