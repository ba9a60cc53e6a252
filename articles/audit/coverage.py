"""The disclosure audit: how many live stories disclose what they must, and what was found wrong.

`audit` computes the figures for the desk's page, the JSON export and the command's tables.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from heapq import nlargest
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext, ngettext

from articles.audit.other_pages import OtherPageLink, commercial_links
from articles.audit.queries import ComplianceQueries, Kind
from articles.audit.state import last_checks
from articles.models import Edition
from disclosures.models import Finding, Programme, Scan, Wording

BUSIEST = 10
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Coverage:
    """Counts of stories by their disclosures; `+` adds two sets of counts.

    `earning`: stories with a commercial link. `connected`: with a declared connection. `required`:
    with either, so they need a disclosure. `missing`: those without one. `undisclosed`: `missing`, and
    those whose disclosure is late or hidden. `broken`: stories with any finding in
    `Finding.BROKEN`, so also those that disclose twice or without need.
    """

    stories: int = 0
    earning: int = 0
    connected: int = 0
    required: int = 0
    missing: int = 0
    undisclosed: int = 0
    broken: int = 0

    @property
    def disclosed(self) -> int:
        """The stories that disclose what they must."""
        return self.required - self.undisclosed

    def __add__(self, other: "Coverage") -> "Coverage":
        names = [field.name for field in fields(self)]
        return Coverage(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class SectionCoverage:
    """The coverage of a section's stories."""

    section: int
    name: str
    coverage: Coverage


@dataclass(frozen=True)
class MonthCoverage:
    """The coverage of the stories first published in a month; `month` is its first day."""

    month: date
    coverage: Coverage


@dataclass(frozen=True)
class ProgrammeFigures:
    """A programme's links on live pages, and its number of findings by kind."""

    programme: int
    name: str
    active: bool
    links: int
    stories: int
    findings: dict[str, int]

    @property
    def wrong_ids(self) -> int:
        """The number of links with a wrong or missing tracking id."""
        return self.findings.get(Kind.WRONG_ID, 0)

    @property
    def retired(self) -> int:
        """The number of links found although the programme has ended."""
        return self.findings.get(Kind.RETIRED, 0)


@dataclass(frozen=True)
class Busy:
    """A story with many commercial links."""

    edition: int
    article: int
    headline: str
    path: str
    section: str
    links: int


@dataclass(frozen=True)
class WordingDates:
    """A wording that is in force or begins within 30 days."""

    wording: int
    kind: str
    programme: str
    jurisdiction: str
    text: str
    begins: datetime
    ends: datetime | None
    in_force: bool
    ends_soon: bool


@dataclass(frozen=True)
class Checked:
    """The last completed check of rendered pages, of one kind (HTML or browser)."""

    how: str
    at: datetime
    pages: int
    stories: int
    found: int


@dataclass(frozen=True)
class Audit:
    """The audit's figures at an instant; `findings` counts each kind, the worst first."""

    at: datetime
    scanned_at: datetime | None
    total: Coverage
    sections: list[SectionCoverage]
    months: list[MonthCoverage]
    programmes: list[ProgrammeFigures]
    findings: dict[str, int]
    busiest: list[Busy]
    other_page_links: list[OtherPageLink]
    wordings: list[WordingDates]
    checks: list[Checked]
    other_page_problems: list[dict[str, str]]

    @property
    def headline(self) -> str:
        """A one-sentence summary that claims no more than was checked."""
        if not self.total.stories:
            return gettext("No story is live, so there is nothing to check.")
        if self.total.broken and not self.total.undisclosed:
            return ngettext(
                "{number} story breaks a promise to readers: see what was found.",
                "{number} stories break a promise to readers: see what was found.",
                self.total.broken,
            ).format(number=intcomma(self.total.broken))
        if not self.total.required:
            return gettext("No live story has anything to disclose.")
        if not self.total.undisclosed:
            many = self.total.required != 1
            return (
                gettext("All {required} stories with something to disclose say so.").format(
                    required=intcomma(self.total.required)
                )
                if many
                else gettext("The one story with something to disclose says so.")
            )
        return ngettext(
            "{number} story doesn’t disclose what it must.",
            "{number} stories don’t disclose what they must.",
            self.total.undisclosed,
        ).format(number=intcomma(self.total.undisclosed))

    @property
    def most_links(self) -> int:
        """The most links of any programme, at least 1: the scale of the bars."""
        return max([1, *(row.links for row in self.programmes)])

    def as_json(self) -> dict[str, Any]:
        """Return plain values for `json.dumps` with Django's encoder."""
        return {"headline": self.headline, **asdict(self)}


def audit(queries: ComplianceQueries | None = None) -> Audit:
    """Return the audit at the instant of `queries` (default: now).

    The number of database queries doesn't depend on the number of stories.
    """
    queries = queries or ComplianceQueries()
    cells = _cells(queries)
    total = sum(cells.values(), Coverage())
    sections = [
        SectionCoverage(key, section.name, _sum(cells, section=key))
        for key, section in queries.sections.items()
    ]
    months = [
        MonthCoverage(month, _sum(cells, month=month)) for month in _months({m for _, m in cells})
    ]
    found, links = _found(queries), _links(queries)
    checks = last_checks()
    return Audit(
        at=queries.at,
        scanned_at=_scanned_at(),
        total=total,
        sections=[row for row in sections if row.coverage.stories],
        months=months,
        programmes=_programmes(found, links),
        findings=_by_kind(found, total.missing),
        busiest=_busiest(links),
        other_page_links=commercial_links(queries.rules, queries.at),
        wordings=_wordings(queries.at),
        checks=[
            Checked(row.get_how_display(), row.begun_at, row.pages, row.stories, row.found)
            for row in checks
        ],
        other_page_problems=[problem for row in checks for problem in row.other_page_problems],
    )


