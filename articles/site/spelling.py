"""The correction of mistyped words in a search that no story answers."""

import re
from datetime import datetime
from itertools import islice, product
from os.path import commonprefix
from typing import Any

from articles.models.words import CONFIG

LIVE = "live_from <= %(at)s AND (live_until IS NULL OR live_until > %(at)s)"
WORD = re.compile(r"\w{3,40}")
# A word that is nearer than this to a story's word is taken for it (pg_trgm's similarity, 0 to 1), and so
# is one with a single mistake.
NEAR = 0.4
# Corrections of a word, and of all words together, that are tried.
OF_WORD, TRIED = 4, 12

# The words of live stories' titles that are near each word that no live story has. A word of another
# story must not be told, and its being known must not be noticed. Exchanged letters leave hardly a
# trigram in common, so those words are looked up.
LIKELY = f"""
SELECT typed.word, likely.word, likely.nearness
FROM unnest(%(words)s::text[]) typed (word) CROSS JOIN LATERAL (
    (
        SELECT known.word, similarity(known.word, typed.word) AS nearness
        FROM articles_searchword known WHERE known.word %% typed.word
        ORDER BY nearness DESC, known.word LIMIT 20
    ) UNION
    SELECT known.word, similarity(known.word, typed.word)
    FROM articles_searchword known WHERE known.word = ANY(%(exchanged)s::text[])
) likely
WHERE EXISTS (
    SELECT FROM articles_editionwords
    WHERE title @@ plainto_tsquery('{CONFIG}', likely.word) AND {LIVE}
) AND NOT EXISTS (
    SELECT FROM articles_editionwords WHERE words @@ plainto_tsquery('{CONFIG}', typed.word) AND {LIVE}
)
"""  # noqa: S608  (names of ours)
# The first of several searches that the title of a live story answers.
ANSWERED = f"""
SELECT text FROM unnest(%(texts)s::text[]) WITH ORDINALITY tried (text, place) WHERE EXISTS (
    SELECT FROM articles_editionwords
    WHERE title @@ websearch_to_tsquery('{CONFIG}', tried.text) AND {LIVE}
) ORDER BY place LIMIT 1
"""  # noqa: S608  (names of ours)


def corrected(cursor: Any, text: str, at: datetime) -> str:
    """Return a search with the nearest words that live stories have; "" if no word is near one.

    Of several, the first with which all words are in one title, such as those of an author's name.
    """
    words = sorted({word.lower() for word in WORD.findall(text)})
    exchanged = sorted({each for word in words for each in exchanges(word)})
    cursor.execute(LIKELY, {"words": words, "exchanged": exchanged, "at": at})
    nearest: dict[str, list[tuple[bool, float, str]]] = {}
    for typed, known, nearness in cursor.fetchall():
        is_slip = differ_by_one(typed, known)
        if is_slip or nearness >= NEAR:
            nearest.setdefault(typed, []).append((not is_slip, -nearness, known))
    if not nearest:
        return ""
    choices = [[known for _, _, known in sorted(found)[:OF_WORD]] for found in nearest.values()]
    texts = [
        _replaced(text, dict(zip(nearest, chosen, strict=True)))
        for chosen in islice(product(*choices), TRIED)
    ]
    if len(texts) > 1:
        cursor.execute(ANSWERED, {"texts": texts, "at": at})
        texts = [each for (each,) in cursor.fetchall()] or texts
    return texts[0]


def exchanges(word: str) -> list[str]:
    """Return the words that differ by an exchange of two letters side by side."""
    return [
        word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        for i in range(len(word) - 1)
        if word[i] != word[i + 1]
    ]


def differ_by_one(one: str, other: str) -> bool:
    """Return whether one letter more, less, or another one, or an exchange of two, is all the difference."""
    start = len(commonprefix([one, other]))
    one, other = one[start:], other[start:]
    end = len(commonprefix([one[::-1], other[::-1]]))
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _replaced(text: str, words: dict[str, str]) -> str:
    """Return the text with other words, capitalized where those before were."""

    def replace(found: re.Match[str]) -> str:
        typed = found[0]
        word = words.get(typed.lower())
        if word is None:
            return typed
        return word.capitalize() if typed[0].isupper() else word

    return WORD.sub(replace, text)
