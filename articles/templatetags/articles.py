from django import template

from articles.models import Section

register = template.Library()


@register.simple_tag
def sections() -> list[Section]:
    """The sections in the order of the site's header; one query where it is used."""
    return list(Section.objects.all())
