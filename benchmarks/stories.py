"""Invented stories of real length: the demo's paragraphs in random order, with links and pictures.

A story follows from the seed and its number alone, so several processes can write parts of one
archive, and a story can link to another without knowing its row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from random import Random
from typing import NamedTuple

from newsroom.demo.reading import CONTENT, read

# Words of a body, at least and at most (the last paragraph may exceed the maximum).
SHORTEST, LONGEST = 800, 1500
GENRES = ("", "news", "review", "review", "opinion", "analysis", "guide")
SENTENCE = re.compile(r"[A-Z][^.!?<>&$£€]{40,300}[.!?]")
# Three words in a row without markup, which a link can be put around.
ANCHOR = re.compile(r"(?<= )[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{3,}(?= )")


class LinkKind(NamedTuple):
    """A form of address; `{}` stands for the number of the product or page."""

    form: str
    weight: int


# About two fifths of the stories have links of a shop, all others only links that earn nothing.
SHOPS = (
    LinkKind("https://www.amazon.com/dp/B{}?tag=afterglow-20", 6),
    LinkKind("https://bookshop.org/a/20406/{}", 2),
    LinkKind("https://www.ebay.com/itm/{}?campid=5338000000", 1),
)
OTHERS = (
    LinkKind("https://en.wikipedia.org/wiki/Subject_{}", 3),
    LinkKind("https://maker.example/products/{}", 3),
    LinkKind("https://archive.example/papers/{}.html", 1),
)
# A link to another story: the address is its path.
STORY = LinkKind("/{}/", 1)


class Link(NamedTuple):
    """A link of a body: its form, and the text in place of `{}`."""

    form: str
    value: str

    @property
    def address(self) -> str:
        return self.form.replace("{}", self.value)


class Picture(NamedTuple):
    """A library picture as a body refers to it: its key and the address of a rendition."""

    key: int
    address: str


@dataclass(frozen=True)
class Story:
    """The content of one story; `section`, `authors`, `tags` and `related` are indices or numbers."""

    number: int
    headline: str
    standfirst: str
    slug: str
    section: int
    genre: str
    picture: Picture
    body: str
    links: list[Link]
    pictures: list[int]
    authors: list[int]
    tags: list[int]
    related: list[int]


class Paragraphs:
    """The demo's texts, taken apart: paragraphs without links, subheads, sentences and words."""

    def __init__(self) -> None:
        bodies = [read(path)["body"] for path in sorted((CONTENT / "stories").glob("*.toml"))]
        text = re.sub(r"</?a\b[^>]*>", "", "\n".join(bodies))
        plain = [p for p in re.findall(r"<p>(?:(?!</p>).)*</p>", text) if _is_plain(p)]
        self.paragraphs = [Paragraph(p) for p in plain if ANCHOR.search(p)]
        self.subheads = [h for h in re.findall(r"<h2>[^<]*</h2>", text) if _is_plain(h)]
        self.sentences = [s for p in plain for s in SENTENCE.findall(p)]
        words = {word.lower() for word in re.findall(r"\b[A-Za-z]{4,10}\b", "".join(plain))}
        self.words = sorted(words)


def _is_plain(html: str) -> bool:
    """Return whether an audit has nothing to find in a text: no picture, price, or disclosure."""
    doubtful = r"<img|[$£€]|commission|affiliate|sponsor|advert|earn|paid|gift|partner|compensat"
    return not re.search(doubtful, html, re.IGNORECASE)


