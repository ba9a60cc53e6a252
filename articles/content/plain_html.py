"""The HTML of a story without the page around it, for feeds and for the audit."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.content.disclosures import DisclosedBody
from articles.content.figures import plain_figure
from articles.content.story_page import StoryPage
from articles.models import Notice
from articles.models.videos import Video
from disclosures.wordings.selection import Disclosure
from images.models import Image

# An address on this site. One that begins with two slashes, or with characters that browsers read
# as such, is on another site.
_OURS = re.compile(r'(<(?:a|img)\b[^>]*? (?:href|src)=")/(?![/\\\t\n\r])')


def plain_page(disclosed: DisclosedBody) -> str:
    """Return body and disclosures as HTML for an audit; captions are included, pictures are not."""
    return "\n".join(_parts(disclosed, disclosed.blocks))


def feed_html(page: StoryPage, site: str) -> str:
    """Return a story as complete HTML: notices, disclosures, pictures, body and videos.

    Addresses on this site become absolute, below `site`, such as https://news.example.
    """
    above, below = (
        [_notice(notice) for notice in page.notices if notice.place == place]
        for place in Notice.Place.values
    )
    lead = page.copy.picture
    body = _parts(page.disclosed, page.blocks, page.videos, plain_figure(lead) if lead else None)
    return _OURS.sub(rf"\1{site}/", "\n".join([*above, *body, *below]))


def _notice(notice: Notice) -> SafeString:
    day = date_format(timezone.localtime(notice.live_from), "F j, Y")
    return format_html(
        "<p><strong>{}</strong> ({}): {}</p>", notice.get_kind_display(), day, notice.text
    )


def _parts(
    disclosed: DisclosedBody,
    blocks: Iterable[dict[str, Any]],
    videos: Iterable[Video] = (),
    lead: SafeString | None = None,
) -> Iterator[str]:
    """Yield the HTML of the disclosures at the top, the lead picture and the blocks, in order."""
    if disclosed.at_top:
        yield _note(disclosed.at_top)
    if lead:
        yield lead
    for block in blocks:
        match block["kind"]:
            case "html":
                yield block["html"]
            case "disclosure" if disclosed.at_links:
                yield _note(disclosed.at_links)
            case "picture":
                yield _figure(block)
            case "videos":
                yield _videos(videos)


def _videos(videos: Iterable[Video]) -> SafeString:
    """Return a heading and a list of links to the videos; "" if there are none."""
    rows = [(video.url, video.title, video.site) for video in videos]
    items = format_html_join("", '<li><a href="{}">{}</a> ({})</li>', rows)
    return format_html("<p>Recommended videos:</p><ul>{}</ul>", items) if rows else items


def _note(disclosures: Iterable[Disclosure]) -> SafeString:
    """Return a paragraph with the disclosures, each in its own element, as the audit expects."""
    spans = [
        format_html(
            "<span>{}</span>{}",
            disclosure.text,
            format_html(' <a href="{}">Learn more</a>', disclosure.learn_more)
            if disclosure.learn_more
            else "",
        )
        for disclosure in disclosures
    ]
    return format_html('<p class="disclosure">{}</p>', mark_safe(" ".join(spans)))  # noqa: S308  (each part was escaped)


def _figure(block: dict[str, Any]) -> str:
    image, caption = block["image"], block["caption"]
    if isinstance(image, Image):
        return plain_figure(image, caption)
    # For the audit the block holds only the picture's key. Its caption may have a link.
    return f"<figure><figcaption>{caption}</figcaption></figure>" if caption else ""
