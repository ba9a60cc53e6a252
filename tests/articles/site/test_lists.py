"""The compiled queries of readers' pages return the same rows as their querysets."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from articles.content import series, story_page
from articles.models import Edition, Series, Tag
from articles.site import lists
from authors.models import Author
from newsroom.compiled import CompiledQuery

pytestmark = pytest.mark.usefixtures("newsroom")

QUERIES = {
    f"{module.__name__}.{name}": query
    for module in (lists, series, story_page)
    for name, query in vars(module).items()
    if isinstance(query, CompiledQuery)
}
AGO = [timedelta(0), timedelta(days=40)]


def arguments(query: CompiledQuery[..., Any]) -> list[dict[str, Any]]:
    """Return all combinations of interest of a query's arguments, among them some without rows."""
    editions = list(Edition.objects.all())
    values: dict[str, list[Any]] = {
        "path": sorted({edition.path for edition in editions}) + ["no/such"],
        "keys": [sorted({edition.article_id for edition in editions}), []],
        "editions": [[edition.pk for edition in editions], []],
        "authors": [[*Author.objects.values_list("pk", flat=True)], []],
        "section": sorted({edition.section_id for edition in editions}) + [0],
        "tag": [*Tag.objects.values_list("pk", flat=True), 0],
        "series": [*Series.objects.values_list("pk", flat=True), 0],
        "author": [*Author.objects.values_list("pk", flat=True), 0],
        "slug": slugs(editions),
        "start": [timezone.now() - timedelta(days=days) for days in (30, 0)],
        "stop": [timezone.now() - timedelta(days=days) for days in (10, 20_000)],
        "at": [timezone.now() - ago for ago in AGO],
    }
    combined: list[dict[str, Any]] = [{}]
    for name in query.names:
        combined = [given | {name: value} for given in combined for value in values[name]]
    return combined


def slugs(editions: list[Edition]) -> list[str]:
    sections = {edition.section.slug for edition in editions if edition.section}
    others = [
        slug
        for model in (Tag, Author, Series)
        for slug in model.objects.values_list("slug", flat=True)
    ]
    return [*sections, *others, "no-such"]


def values(row: Model | None, owner: Model | None = None) -> Any:
    """Return all that a query loaded of a row: columns, annotations, related rows and lists."""
    if row is None:
        return None
    own = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    related = row._state.fields_cache.items()
    lists = getattr(row, "_prefetched_objects_cache", {}).items()
    return (
        type(row),
        own,
        {name: "owner" if other is owner else values(other) for name, other in related},
        {name: [values(each, row) for each in rows] for name, rows in lists},
    )


@pytest.mark.parametrize("name", QUERIES)
def test_a_compiled_query_returns_the_rows_of_its_queryset(name):
    query = QUERIES[name]
    rows = 0
    for given in arguments(query):
        expected = list(query.build(**given))
        found = list(query(**given))
        assert [*map(values, found)] == [*map(values, expected)], given
        if "keys" not in given:  # those have no order
            assert query(**given)[1:3] == expected[1:3], given
        rows += len(found)
    assert rows
