"""A story's body outside its page: in feeds, and as the audit looks at it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content.disclosures import DisclosedBody
from articles.content.story_page import StoryPage
from articles.models import Notice
from disclosures.wordings.selection import Disclosure

# An address on this site; what begins with two slashes, or what browsers take for such, is elsewhere.
_OURS = re.compile(r'(<(?:a|img)\b[^>]*? (?:href|src)=")/(?![/\\\t\n\r])')


def plain_page(disclosed: DisclosedBody) -> str:
    """Body and disclosures as HTML without pictures' rows: what an audit needs to see."""
    return "\n".join(_parts(disclosed, disclosed.blocks))


def feed_html(page: StoryPage, site: str) -> str:
    """A story as HTML that stands by itself: what is told, its notices, the body.

    Addresses of our own become absolute below `site`, such as https://news.example.
    """
    above, below = (
        [_notice(notice) for notice in page.notices if notice.place == place]
        for place in Notice.Place.values
    )
    parts = [*above, *_parts(page.disclosed, page.blocks), *below]
    return _OURS.sub(rf"\1{site}/", "\n".join(parts))


def _notice(notice: Notice) -> SafeString:
    day = date_format(timezone.localtime(notice.live_from), "F j, Y")
    return format_html(
        "<p><strong>{}</strong> ({}): {}</p>", notice.get_kind_display(), day, notice.text
    )


def _parts(disclosed: DisclosedBody, blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    if disclosed.at_top:
        yield _note(disclosed.at_top)
    for block in blocks:
        match block["kind"]:
            case "html":
                yield block["html"]
            case "disclosure" if disclosed.at_links:
                yield _note(disclosed.at_links)
            case "picture":
                yield _figure(block)


def _note(disclosures: Iterable[Disclosure]) -> SafeString:
    """What must be told, each disclosure an element of its own."""
    said = [
        format_html(
            "<span>{}</span>{}",
            disclosure.text,
            format_html(' <a href="{}">Learn more</a>', disclosure.learn_more)
            if disclosure.learn_more
            else "",
        )
        for disclosure in disclosures
    ]
    return format_html('<p class="disclosure">{}</p>', mark_safe(" ".join(said)))  # noqa: S308  (each part was escaped)


def _figure(block: dict[str, Any]) -> str:
    image = block["image"]
    # The audit has the picture's key alone, which shows nothing; its caption may have a link.
    shown = "" if isinstance(image, int) or image is None else _picture(image)
    caption = block["caption"]
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>" if shown or caption else ""


def _picture(image: Any) -> SafeString:
    width = image.widths[min(3, len(image.widths) - 1)]
    return format_html('<img src="{}" alt="{}">', image.url_at(width, "jpg"), image.alt)
