"""Checks that help a story and prevent nothing unless the publisher says so: length, subheads, links.

They read the candidate's parsed body and take no query of their own. Each yields at most one problem a
field, so that a long body doesn't fill the panel.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

from django.db.models import Field
from django.utils.translation import gettext, ngettext
from lxml.etree import _Element as Element

from articles.content.blocks import image_key, own_alt
from articles.content.hand_written import text_of
from articles.publishing.candidate import Candidate
from articles.publishing.errors import Problem
from newsroom.languages import site_language

# Characters. Google shows about 60 to 70 of a headline and 160 of a description.
HEADLINE = (15, 110)
STANDFIRST = (30, 250)
# Words of a paragraph. At 150 it fills the screen of a phone.
LONGEST_PARAGRAPH = 150
# The Flesch reading ease below which a text is “very difficult”, and the words that it needs to
# mean anything. R. Flesch, A new readability yardstick, 1948.
HARD, ENOUGH_WORDS = 30, 100
# The whole words of links that say nothing of where they lead. WCAG 2.2, 2.4.4.
EMPTY_WORDS = {
    *("here", "click here", "this", "this link", "link", "more", "read more", "see here"),
    *("this page", "this article", "this story", "read here", "learn more", "details"),
}
# Possessive, and only from the first of several marks: a line of dots takes linear time.
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[”\"'’)\]]*+(?:\s++|$)")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+")
# Words of a quotation from the story in a message.
QUOTED = 8


def advice(candidate: Candidate) -> Iterator[Problem]:
    """Yield what could be better in a draft, with the name of the rule."""
    yield from _lengths(candidate)
    yield from _captions(candidate)
    elements = candidate.body.elements
    paragraphs = [text for text in map(text_of, _lines(elements)) if text]
    yield from _long_paragraphs(paragraphs)
    yield from _reading_ease(paragraphs, candidate.article.language)
    yield from _headings(elements)
    yield from _link_texts(elements)
    yield from _internal_links(candidate)


def _lengths(candidate: Candidate) -> Iterator[Problem]:
    article = candidate.article
    for field, (least, most) in (("headline", HEADLINE), ("standfirst", STANDFIRST)):
        length = len(getattr(article, field).strip())
        if length > most:
            sentence = gettext(
                "The {field} has {length} characters. Shorten it to {most} or fewer."
            )
        elif 0 < length < least:
            sentence = gettext(
                "The {field} has only {length} characters. Say more of what the story is about."
            )
        else:
            continue
        name = cast(Field[Any, Any], article._meta.get_field(field)).verbose_name
        yield Problem(field, sentence.format(field=name, length=length, most=most), "length")


def _captions(candidate: Candidate) -> Iterator[Problem]:
    """Yield a problem for pictures whose alt text is their caption, which is then read out twice."""
    sentence = gettext(
        "“{}” has the same alt text and caption. Let the alt text say what the picture "
        "shows, for those who don't see it."
    )
    picture = candidate.article.lead
    if picture and _is_same(picture.alt, picture.caption):
        yield Problem("picture", sentence.format(picture), "alt-caption")
    for figure in candidate.body.elements:
        image = next(figure.iter("img"), None)
        row = candidate.pictures.get(image_key(image) or 0) if image is not None else None
        if row is None:
            continue
        own = " ".join(map(text_of, figure.iter("figcaption")))
        if _is_same(own_alt(image) or row.alt, own or row.caption):
            yield Problem("body", sentence.format(row), "alt-caption")
            return


def _is_same(alt: str, caption: str) -> bool:
    one, other = (text.strip().rstrip(".").casefold() for text in (alt, caption))
    return bool(one) and one == other


def _lines(elements: list[Element]) -> Iterator[Element]:
    """Yield the paragraphs and list items; a list item with paragraphs only as those."""
    for element in elements:
        for line in element.iter("p", "li"):
            if line.tag == "p" or line.find("p") is None:
                yield line


def _long_paragraphs(paragraphs: list[str]) -> Iterator[Problem]:
    lengths = [(len(text.split()), text) for text in paragraphs]
    if long := [(length, text) for length, text in lengths if length > LONGEST_PARAGRAPH]:
        length, text = long[0]
        sentence = gettext("The paragraph “{text}” has {length} words. Split it.").format(
            text=_beginning(text), length=length
        )
        more = ngettext("One more is too long.", "{number} more are too long.", len(long) - 1)
        yield Problem("body", _with_more(sentence, more, len(long) - 1), "paragraphs")


def _reading_ease(paragraphs: list[str], language: str) -> Iterator[Problem]:
    """Yield a problem for a very difficult English text; the formula is for English alone."""
    sentences = [s for text in paragraphs for s in SENTENCE_END.split(text) if WORD.search(s)]
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    if not (language or site_language()).startswith("en") or len(words) < ENOUGH_WORDS:
        return
    ease = 206.835 - 1.015 * len(words) / len(sentences)
    ease -= 84.6 * sum(map(syllables, words)) / len(words)
    if ease < HARD:
        longest = max(sentences, key=lambda sentence: len(sentence.split()))
        yield Problem(
            "body",
            gettext(
                "The text is very hard to read ({ease} of 100 by Flesch’s formula). Use shorter "
                "sentences and words. The longest sentence, “{longest}”, has {number} words."
            ).format(
                ease=max(0, round(ease)), longest=_beginning(longest), number=len(longest.split())
            ),
            "reading-ease",
        )


def syllables(word: str) -> int:
    """Estimate the syllables of an English word: its groups of vowels, without a silent e."""
    word = word.casefold()
    found = len(VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye"))
    return max(1, found - silent)


def _headings(elements: list[Element]) -> Iterator[Problem]:
    """Yield a problem for the first subhead that skips a level. The headline is the first level."""
    former = 1
    for heading in (h for element in elements for h in element.iter("h2", "h3", "h4", "h5", "h6")):
        level = int(str(heading.tag)[1])
        if level > former + 1:
            yield Problem(
                "body",
                gettext(
                    "The subhead “{heading}” is of level {level}, but there is none of level {former} "
                    "above it. Make it one of level {former}."
                ).format(heading=_beginning(text_of(heading)), level=level, former=former + 1),
                "headings",
            )
            return
        former = level


def _link_texts(elements: list[Element]) -> Iterator[Problem]:
    texts = [text_of(link) for element in elements for link in element.iter("a")]
    if empty := [text for text in texts if text.strip(" .:!→»").casefold() in EMPTY_WORDS]:
        sentence = gettext(
            "A link says only “{words}”. Link words that say where it leads."
        ).format(words=empty[0])
        more = ngettext("One more does.", "{number} more do.", len(empty) - 1)
        yield Problem("body", _with_more(sentence, more, len(empty) - 1), "link-text")


def _internal_links(candidate: Candidate) -> Iterator[Problem]:
    live = {path for path, _, is_live in candidate.printed if is_live}
    own = candidate.article.path
    broken = [path for path in candidate.linked_paths if path != own and path not in live]
    if broken:
        sentence = gettext(
            "The link to {address} leads to no live story. Correct it or take it off."
        ).format(address=f"/{broken[0][:80]}/")
        more = ngettext("One more does.", "{number} more do.", len(broken) - 1)
        yield Problem("body", _with_more(sentence, more, len(broken) - 1), "internal-links")


def _with_more(sentence: str, more: str, number: int) -> str:
    """Return a sentence, followed by `more` if there are further places with the same problem."""
    return f"{sentence} {more.format(number=number)}" if number else sentence


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:QUOTED])[:80] + ("…" if len(words) > QUOTED else "")
