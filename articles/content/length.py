"""The length of a text: how many words it has, and how many minutes it takes to read them."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Words of running text that most adults read in a minute.
WORDS_A_MINUTE = 230
# Of scripts without spaces between words, characters in a minute (Medium's read time).
CHARACTERS_A_MINUTE = 500
# Chinese characters, kana and bopomofo. Korean has spaces between words.
_CHARACTER = re.compile(
    "[\u3005\u3041-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Thai, Lao, Burmese and Khmer have no spaces between words either; their marks are taken for them.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
# Soft hyphen, word joiner, and what forbids or demands a ligature within a word.
JOINERS = "\u00ad\u2060\u200c\u200d"
_OTHER = re.compile(r"[^\w\s!-~]")
_WORD = re.compile(r"\w[\w'’\-]*")


@dataclass(frozen=True)
class Length:
    """The number of words of a text, and of the characters that stand for words in it."""

    words: int = 0
    characters: int = 0

    @property
    def count(self) -> int:
        """The number of words, each Chinese or Japanese character counted as one."""
        return self.words + self.characters

    @property
    def minutes(self) -> int:
        """The minutes that reading takes, rounded up; 0 for less than half a minute."""
        minutes = self.words / WORDS_A_MINUTE + self.characters / CHARACTERS_A_MINUTE
        return math.ceil(minutes) if minutes >= 0.5 else 0


def length_of(texts: Iterable[str]) -> Length:
    """Return the length of several texts together."""
    words = characters = 0
    for text in texts:
        spaced, found = _CHARACTER.subn(" ", _OTHER.sub(_without_marks, text))
        characters += found
        words += len(_WORD.findall(spaced))
    return Length(words, characters)


def _without_marks(found: re.Match[str]) -> str:
    """Return "" for a vowel sign, an accent or a joiner, so that it divides no word."""
    sign = found[0]
    is_mark = unicodedata.category(sign).startswith("M") and not _UNSPACED.match(sign)
    return "" if is_mark or sign in JOINERS else sign
