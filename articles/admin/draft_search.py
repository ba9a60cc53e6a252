"""The desk's search for stories by headline, address, author, tag and body, for the list and the palette.

In a body, whole words are found, in any of their forms; elsewhere parts of words, too.
"""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.text import smart_split, unescape_string_literal

from articles.models import Article, ArticleByline, ArticleTag, DraftWords, Tag
from articles.models.words import CONFIG
from authors.models import Author

# Words beyond these are ignored.
MOST_WORDS = 8
# Authors and tags that are considered for a word; a part of more names says nothing.
MOST_NAMES = 1_000
# A word in more stories than these is common.
COMMON = 1_000


def words_in(text: str) -> list[str]:
    """Return the words of a search; quotation marks keep words together."""
    words = []
    for word in smart_split(text.replace("\x00", "")):
        if len(word) > 1 and word[0] in "\"'" and word[0] == word[-1]:
            word = unescape_string_literal(word)
        if word.strip():
            words.append(word)
    return words[:MOST_WORDS]


def without_stop_words(words: list[str]) -> list[str]:
    """Return the words that bodies are searched for; all of them if there is none, as in “the who”."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word"
            " WHERE numnode(phraseto_tsquery(%s::regconfig, word)) = 0",
            [words, CONFIG],
        )
        stop = {word for (word,) in cursor.fetchall()}
    return [word for word in words if word not in stop] or words


class DraftSearch:
    """A search for the stories in which each word is in the body, or part of the headline, address, an
    author or a tag.

    Rare words are looked up first, from indexes, and the stories found by key. Common ones are
    compared while the list is read: its first page has them soon, and all of them would be too many.

    Attributes:
        authors: the keys and names of the authors with one of the words.
    """

    def __init__(self, text: str) -> None:
        self.words = words_in(text)
        if len(self.words) > 1:
            self.words = without_stop_words(self.words)
        self.authors: dict[int, str] = {}
        self.tags: dict[int, str] = {}
        if self.words:
            self._read_names()

    def filter(self, stories: QuerySet[Article], *, bodies: bool = True) -> QuerySet[Article]:
        """Return the stories with all words; by queries whose number depends on no row.

        Without `bodies`, or if no word is rare, each must be in something else than the body: a word
        that thousands of bodies have says little.
        """
        if not self.words:
            return stories
        titles, texts = self._found(bodies)
        # Keys beyond COMMON weren't read.
        rare = [
            len(titles[number]) <= COMMON and len(texts[number]) <= COMMON
            for number in range(len(self.words))
        ]
        if not any(rare):
            bodies = False
            rare = [len(keys) <= COMMON for keys in titles]
        for number, word in enumerate(self.words):
            if rare[number]:
                keys = titles[number] | texts[number] if bodies else titles[number]
                stories = stories.filter(pk__in=keys)
            else:
                stories = stories.filter(self._condition(word, bodies))
        return stories

    def _found(self, bodies: bool) -> tuple[list[set[int]], list[set[int]]]:
        """Return each word's stories by key, those outside and those inside bodies; a few too many at most.

        It takes one query.
        """
        probes = [self._keys(number, word) for number, word in enumerate(self.words)]
        if bodies:
            probes += [
                _bodies(word).values_list(Value(number), "article")[: COMMON + 1]
                for number, word in enumerate(self.words, len(self.words))
            ]
        found: list[set[int]] = [set() for _ in range(2 * len(self.words))]
        for number, key in probes[0].union(*probes[1:], all=True):
            found[number].add(key)
        return found[: len(self.words)], found[len(self.words) :]

    def _read_names(self) -> None:
        """Read the authors and tags with any of the words, in one query."""
        models: list[tuple[str, Any]] = [("author", Author), ("tag", Tag)]
        # A common word must not use up the names of a rare one.
        rows = [
            model.objects.filter(name__icontains=word)
            .order_by()
            .values_list(Value(kind), "pk", "name")[:MOST_NAMES]
            for kind, model in models
            for word in self.words
        ]
        for kind, key, name in rows[0].union(*rows[1:], all=True):
            (self.authors if kind == "author" else self.tags)[key] = name

    def _keys(self, number: int, word: str) -> QuerySet[Any, Any]:
        """Return the keys of the stories with a word, each with the word's number; a few too many."""
        texts: QuerySet[Any, Any] = Article.objects.order_by()
        parts = [texts.filter(_in_text(word)).values_list(Value(number), "pk")]
        for rows in self._parts(word):
            parts.append(rows.order_by().values_list(Value(number), "content_object"))
        return parts[0].union(*parts[1:], all=True)[: COMMON + 1]

    def _condition(self, word: str, bodies: bool) -> Q:
        condition = _in_text(word)
        if bodies:
            condition |= Q(Exists(_bodies(word).filter(article=OuterRef("pk"))))
        for rows in self._parts(word):
            condition |= Q(Exists(rows.filter(content_object=OuterRef("pk"))))
        return condition

    def _parts(self, word: str) -> list[QuerySet[Any, Any]]:
        """Return the bylines and tag links with a word, without those that no row can have."""
        authors, tags = _with_word(self.authors, word), _with_word(self.tags, word)
        rows: list[QuerySet[Any, Any]] = []
        if authors:
            rows.append(ArticleByline.objects.filter(author__in=authors))
        if tags:
            rows.append(ArticleTag.objects.filter(tag__in=tags))
        return rows


def _bodies(word: str) -> QuerySet[DraftWords]:
    """Return the drafts with a word, or with several next to each other, in any of their forms."""
    query = SearchQuery(word.replace("/", " "), config=CONFIG, search_type="phrase")
    return DraftWords.objects.filter(words=query)


def _in_text(word: str) -> Q:
    return Q(headline__icontains=word) | Q(slug__icontains=word)


def _with_word(names: dict[int, str], word: str) -> list[int]:
    return [key for key, name in names.items() if word.upper() in name.upper()]
