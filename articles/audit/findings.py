"""Lists of the audit's findings, each with its story."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from articles.audit.queries import ComplianceQueries, Kind
from articles.models import Edition


@dataclass(frozen=True)
class FindingFilter:
    """The filter of a list: one kind, and optionally one section or programme."""

    kind: str
    section: int | None = None
    programme: int | None = None


@dataclass(frozen=True)
class Row:
    """A finding with its story, as lists and exports show it."""

    kind: str
    detail: str
    programme: str
    edition: int
    article: int
    headline: str
    path: str
    section: str
    found_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rows(
    queries: ComplianceQueries, chosen: FindingFilter, start: int = 0, end: int | None = None
) -> Iterator[Row]:
    """Yield the rows of a list from `start` up to `end` (excluded), newest editions first."""
    match chosen.kind:
        case Kind.MISSING:
            yield from _missing(queries, chosen, slice(start, end))
        case Kind.DEAL_OVER:
            yield from _past_deals(queries, chosen, slice(start, end))
        case _:
            yield from _on_record(queries, chosen, slice(start, end))


def all_rows(
    queries: ComplianceQueries, section: int | None = None, programme: int | None = None
) -> Iterator[Row]:
    """Yield all findings, the worst kinds first."""
    for kind in Kind.values:
        yield from rows(queries, FindingFilter(kind, section, programme))


def _missing(queries: ComplianceQueries, chosen: FindingFilter, part: slice) -> Iterator[Row]:
    reasons = [
        When(editions, then=Value(sentence)) for sentence, editions in queries.without_wording()
    ]
    seen = Value(_("The page doesn’t show it."))
    editions = queries.stories().filter(queries.missing(), _of_edition(queries, chosen))
    detail = Case(*reasons, default=seen) if reasons else seen
    found = editions.annotate(detail=detail).select_related("section").defer("body", "note")
    for edition in found.order_by("-pk")[part].iterator():
        detail = edition.detail  # type: ignore[attr-defined]  # annotated above
        yield _row(chosen.kind, detail, "", edition, queries.at)


def _past_deals(queries: ComplianceQueries, chosen: FindingFilter, part: slice) -> Iterator[Row]:
    found = queries.past_deals().filter(_with_edition(queries, chosen))
    for link in _with_story(found).order_by("-edition_id", "field", "position")[part].iterator():
        ended = queries.over[link.normalised]
        detail = _("Since {time} UTC: {address}").format(
            time=f"{ended:%Y-%m-%d %H:%M}", address=link.address
        )
        yield _row(chosen.kind, detail, link.programme, link.edition, queries.at)


def _on_record(queries: ComplianceQueries, chosen: FindingFilter, part: slice) -> Iterator[Row]:
    found = queries.on_record().filter(_with_edition(queries, chosen), kind=chosen.kind)
    for row in _with_story(found).order_by("-edition_id", "pk")[part].iterator():
        yield _row(chosen.kind, row.detail, row.programme, row.edition, row.found_at)


def _with_story(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("programme", "edition__section").defer(
        "edition__body", "edition__note"
    )


def _with_edition(queries: ComplianceQueries, chosen: FindingFilter) -> Q:
    """Return the filter for rows that have an edition and may have a programme."""
    condition = Q()
    if chosen.section is not None:
        condition &= Q(edition__section=chosen.section)
    if chosen.programme is not None:
        # A finding about a whole story concerns every programme that the story links to.
        story = Q(programme=None, edition__in=_linking(queries, chosen.programme))
        condition &= Q(programme=chosen.programme) | story
    return condition


def _of_edition(queries: ComplianceQueries, chosen: FindingFilter) -> Q:
    condition = Q()
    if chosen.section is not None:
        condition &= Q(section=chosen.section)
    if chosen.programme is not None:
        condition &= Q(pk__in=_linking(queries, chosen.programme))
    return condition


def _linking(queries: ComplianceQueries, programme: int) -> QuerySet[Any]:
    return queries.links().filter(programme=programme).values("edition")


def _row(kind: str, detail: str, programme: Any, edition: Edition, at: datetime | None) -> Row:
    return Row(
        kind=kind,
        detail=detail,
        programme=str(programme or ""),
        edition=edition.pk,
        article=edition.article_id,
        headline=edition.headline,
        path=edition.path,
        section=str(edition.section),
        found_at=at,
    )
