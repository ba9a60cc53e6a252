"""The containers of a front that no editor has published yet."""

from collections.abc import Iterable

from django.utils.translation import gettext

from articles.models import Genre, Section
from articles.models.containers import Container, Layout, Source

# A home page with more sections would be too long; the header names all of them.
MOST_SECTIONS = 10
LEAD = Container(layout=Layout.LEAD, count=5)
REVIEWS = Container(layout=Layout.STRIP, source=Source.GENRE, genre=Genre.REVIEW, count=4)
MOST_READ = Container(layout=Layout.RANKED, source=Source.MOST_READ, count=5)
# Of sections: the shapes alternate.
SHAPES = (Layout.FEATURE, Layout.GRID)


def default_home(sections: Iterable[Section]) -> list[Container]:
    """Return the default home page: a lead, the sections with reviews and the most read among them, a river."""
    of_sections = [
        Container(
            layout=SHAPES[number % len(SHAPES)], source=Source.SECTION, section=section.pk, count=4
        )
        for number, section in enumerate(list(sections)[:MOST_SECTIONS])
    ]
    first, second, rest = of_sections[:2], of_sections[2:4], of_sections[4:]
    return [LEAD, *first, REVIEWS, *second, MOST_READ, *rest, _river()]


def default_section() -> list[Container]:
    """Return the default front of a section: a lead, a row of cards, its reviews, a river."""
    return [LEAD, Container(count=4), REVIEWS, _river()]


def _river() -> Container:
    """Return the last container, with a heading in the site's language."""
    return Container(layout=Layout.RIVER, heading=gettext("More stories"), count=12)
