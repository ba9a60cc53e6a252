from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content import figures
from articles.content.disclosures import card_label
from articles.models import Policy, Section
from articles.site import schema_org
from disclosures.wordings.selection import Disclosure
from images.models import Image
from images.templatetags.images import picture

register = template.Library()


@register.simple_tag
def sections() -> list[Section]:
    """Return the public sections in the order of the site's header; one query where it is used."""
    return list(Section.objects.public())


@register.simple_tag
def policies() -> list[Policy]:
    """The pages below /about/, without their words; one query where it is used."""
    return list(Policy.objects.defer("body"))


@register.simple_tag
def figure(image: Image, caption: str = "", **attributes: Any) -> SafeString:
    """Return the figure of a picture in every width; `attributes` as for `{% picture %}`."""
    return figures.figure(image, picture(image, **attributes), caption)


@register.filter
def learn_more(disclosures: list[Disclosure]) -> list[str]:
    """Where disclosures that stand together lead, each address once."""
    return list(dict.fromkeys(each.learn_more for each in disclosures if each.learn_more))


@register.filter
def label(edition: Any) -> str:
    return card_label(edition)


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any]) -> SafeString:
    """What the story's page says to machines, as a data block: no script, so no policy minds."""
    request = context["request"]
    return _data_block(schema_org.article(context["page"], _origin(request)))


@register.simple_tag(takes_context=True)
def publisher_data(context: dict[str, Any]) -> SafeString:
    """What the front page says of the publication; one query."""
    return _data_block(schema_org.front_page(_origin(context["request"])))


def _origin(request: Any) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _data_block(thing: schema_org.Thing) -> SafeString:
    safe = mark_safe(schema_org.as_json(thing))  # noqa: S308  (as_json escapes what would end it)
    return format_html('<script type="application/ld+json">{}</script>', safe)
