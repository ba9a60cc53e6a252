"""The HTML of a story without the page around it, for feeds and for the audit."""

import re
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.content.blocks import Block, plain_note
from articles.content.disclosures import DisclosedBody
from articles.content.figures import plain_figure
from articles.content.story_page import StoryPage
from articles.models import Notice
from newsroom.languages import date_formats

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
    lead = page.copy.lead
    body = _parts(page.disclosed, page.blocks, plain_figure(lead) if lead else None)
    return _OURS.sub(rf"\1{site}/", "\n".join([*above, *body, *below]))


def _notice(notice: Notice) -> SafeString:
    day = date_format(timezone.localtime(notice.live_from), date_formats(get_language() or "").day)
    return format_html(
        "<p><strong>{}</strong> ({}): {}</p>", notice.get_kind_display(), day, notice.text
    )


def _parts(
    disclosed: DisclosedBody, blocks: Iterable[Block], lead: SafeString | None = None
) -> Iterator[str]:
    """Yield the HTML of the disclosures at the top, the lead picture and the blocks, in order."""
    if disclosed.at_top:
        yield plain_note(disclosed.at_top)
    if lead:
        yield lead
    yield from (block.plain() for block in blocks)
