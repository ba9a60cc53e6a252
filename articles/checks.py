"""A check of the database that `migrate` runs."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from articles.models import Section
from articles.models.taxonomy import RESERVED


@register(Tags.database)
def check_addresses(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn about sections whose address became the site's own with a newer version."""
    found = []
    for alias in databases or []:
        # Before the first migration there are no sections.
        if Section._meta.db_table in connections[alias].introspection.table_names():
            hidden = Section.objects.using(alias).public().filter(slug__in=RESERVED)
            found += [_warning(*row) for row in hidden.values_list("name", "slug")]
    return found


def _warning(name: str, slug: str) -> CheckMessage:
    return CheckWarning(
        f"Readers can’t open the section “{name}”: /{slug}/ is an address of the site itself.",
        hint="Select its stories on the desk, move them to another section, and publish them.",
        id="articles.W001",
    )
