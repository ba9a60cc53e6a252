"""The length of a text, and the time that reading it takes."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content.length import Length, length_of


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("", 0, 0),
        ("One, two; three.", 3, 0),
        ("Don’t — well-known", 2, 0),
        ("Größe ist 7 Meter", 4, 0),
        ("東京で会う", 0, 5),
        ("Bones社の𠮷野家", 1, 5),
        ("서울에서 만나요", 2, 0),
        ("ビデオ・テープ", 0, 7),
        # Vowel signs and accents are parts of words, which Unicode calls marks.
        ("आज दिल्ली में भारी बारिश के कारण कई सड़कें बंद रहीं।", 11, 0),
        ("আজ ঢাকায় ভারী বৃষ্টির কারণে অনেক রাস্তা বন্ধ।", 8, 0),
        ("இன்று சென்னையில் கனமழை பெய்தது.", 4, 0),
        ("ఈ రోజు హైదరాబాద్‌లో భారీ వర్షం కురిసింది.", 6, 0),
        ("كِتَابٌ جَدِيدٌ", 2, 0),
        (normalize("NFD", "Hôm nay trời mưa rất to ở Hà Nội."), 9, 0),
        (normalize("NFD", "がぎぐ"), 0, 3),
        ("Donau­dampf­schiff", 1, 0),
        # Thai has no spaces between words; its marks stand for them.
        ("วันนี้ฝนตกหนักในกรุงเทพ", 5, 0),
    ],
)
def test_words_are_counted_and_characters_of_scripts_without_spaces(text, words, characters):
    assert length_of([text]) == Length(words, characters)


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        (Length(), 0),
        (Length(114), 0),
        (Length(115), 1),
        (Length(230), 1),
        (Length(231), 2),
        (Length(0, 1000), 2),
        (Length(230, 500), 2),
    ],
)
def test_minutes_are_rounded_up_and_none_is_given_for_a_few_words(length, minutes):
    assert length.minutes == minutes


@given(st.text("aéñãàüőṩअক்한" + "\u0301", max_size=40))
def test_a_decomposed_text_is_as_long_as_a_composed_one(text):
    composed, decomposed = (normalize(form, f"a{text}") for form in ("NFC", "NFD"))
    assert length_of([composed]) == length_of([decomposed])


@given(st.lists(st.text()))
def test_the_length_is_the_sum_of_its_parts(texts):
    parts = [length_of([text]) for text in texts]
    whole = length_of(texts)
    assert whole.words == sum(part.words for part in parts)
    assert whole.count == whole.words + sum(part.characters for part in parts)
