"""Times as people type them, such as “tomorrow 9”, “fri 18:30” and “Mon 23 Nov 9:00”, and as the desk writes them.

The reader is strict: it guesses neither an hour nor which of two days is meant. Where the desk is in
German, it reads German words, too.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from newsroom import german_times

# The longest text that is read.
LONGEST = 100
# Later years don't fit into every time zone.
LAST_YEAR = 2199
EXAMPLES = _("Write a day and an hour, such as “tomorrow 9”, “Friday 18:30” or “23 Nov 9:00”.")
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# Shortest forms of their names, so that “Mar” is a month and “M” is none.
SHORTEST = 3
UNITS = {"minute": "minutes", "min": "minutes", "hour": "hours", "day": "days", "week": "weeks"}
_AFTER = re.compile(r"in (\d{1,3}|an?) ([a-z]+?)s?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)? ?(?:([ap])\.?m\.?)?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class NotUnderstood(ValueError):
    """A text that names no single instant; the message is a sentence that says what to type."""


def read(text: str, now: datetime) -> datetime:
    """Return the instant that a text names, in the current time zone; it may have passed.

    Args:
        text: ISO 8601 (“2026-11-23T09:00”), a day and an hour in words, an hour of today, or a
            duration (“in 2 hours”). A weekday may stand before the date.

    Raises:
        NotUnderstood: the text names no instant, or not a single one.
    """
    here = timezone.localtime(now)
    plain = re.sub(r"(\d)t(\d)", r"\1 \2", text[: LONGEST + 1].casefold())
    # The desk writes the zone after a time.
    plain = re.sub(rf"[\s,]+{re.escape(zone_in_words().casefold())}\s*$", "", plain)
    if (get_language() or "").startswith("de"):
        plain = german_times.in_english(plain, here.date())
    words = [word for word in re.split(r"[\s,]+", plain) if word not in ("", "at", "on")]
    if len(text) > LONGEST or not words:
        raise NotUnderstood(str(EXAMPLES))
    if after := _AFTER.fullmatch(" ".join(words)):
        return _after(after, here)
    return _instant(*_parts(words, here, text.strip()))


def in_words(at: datetime) -> str:
    """Return an instant as “Monday, 23 November 2026 at 09:00, London time”."""
    words = date_format(timezone.localtime(at), gettext(r"l, j F Y \a\t H:i"))
    return f"{words}, {zone_in_words()}"


def zone_in_words() -> str:
    """Return the current time zone's name as people write it: “London time”, “UTC”."""
    name = timezone.get_current_timezone_name()
    place = name.rpartition("/")[2].replace("_", " ")
    return gettext("{place} time").format(place=place) if "/" in name else name


def _after(match: re.Match[str], here: datetime) -> datetime:
    number = int(match[1]) if match[1].isdigit() else 1
    unit = UNITS.get(match[2])
    if unit is None:
        raise NotUnderstood(gettext("Write minutes, hours, days or weeks, such as “in 2 hours”."))
    start = here.replace(second=0, microsecond=0)
    if unit in ("minutes", "hours"):
        # Through UTC, since a day on which the clocks change is shorter or longer.
        return timezone.localtime(start.astimezone(UTC) + timedelta(**{unit: number}))
    wall = start.replace(tzinfo=None) + timedelta(**{unit: number})
    return _instant(wall.date(), wall.time())


def _instant(day: date, hour: time) -> datetime:
    """Return the instant at which clocks here show this.

    Raises:
        NotUnderstood: they never do, or twice.
    """
    try:
        found: datetime = from_current_timezone(datetime.combine(day, hour))
    except ValidationError:
        raise NotUnderstood(
            gettext(
                "On {day} the clocks change, and {hour} is missing or comes twice. Choose another time."
            ).format(day=date_format(day, gettext("j F Y")), hour=f"{hour:%H:%M}")
        ) from None
    return found


def _parts(words: list[str], here: datetime, typed: str) -> tuple[date, time]:
    """Return the day and the hour: the day comes first, or else the hour does."""
    if (hour := _hour(words)) is not None:
        if hour <= here.time():
            passed = gettext("{hour} has passed today. Write “tomorrow {same}”.")
            raise NotUnderstood(passed.format(hour=f"{hour:%H:%M}", same=f"{hour:%-H:%M}"))
        return here.date(), hour
    cuts = range(1, len(words))
    for day_words, hour_words in [
        *((words[:cut], words[cut:]) for cut in reversed(cuts)),
        *((words[cut:], words[:cut]) for cut in cuts),
    ]:
        hour = _hour(hour_words)
        if hour is not None and (day := _day(day_words, here.date())):
            return day, hour
    if _day(words, here.date()):
        raise NotUnderstood(gettext("Add the hour, such as “{day} 9:00”.").format(day=typed))
    raise NotUnderstood(str(EXAMPLES))


def _hour(words: list[str]) -> time | None:
    text = " ".join(words)
    if text == "noon":
        return time(12)
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(words: list[str], today: date) -> date | None:
    """Return the day that words name; None if they name none.

    Raises:
        NotUnderstood: there is no such day, or it isn't the weekday before it, or it may be today.
    """
    weekday = _place(words[0], DAYS)
    if weekday is None:
        return _date(words, today)
    if words[1:]:
        found = _date(words[1:], today)
        if found and found.weekday() != weekday:
            raise NotUnderstood(
                gettext("{date} is a {weekday}. Correct the weekday or the date.").format(
                    date=date_format(found, gettext("j F Y")), weekday=date_format(found, "l")
                )
            )
        return found
    ahead = (weekday - today.weekday()) % 7
    if ahead == 0:
        raise NotUnderstood(
            gettext("Today is {weekday}. Write “today”, or the date: {date}.").format(
                weekday=date_format(today, "l"),
                date=date_format(today + timedelta(days=7), gettext("j M")),
            )
        )
    return today + timedelta(days=ahead)


def _date(words: list[str], today: date) -> date | None:
    if len(words) == 1:
        if iso := _ISO_DAY.fullmatch(words[0]):
            return _real(*map(int, iso.groups()))
        ahead = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(words[0])
        return None if ahead is None else today + timedelta(days=ahead)
    if len(words) in (2, 3):
        first, second, *year = words
        number, month = _number(first), _place(second, MONTHS)
        if number is None or month is None:
            number, month = _number(second), _place(first, MONTHS)
        if number is not None and month is not None:
            return _of_year(number, month + 1, year, today)
    return None


def _of_year(number: int, month: int, year: list[str], today: date) -> date | None:
    """Return the day of the given year, or the next such day if no year is given."""
    if year:
        return _real(int(year[0]), month, number) if _YEAR.fullmatch(year[0]) else None
    this_year = today.year if (month, number) >= (today.month, today.day) else today.year + 1
    return _real(this_year, month, number)


def _real(year: int, month: int, number: int) -> date:
    """Return a day of the calendar.

    Raises:
        NotUnderstood: there is no such day.
    """
    try:
        found = date(year, month, number)
    except ValueError:
        raise NotUnderstood(
            gettext("There is no such day in the calendar. Choose another.")
        ) from None
    if year > LAST_YEAR:
        raise NotUnderstood(gettext("Choose a year up to {year}.").format(year=LAST_YEAR))
    return found


def _place(word: str, names: list[str]) -> int | None:
    """Return the place of the name that a word is, or is the beginning of."""
    word = word.rstrip(".")
    if len(word) < SHORTEST:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)


def _number(word: str) -> int | None:
    match = _NUMBER.fullmatch(word)
    return int(match[1]) if match else None
