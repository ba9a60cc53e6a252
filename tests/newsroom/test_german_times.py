"""Times in German words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from newsroom import german_times, time_words

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday.
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=BERLIN)
WORDS = st.sampled_from(
    [*german_times.DAYS, *german_times.MONTHS, *german_times.OTHERS, *german_times.UNITS]
    + ["um", "uhr", "in", "9", "18:30", "23.", "23.11.", "2026", "."]
)


@pytest.fixture(autouse=True)
def in_berlin():
    with timezone.override(BERLIN), translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("morgen 9", "2026-11-19T09:00"),
        ("Morgen um 9 Uhr", "2026-11-19T09:00"),
        ("morgen 8 Uhr 30", "2026-11-19T08:30"),
        ("heute 18:30", "2026-11-18T18:30"),
        ("heute um 18.30 Uhr", "2026-11-18T18:30"),
        ("18 Uhr", "2026-11-18T18:00"),
        ("übermorgen 7", "2026-11-20T07:00"),
        ("Montag 8 Uhr", "2026-11-23T08:00"),
        ("am Montag um 8", "2026-11-23T08:00"),
        ("Mo 8", "2026-11-23T08:00"),
        ("fr., 9:15", "2026-11-20T09:15"),
        ("Sonnabend mittag", "2026-11-21T12:00"),
        ("Sonna 9", "2026-11-21T09:00"),
        ("Sonnt 9", "2026-11-22T09:00"),
        ("So., 9:00", "2026-11-22T09:00"),
        ("Mo 23.11. 8 Uhr", "2026-11-23T08:00"),
        ("Mo 23.11. 9:00", "2026-11-23T09:00"),
        ("So 22.11.2026, 9 Uhr 30", "2026-11-22T09:30"),
        ("am Sonntag, den 22.11. um 9 Uhr", "2026-11-22T09:00"),
        ("Samstag, 21. Nov., 9", "2026-11-21T09:00"),
        ("Sonnabend, 21. November 9", "2026-11-21T09:00"),
        ("23. November 9:00", "2026-11-23T09:00"),
        ("am 1. März um 9 Uhr", "2027-03-01T09:00"),
        ("23. Nov. 2027 9:00", "2027-11-23T09:00"),
        ("23.11. 9:00", "2026-11-23T09:00"),
        ("23.11.2027, 9 Uhr", "2027-11-23T09:00"),
        ("in 2 Stunden", "2026-11-18T12:30"),
        ("in einer Stunde", "2026-11-18T11:30"),
        ("in 90 Minuten", "2026-11-18T12:00"),
        ("in 3 Tagen", "2026-11-21T10:30"),
        # English is still read.
        ("tomorrow 9", "2026-11-19T09:00"),
        ("2026-11-23T09:00", "2026-11-23T09:00"),
    ],
)
def test_german_words_are_read(text, read):
    assert time_words.read(text, NOW) == datetime.fromisoformat(read).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("letters", "day"),
    [("do", 19), ("fr", 20), ("sa", 21), ("so", 22), ("mo", 23), ("di", 24)],
)
def test_two_letters_of_a_day_are_read(letters, day):
    for typed in (letters, f"{letters.title()}.", letters.upper()):
        assert time_words.read(f"{typed} 9", NOW) == datetime(2026, 11, day, 9, tzinfo=BERLIN)


def test_two_letters_of_today_are_read():
    with pytest.raises(time_words.NotUnderstood, match="Heute ist Mittwoch"):
        time_words.read("Mi 9", NOW)


@pytest.mark.parametrize("name", german_times.DAYS)
def test_a_beginning_of_a_day_means_that_day_alone(name):
    for length in range(2, len(name) + 1):
        beginning = name[:length]
        fitting = {day for each, day in german_times.DAYS.items() if each.startswith(beginning)}
        read = german_times.in_english(beginning, NOW.date())
        if beginning == "so":
            assert read == "sunday"
        else:
            assert read == (fitting.pop() if len(fitting) == 1 else beginning)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("bald", "Tag und Uhrzeit"),
        ("heute abend 8", "Tag und Uhrzeit"),
        ("23.13. 9:00", "Tag und Uhrzeit"),
        ("Sonn 9", "Tag und Uhrzeit"),
        ("Son. 9", "Tag und Uhrzeit"),
        ("S 9", "Tag und Uhrzeit"),
        ("So 23.11. 9 Uhr", "23. November 2026 ist ein Montag. Wochentag oder Datum ändern."),
        ("Mo 23.11.", "etwa „Mo 23.11. 9:00“"),
        ("Morgen", "etwa „Morgen 9:00“"),
        ("Mittwoch 9", "Heute ist Mittwoch. „heute“ schreiben oder das Datum: 25. Nov"),
        ("9 Uhr", "9:00 ist heute vorbei. „morgen 9:00“ schreiben"),
        ("31. November 9", "keinen solchen Tag"),
        ("in 2 Monaten", "Minuten, Stunden, Tage oder Wochen"),
        ("28. März 2027 2:30", "Zeitumstellung"),
    ],
)
def test_other_words_are_refused_in_german(text, sentence):
    with pytest.raises(time_words.NotUnderstood, match=sentence):
        time_words.read(text, NOW)


@given(st.lists(WORDS, max_size=6))
def test_any_words_are_read_or_refused(words):
    with timezone.override(BERLIN), translation.override("de"):
        try:
            assert time_words.read(" ".join(words), NOW).tzinfo is not None
        except time_words.NotUnderstood as problem:
            assert str(problem).endswith(".")


def test_german_words_are_not_read_in_english():
    with translation.override("en"), pytest.raises(time_words.NotUnderstood):
        time_words.read("morgen 9", NOW)


def test_a_time_is_read_back_in_german():
    assert time_words.in_words(NOW) == (
        "Mittwoch, dem 18. November 2026 um 10:30 Uhr, Ortszeit Berlin"
    )
