"""Recommended videos, stored as data instead of markup.

A page links to the video on its site. On a click, a script shows that site's player.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAXIMUM = 6


@dataclass(frozen=True)
class Video:
    """A video as a page shows it: a link to `url`, and the address of its embedded `player`."""

    title: str
    url: str
    player: str
    site: str


def read(entry: dict[str, str]) -> Video:
    """Return the video of a stored entry (title, url).

    Raises:
        ValidationError: the address isn't that of a video on YouTube or Vimeo, or the title is empty.
    """
    title, url = entry["title"].strip(), entry["url"].strip()
    if not title:
        raise ValidationError(_("Give the video {url} a title, after its address.").format(url=url))
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:  # "https://[x"
        parts, host = urlsplit(""), ""
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        last = parts.path.rstrip("/").rpartition("/")[2]
        key = parse_qs(parts.query).get("v", [last])[0]
        if re.fullmatch(r"[\w-]{11}", key):
            return Video(
                title,
                f"https://www.youtube.com/watch?v={key}",
                f"https://www.youtube-nocookie.com/embed/{key}?autoplay=1",
                "YouTube",
            )
    if host in ("vimeo.com", "player.vimeo.com"):
        key = parts.path.rstrip("/").rpartition("/")[2]
        if re.fullmatch("[0-9]{1,20}", key):
            return Video(
                title,
                f"https://vimeo.com/{key}",
                f"https://player.vimeo.com/video/{key}?autoplay=1&dnt=1",
                "Vimeo",
            )
    raise ValidationError(
        _(
            "“{url}” is no address of a video on YouTube or Vimeo. Copy it from the browser's "
            "address bar."
        ).format(url=url)
    )


def validate(entries: Any) -> None:
    """Check a list of stored entries.

    Raises:
        ValidationError: the value isn't a list of entries, it has more than MAXIMUM of them, or
            `read` refuses one.
    """
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict)
        and set(entry) == {"title", "url"}
        and all(isinstance(value, str) for value in entry.values())
        for entry in entries
    ):
        raise ValidationError(_("Videos are a list of titles and addresses."))
    if len(entries) > MAXIMUM:
        raise ValidationError(
            _("At most {most} videos; these are {number}.").format(
                most=MAXIMUM, number=len(entries)
            )
        )
    for entry in entries:
        read(entry)
