"""German words of a time, such as “morgen um 8 Uhr 30” and “Mo 23.11. 8 Uhr”, in the English that time_words reads."""

import re
from datetime import date, timedelta

# Words that say nothing by themselves. In German “am” is no half of the day.
EMPTY = {"am", "an", "den", "dem", "der", "um", "ab", "gegen", "h"}
DAYS = {
    "montag": "monday",
    "dienstag": "tuesday",
    "mittwoch": "wednesday",
    "donnerstag": "thursday",
    "freitag": "friday",
    "samstag": "saturday",
    "sonnabend": "saturday",
    "sonntag": "sunday",
}
MONTHS = {
    "januar": "january",
    "jänner": "january",
    "februar": "february",
    "märz": "march",
    "maerz": "march",
    "april": "april",
    "mai": "may",
    "juni": "june",
    "juli": "july",
    "august": "august",
    "september": "september",
    "oktober": "october",
    "november": "november",
    "dezember": "december",
}
UNITS = {
    **dict.fromkeys(("minute", "minuten", "min"), "minutes"),
    **dict.fromkeys(("stunde", "stunden", "std"), "hours"),
    **dict.fromkeys(("tag", "tage", "tagen"), "days"),
    **dict.fromkeys(("woche", "wochen"), "weeks"),
}
OTHERS = {
    # The abbreviation of Sonntag; as a beginning it would be one of Sonnabend, too.
    "so": "sunday",
    "heute": "today",
    "morgen": "tomorrow",
    "gestern": "yesterday",
    "mittag": "noon",
    "mittags": "noon",
    **dict.fromkeys(("ein", "eine", "einer", "einem"), "a"),
}
# The shortest form of a month's name; days have two letters.
SHORTEST = 3
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}) ?uhr(?: (\d{2}))?\b", re.ASCII)


def in_english(text: str, today: date) -> str:
    """Return a time in German words as one in English words; words that are no German stay as they are.

    Args:
        text: in small letters.
    """
    text = _HOUR.sub(lambda found: f"{found[1]}:{found[2] or '00'}", text)
    words = [word for word in re.split(r"[\s,]+", text) if word not in EMPTY]
    return " ".join(_word(word, today) for word in words)


def _word(word: str, today: date) -> str:
    if numbers := _DATE.fullmatch(word):
        return _date(*numbers.groups())
    if word == "übermorgen":
        return (today + timedelta(days=2)).isoformat()
    bare = word.rstrip(".")
    if bare in OTHERS | UNITS:
        return (OTHERS | UNITS)[bare]
    for names, shortest in ((DAYS, 2), (MONTHS, SHORTEST)):
        found = {english for name, english in names.items() if name.startswith(bare)}
        if len(bare) >= shortest and len(found) == 1:
            return found.pop()
    # “23. November”
    return bare if bare.isdecimal() else word


def _date(number: str, month: str, year: str | None) -> str:
    """Return “23.11.” as “23 november”, “23.11.2026” as “23 november 2026”."""
    names = list(dict.fromkeys(MONTHS.values()))
    name = names[int(month) - 1] if 1 <= int(month) <= len(names) else month
    return f"{number} {name} {year or ''}".strip()
