"""The functions and filters of readers' templates that show stories; see newsroom/reader_templates.py."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from articles.content.blocks import Block
from articles.content.disclosures import card_label
from articles.content.figures import figure
from articles.content.story_page import StoryPage
from articles.models import Section, SitePage
from articles.site import lists, schema_org
from disclosures.wordings.selection import Disclosure
from images.markup import picture
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.reader_templates import make_environment


def environment(**options: Any) -> Environment:
    """Return the environment of readers' templates, for Django's setting TEMPLATES."""
    made = make_environment(**options)
    made.filters |= {"label": card_label, "learn_more": learn_more}
    made.globals |= {
        "article_data": article_data,
        "blocks": blocks,
        "captioned": figure,
        "footer_pages": footer_pages,
        "picture": picture,
        "publisher_data": publisher_data,
        "sections": sections,
        "site_pages": site_pages,
    }
    return made


def sections() -> list[Section]:
    """Return the public sections in the order of the site's header, in one query."""
    with showing() as shows:
        # PostgreSQL announces it too when a section gets its first story or loses its last.
        shows("articles_section")
        shows("footer", "pages")
        return list(lists.sections_with_footer(clock.now()))


def footer_pages(sections: list[Any]) -> list[SitePage]:
    """Return the footer's site pages: they came with the `sections`, if there are any."""
    if sections:
        return [SitePage(**row) for row in sections[0].footer_rows]
    with showing() as shows:
        shows("footer", "pages")
        return list(lists.footer_pages())


def site_pages() -> list[SitePage]:
    """Return all site pages without their bodies, in one query."""
    return list(SitePage.objects.defer("body"))


@pass_context
def blocks(context: Context, blocks: Iterable[Block]) -> SafeString:
    """Render the blocks of a body, each with its own template, which also has the page's variables."""
    page = context.get_all()
    find = context.environment.get_template
    shown = [find(block.template_name).render(page | block.context()) for block in blocks]
    return mark_safe("".join(shown))  # noqa: S308  (templates escape)


def learn_more(disclosures: list[Disclosure]) -> list[str]:
    """Return the “learn more” addresses of a group of disclosures, each once."""
    return list(dict.fromkeys(each.learn_more for each in disclosures if each.learn_more))


def article_data(page: StoryPage, request: HttpRequest) -> SafeString:
    """Return a story's JSON-LD as a data block.

    A browser doesn't run a data block, so the content security policy needs no exception for it.
    """
    return _data_block(schema_org.article(page, _origin(request)))


def publisher_data(request: HttpRequest) -> SafeString:
    """Return the publication's JSON-LD for the front page, in one query."""
    return _data_block(schema_org.front_page(_origin(request)))


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _data_block(thing: schema_org.Thing) -> SafeString:
    data = schema_org.as_json(thing)  # which escapes <, > and &
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308
