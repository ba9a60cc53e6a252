"""Read the demo's content: TOML files, and the times in them."""

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

CONTENT = Path(__file__).parent / "content"


def read(name: str | Path) -> dict[str, Any]:
    """Return the content of a TOML file in content/."""
    return tomllib.loads((CONTENT / name).read_text())


def instant(text: str) -> datetime:
    """Return the time that a text stands for.

    `12d 09:30` is that time of day twelve days ago, `+2d 08:00` in two days, "" now; other text
    is ISO 8601."""
    if not text:
        return timezone.now()
    if found := re.fullmatch(r"(\+?)(\d+)d (\d\d):(\d\d)", text):
        days = int(found[2]) if found[1] else -int(found[2])
        day = timezone.localtime() + timedelta(days=days)
        return day.replace(hour=int(found[3]), minute=int(found[4]), second=0, microsecond=0)
    return datetime.fromisoformat(text)
