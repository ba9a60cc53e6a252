"""Validation of keys and numbers in requests.

Python refuses to parse numbers of more than 4,300 digits, `str.isdecimal` accepts digits of any
script, and PostgreSQL refuses integers beyond 64 bits, so such text is rejected before either.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

# The largest value of a BigAutoField.
LARGEST_KEY = 2**63 - 1


def whole_number(text: str, most: int = LARGEST_KEY) -> int | None:
    """Return the number written in ASCII digits, or None for other text or a number above `most`."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST_KEY)):
        return None
    number = int(text)
    return number if number <= most else None


def possible_keys(field: "Field[Any, Any]", texts: Iterable[Any]) -> list[Any]:
    """Return the texts that could be a value of the key `field`."""
    return [text for text in texts if _is_possible(field, text)]


def _is_possible(field: "Field[Any, Any]", text: Any) -> bool:
    try:
        value = field.to_python(text)
    except ValidationError:
        return False
    if isinstance(value, int):
        return -LARGEST_KEY <= value <= LARGEST_KEY
    return "\x00" not in str(value)
