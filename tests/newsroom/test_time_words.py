"""Times in words: each is read as one instant, or refused with a sentence that says what to type."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.admin import actions
from newsroom import time_words

LONDON = ZoneInfo("Europe/London")
# A Wednesday.
NOW = datetime(2026, 11, 18, 10, 30, 20, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _in_london():
    with timezone.override(LONDON):
        yield


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("tomorrow 9", "2026-11-19T09:00"),
        ("Tomorrow at 9:30", "2026-11-19T09:30"),
        ("9 tomorrow", "2026-11-19T09:00"),
        ("9am tomorrow", "2026-11-19T09:00"),
        ("tomorrow 6 pm", "2026-11-19T18:00"),
        ("tomorrow noon", "2026-11-19T12:00"),
        ("tomorrow 12am", "2026-11-19T00:00"),
        ("today 18.30", "2026-11-18T18:30"),
        ("18:30", "2026-11-18T18:30"),
        ("friday 9", "2026-11-20T09:00"),
        ("on Fri, 9", "2026-11-20T09:00"),
        ("tue 00:00", "2026-11-24T00:00"),
        ("23 Nov 9", "2026-11-23T09:00"),
        ("23rd November, 9:00", "2026-11-23T09:00"),
        ("Nov 23 9pm", "2026-11-23T21:00"),
        ("23 nov 2027 9:00", "2027-11-23T09:00"),
        ("1 March 9", "2027-03-01T09:00"),
        ("18 Nov 18:00", "2026-11-18T18:00"),
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23 09:00:00", "2026-11-23T09:00"),
        ("Mon 23 Nov 9:00", "2026-11-23T09:00"),
        ("Monday, November 23, 9am", "2026-11-23T09:00"),
        ("Mon., 23 November 2026 at 9 p.m.", "2026-11-23T21:00"),
        ("9 a.m. on Monday, 23 Nov", "2026-11-23T09:00"),
        ("Wed 18 Nov 18:00", "2026-11-18T18:00"),
        ("Mon 2026-11-23 9:00", "2026-11-23T09:00"),
        ("23 Nov 9:00, London time", "2026-11-23T09:00"),
        ("yesterday 9", "2026-11-17T09:00"),
        ("in 2 hours", "2026-11-18T12:30"),
        ("in an hour", "2026-11-18T11:30"),
        ("in 90 minutes", "2026-11-18T12:00"),
        ("in 3 days", "2026-11-21T10:30"),
        ("in 2 weeks", "2026-12-02T10:30"),
    ],
)
def test_a_time_is_read_in_the_newsrooms_zone(text, read):
    assert time_words.read(text, NOW) == datetime.fromisoformat(read).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a day and an hour"),
        ("soon", "Write a day and an hour"),
        ("23/11/2026 9:00", "Write a day and an hour"),
        ("next monday 9", "Write a day and an hour"),
        ("tomorrow 25", "Write a day and an hour"),
        ("tomorrow 13pm", "Write a day and an hour"),
        ("tomorrow ٩", "Write a day and an hour"),
        ("tomorrow 9\x00", "Write a day and an hour"),
        ("x" * (time_words.LONGEST + 1), "Write a day and an hour"),
        ("monday tuesday 9", "Write a day and an hour"),
        ("monday tomorrow 9", "19 November 2026 is a Thursday."),
        ("23 Nov 9:00, Paris time", "Write a day and an hour"),
        ("23 Nov 9:00 in London time", "Write a day and an hour"),
        ("Tue 23 Nov 9:00", "23 November 2026 is a Monday. Correct the weekday or the date."),
        ("Wednesday, Nov 17, 9am 2027", "Write a day and an hour"),
        ("Tue 17 Nov 9", "17 November 2027 is a Wednesday. Correct the weekday or the date."),
        ("Mon 23 Nov", "Add the hour, such as “Mon 23 Nov 9:00”."),
        ("tomorrow", "Add the hour, such as “tomorrow 9:00”."),
        ("23 nov", "Add the hour"),
        ("wednesday 9", "Today is Wednesday. Write “today”, or the date: 25 Nov."),
        ("9:00", "09:00 has passed today. Write “tomorrow 9:00”."),
        ("31 Nov 9", "no such day"),
        ("29 Feb 9", "no such day"),
        ("2026-13-01 9", "no such day"),
        ("1 Jan 9999 9", "up to 2199"),
        ("in 2 months", "minutes, hours, days or weeks"),
        ("28 March 2027 1:30", "clocks change"),
        ("31 Oct 2027 1:30", "clocks change"),
    ],
)
def test_other_words_are_refused_with_what_to_type(text, sentence):
    with pytest.raises(time_words.NotUnderstood, match=sentence):
        time_words.read(text, NOW)


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(text):
    try:
        assert time_words.read(text, NOW).tzinfo is not None
    except time_words.NotUnderstood as problem:
        assert str(problem).endswith(".")


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2199, 12, 30)),
    st.sampled_from(["Europe/London", "Europe/Berlin", "America/New_York", "UTC"]),
    st.sampled_from(["en", "de"]),
)
def test_what_the_desk_writes_is_read_again(moment, zone, language):
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        moment = timezone.localtime(moment.replace(second=0, microsecond=0, tzinfo=UTC))
        # An hour that comes twice, when the clocks are put back, has one name.
        assume(moment.utcoffset() == moment.replace(fold=1 - moment.fold).utcoffset())
        for words in (time_words.in_words(moment), actions._clock(moment)):
            assert time_words.read(words, NOW) == moment
        for typed in (r"j F Y, H:i", "j M Y, H:i", "D j M Y, H:i", "H:i, j F Y"):
            words = date_format(moment, gettext(typed))
            assert time_words.read(words, NOW) == moment, words


def test_a_day_on_which_the_clocks_change_keeps_its_hour_and_hours_are_real():
    evening = datetime(2027, 3, 27, 18, tzinfo=LONDON)
    assert time_words.read("in 1 day", evening) == datetime(2027, 3, 28, 18, tzinfo=LONDON)
    assert time_words.read("in 24 hours", evening) == datetime(2027, 3, 28, 19, tzinfo=LONDON)


def test_an_instant_is_written_with_its_zone():
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert time_words.in_words(at) == "Monday, 23 November 2026 at 09:00, London time"
    with timezone.override(ZoneInfo("America/New_York")):
        assert time_words.in_words(at) == "Monday, 23 November 2026 at 04:00, New York time"
    with timezone.override(UTC):
        assert time_words.in_words(at).endswith("09:00, UTC")