class Paragraph:
    """A paragraph as HTML, the number of its words, and a place for a link."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.words = len(re.sub("<[^>]+>", "", html).split())
        found = ANCHOR.search(html)
        assert found
        self.before, self.anchor, self.after = html[: found.start()], found[0], html[found.end() :]

    def linked(self, link: Link) -> str:
        """Return the paragraph with a link around three of its words."""
        return f'{self.before}<a href="{escape(link.address)}">{self.anchor}</a>{self.after}'


@dataclass(frozen=True)
class Writer:
    """Writes the stories of an archive.

    Args:
        seed: two writers with equal arguments write equal stories.
        count: the number of stories in the archive.
        sections: the slugs of its sections.
        pictures: the library pictures to choose from.
        authors: the number of authors.
        tags: the tags of each story's number (`Tags`).
    """

    seed: int
    count: int
    sections: Sequence[str]
    pictures: Sequence[Picture]
    authors: int
    tags: "Tags"

    @cached_property
    def texts(self) -> Paragraphs:
        return Paragraphs()

    def path(self, number: int) -> str:
        """Return the path of the story with this number, such as `anime/quiet-trains-812`."""
        return f"{self.sections[self._section(number)]}/{self._slug(number)}"

    def _section(self, number: int) -> int:
        return number * 7919 % len(self.sections)

    def _slug(self, number: int) -> str:
        return f"{self._headline(number).lower().replace(' ', '-')}-{number}"

    def _headline(self, number: int) -> str:
        chance = Random(self.seed * 1_000_003 + number * 2 + 1)
        words = " ".join(chance.choices(self.texts.words, k=chance.randint(4, 7)))
        return words[:1].upper() + words[1:]

    def story(self, number: int, first_related: int) -> Story:
        """Return a story. Its related stories have numbers from `first_related` to its own."""
        chance = Random(self.seed * 1_000_003 + number * 2)
        pictures = chance.sample(self.pictures, chance.choice((1, 1, 2, 3, 4)))
        links = list(self._links(number, chance))
        earlier = range(first_related, number)
        return Story(
            number=number,
            headline=self._headline(number),
            standfirst=chance.choice(self.texts.sentences),
            slug=self._slug(number),
            section=self._section(number),
            genre=chance.choice(GENRES),
            picture=pictures[0],
            body=self._body(chance, list(links), pictures[1:]),
            links=links,
            pictures=[picture.key for picture in pictures[1:]],
            authors=chance.sample(range(self.authors), chance.choice((1, 1, 1, 2))),
            tags=self.tags.of(number, chance),
            related=chance.sample(earlier, min(len(earlier), chance.choice((0, 0, 3)))),
        )

    def _links(self, number: int, chance: Random) -> Iterator[Link]:
        """Yield the links in the order of the body; the first of a shop comes after two others."""
        kinds = chance.choices(OTHERS, [kind.weight for kind in OTHERS], k=chance.randint(1, 5))
        if chance.random() < 0.4:
            kinds += chance.choices(SHOPS, [kind.weight for kind in SHOPS], k=chance.randint(1, 4))
        for kind in kinds:
            yield Link(kind.form, str(chance.randint(10**8, 10**9 - 1)))
        if number > 1:
            yield Link(STORY.form, self.path(chance.randint(max(1, number - 5000), number - 1)))

    def _body(self, chance: Random, links: list[Link], pictures: list[Picture]) -> str:
        target = chance.randint(SHORTEST, LONGEST)
        links.reverse()
        parts: list[str] = []
        words = count = 0
        while words < target or links:
            paragraph = chance.choice(self.texts.paragraphs)
            words += paragraph.words
            count += 1
            html = paragraph.linked(links.pop()) if links and count > 1 else paragraph.html
            parts.append(f"<blockquote>{html}</blockquote>" if count == 7 else html)
            if count % 4 == 0:
                parts.append(chance.choice(self.texts.subheads))
            if count % 3 == 0 and pictures:
                parts.append(_figure(pictures.pop()))
        parts += map(_figure, pictures)
        return "".join(parts)


def _figure(picture: Picture) -> str:
    source = f'<img src="{picture.address}" alt="" data-file="{picture.key}">'
    return f"<figure>{source}<figcaption></figcaption></figure>"


@dataclass(frozen=True)
class Tags:
    """The distribution of tags: three of known size, and many by Zipf's law.

    Tag 0 is on a third of all stories, tag 1 on 50,000 of them (at most half), tag 2 on 25. All are
    spread evenly over the archive.
    """

    count: int
    stories: int
    COMMON, LARGE, RARE = 0, 1, 2
    OTHERS = 3

    def of(self, number: int, chance: Random) -> list[int]:
        """Return the indices of a story's tags, without duplicates."""
        found = [] if number % 3 else [self.COMMON]
        for tag, size in ((self.LARGE, min(50_000, self.stories // 2)), (self.RARE, 25)):
            if number * size // self.stories != (number - 1) * size // self.stories:
                found.append(tag)
        others = self.count - self.OTHERS
        for _ in range(chance.randint(2, 4)):
            # Uniform in the logarithm: as many uses for tags 1 to 10 as for 11 to 100.
            found.append(self.OTHERS + int(others ** chance.random()) - 1)
        return list(dict.fromkeys(found))
