"""The links of a story's authors to their other profiles, as the author boxes show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from authors.models import Link
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluator


def with_author_links(bylines: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `link_rows`, for `author_links`: the links of each byline's author, as JSON."""
    links = Link.objects.filter(author=OuterRef("author"))
    return bylines.annotate(
        link_rows=ArraySubquery(links.values(json=JSONObject(label="label", url="url")))
    )


def author_links(
    bylines: Iterable[Any], evaluate: LinkEvaluator, at: datetime
) -> dict[int, list[Link]]:
    """Return the links of each author, by the author's key, as their box shows them at an instant.

    Commercial links are left out: the author's page shows and discloses them. In a box they would make
    every story of the author one that earns.
    """
    return {
        byline.author_id: [
            Link(**row) for row in byline.link_rows if not _is_commercial(row["url"], evaluate, at)
        ]
        for byline in bylines
    }


def _is_commercial(url: str, evaluate: LinkEvaluator, at: datetime) -> bool:
    evaluation = evaluate(url)
    return evaluation.earns or evaluation.is_text(Channel.PAGE, at)