# By section and first day of the month.
Cells = dict[tuple[int, date], Coverage]


def _cells(queries: ComplianceQueries) -> Cells:
    """Return the coverage of each section and month, in one query."""
    conditions = {
        "earning": queries.earning(),
        "connected": queries.connected(),
        "required": queries.earning() | queries.connected(),
        "missing": queries.missing(),
        "undisclosed": queries.undisclosed(),
        "broken": queries.broken(),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    cells = queries.stories().order_by().values("section", month=TruncMonth("published_at"))
    found: Iterable[Any] = cells.annotate(stories=Count("pk"), **counts)
    return {(cell.pop("section"), cell.pop("month").date()): Coverage(**cell) for cell in found}


def _sum(cells: Cells, *, section: int | None = None, month: date | None = None) -> Coverage:
    return sum(
        (
            coverage
            for (its_section, its_month), coverage in cells.items()
            if section in (None, its_section) and month in (None, its_month)
        ),
        Coverage(),
    )


def _months(found: set[date]) -> list[date]:
    """List each month from the first to the last, including months without a story."""
    months, month = [], min(found, default=None)
    while month and month <= max(found):
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return months


def _found(queries: ComplianceQueries) -> Counter[tuple[str, int | None]]:
    """Count the findings by kind and programme."""
    found: Counter[tuple[str, int | None]] = Counter()
    by_kind = queries.on_record().order_by().values_list("kind", "programme")
    for kind, programme, count in by_kind.annotate(Count("pk")):
        found[kind, programme] = count
    past = queries.past_deals().order_by().values_list("programme")
    for programme, count in past.annotate(Count("pk")):
        found[Kind.DEAL_OVER, programme] = count
    return found


def _by_kind(found: Counter[tuple[str, int | None]], missing: int) -> dict[str, int]:
    counts = dict.fromkeys(Kind.values, 0)
    for (kind, _), count in found.items():
        counts[kind] += count
    return counts | {str(Kind.MISSING): missing}


# Rows of edition, programme (None: a link that an editor marked), and number of links.
Links = list[tuple[int, int | None, int]]


def _links(queries: ComplianceQueries) -> Links:
    stories = queries.stories().order_by().values("pk")
    links = queries.links().filter(edition__in=stories).order_by()
    return list(links.values_list("edition", "programme").annotate(count=Count("*")))


def _programmes(found: Counter[tuple[str, int | None]], links: Links) -> list[ProgrammeFigures]:
    count: Counter[int | None] = Counter()
    for _, programme, number in links:
        count[programme] += number
    stories = Counter(programme for _, programme, _ in links)
    rows = [
        ProgrammeFigures(
            programme=row.pk,
            name=row.name,
            active=row.active,
            links=count[row.pk],
            stories=stories[row.pk],
            findings={kind: n for (kind, programme), n in found.items() if programme == row.pk},
        )
        for row in Programme.objects.only("name", "active")
    ]
    return sorted(rows, key=lambda row: (-row.links, row.name))


def _busiest(links: Links) -> list[Busy]:
    count: Counter[int] = Counter()
    for edition, _, number in links:
        count[edition] += number
    most = nlargest(BUSIEST, ((number, edition) for edition, number in count.items()))
    queryset = Edition.objects.select_related("section").defer("body", "note")
    editions = queryset.in_bulk([edition for _, edition in most])
    return [
        Busy(
            edition=key,
            article=editions[key].article_id,
            headline=editions[key].headline,
            path=editions[key].path,
            section=str(editions[key].section),
            links=number,
        )
        for number, key in most
    ]


def _wordings(at: datetime) -> list[WordingDates]:
    """List the wordings that are in force or begin soon."""
    soon = at + SOON
    rows = Wording.objects.in_force(at) | Wording.objects.filter(
        valid_from__gt=at, valid_from__lte=soon
    )
    return [
        WordingDates(
            wording=row.pk,
            kind=row.get_kind_display(),
            programme=row.programme.name if row.programme else "",
            jurisdiction=row.get_jurisdiction_display() if row.jurisdiction else "",
            text=row.text,
            begins=row.valid_from,
            ends=row.valid_to,
            in_force=row.valid_from <= at,
            ends_soon=row.valid_to is not None and row.valid_to <= soon,
        )
        for row in rows.select_related("programme").order_by(
            "kind", "programme__name", "jurisdiction", "valid_from"
        )
    ]


def _scanned_at() -> datetime | None:
    """Return when the last full scan finished; None if there was none."""
    done = Scan.objects.full().completed().order_by("-finished_at")
    return done.values_list("finished_at", flat=True).first()


def label(kind: str) -> str:
    """Return the label of a kind of finding."""
    return str(Finding.Kind(kind).label)
