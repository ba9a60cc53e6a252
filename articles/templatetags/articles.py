"""Template tags and filters for readers' pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content import figures
from articles.content.blocks import Block
from articles.content.disclosures import card_label
from articles.models import Policy, Section
from articles.site import lists, schema_org
from disclosures.wordings.selection import Disclosure
from images.models import Image
from images.templatetags.images import picture
from newsroom import clock
from newsroom.cache.keys import showing
from newsroom.static_files import styles_of

register = template.Library()


@register.simple_tag
def sections() -> list[Section]:
    """Return the public sections in the order of the site's header, in one query."""
    with showing() as shows:
        # PostgreSQL announces it too when a section gets its first story or loses its last.
        shows("articles_section")
        return list(lists.sections(clock.now()))


@register.simple_tag
def stylesheets() -> list[str]:
    """Return the URLs of the readers' stylesheets: one if the static files were collected."""
    return [static(path) for path in styles_of(staticfiles_storage)]


@register.simple_tag
def policies() -> list[Policy]:
    """Return the policies without their bodies, in one query."""
    return list(Policy.objects.defer("body"))


@register.simple_tag
def figure(image: Image, caption: str = "", **attributes: Any) -> SafeString:
    """Render a picture in every width, with caption; `attributes` as for `{% picture %}`."""
    return figures.figure(image, picture(image, **attributes), caption)


@register.simple_tag(takes_context=True)
def blocks(context: Context, blocks: Iterable[Block]) -> SafeString:
    """Render the blocks of a body, each with its own template, which also has the page's variables."""
    shown = []
    for block in blocks:
        with context.push(**block.context()):
            template = context.template.engine.get_template(block.template_name)  # type: ignore[union-attr]  # bound
            shown.append(template.render(context))
    return mark_safe("".join(shown))  # noqa: S308  (templates escape)


@register.filter
def learn_more(disclosures: list[Disclosure]) -> list[str]:
    """Return the “learn more” addresses of a group of disclosures, each once."""
    return list(dict.fromkeys(each.learn_more for each in disclosures if each.learn_more))


@register.filter
def label(edition: Any) -> str:
    """Return the disclosure label of a card, such as “Ad”, or an empty string."""
    return card_label(edition)


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any]) -> SafeString:
    """Render a story's JSON-LD as a data block.

    A browser doesn't run a data block, so the content security policy needs no exception for it.
    """
    request = context["request"]
    return _data_block(schema_org.article(context["page"], _origin(request)))


@register.simple_tag(takes_context=True)
def publisher_data(context: dict[str, Any]) -> SafeString:
    """Render the publication's JSON-LD for the front page, in one query."""
    return _data_block(schema_org.front_page(_origin(context["request"])))


def _origin(request: Any) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _data_block(thing: schema_org.Thing) -> SafeString:
    safe = mark_safe(schema_org.as_json(thing))  # noqa: S308  (as_json escapes <, > and &)
    return format_html('<script type="application/ld+json">{}</script>', safe)
