"""The click report: clicks on commercial links by story, page or programme, also as CSV."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Sum
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from disclosures.models import Click, Link
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.charts import chart_of
from newsroom.csv_files import csv_download
from newsroom.translation import Text

# The periods of a report, in days.
PERIODS = (7, 30, 90)
# The groupings of a report: the heading, and the columns that identify a row.
GROUPS = {
    "story": (gettext_lazy("Stories"), ["link__edition__article_id"]),
    "page": (gettext_lazy("Pages linked to"), ["link__normalised"]),
    "programme": (gettext_lazy("Programmes"), ["link__programme__name"]),
}
# The most rows on the page; the CSV file has all.
SHOWN = 100


def counted(days: int) -> Any:
    """Return the clicks of the last `days` days, today included."""
    return Click.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))


def report(by: str, days: int, most: int | None = None) -> list[dict[str, Any]]:
    """Return rows with `name`, `address`, `links` and `clicks`, most clicks first.

    Takes at most two queries.

    Args:
        by: a key of `GROUPS`.
        days: the length of the period, which ends today.
        most: the largest number of rows; default: all.
    """
    found = (
        counted(days)
        .values(*GROUPS[by][1])
        .annotate(
            clicks=Sum("count"), links=Count("link", distinct=True), last=Max("link__edition_id")
        )
        .order_by("-clicks", "last")
    )
    rows = list(found[:most])
    if by == "story":
        return _with_headlines(rows)
    if by == "page":
        return [row | {"name": row["link__normalised"], "address": ""} for row in rows]
    return [
        row
        | {
            "name": row["link__programme__name"] or gettext("Marked as paid by an editor"),
            "address": "",
        }
        for row in rows
    ]


def _with_headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    links = Link.objects.filter(edition__in=[row["last"] for row in rows]).order_by()
    stories = {
        edition: (headline, f"/{path}/")
        for edition, headline, path in links.values_list(
            "edition_id", "edition__headline", "edition__path"
        ).distinct()
    }
    return [row | dict(zip(("name", "address"), stories[row["last"]], strict=True)) for row in rows]


def by_day(days: int) -> list[tuple[date, int]]:
    """Return each day of the period with its number of clicks, days without clicks included."""
    known = dict(counted(days).values_list("day").annotate(Sum("count")).order_by("day"))
    today = timezone.localdate()
    each = (today - timedelta(days=back) for back in range(days - 1, -1, -1))
    return [(day, known.get(day, 0)) for day in each]


def _bar(day: date, clicks: int) -> tuple[str, str, dict[str, int]]:
    label = date_format(day, gettext("j F"))
    return label, f"{label}: {clicks}", {"clicks": clicks}


@admin.register(Click)
class ClickAdmin(ReadOnlyAdmin):
    about = gettext_lazy("Which links, stories and programmes earn attention.")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the report instead of a list of rows: `?by=story|page|programme&days=7|30|90`.

        With `&format=csv`, return it as a file.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = request.GET.get("by", "")
        by = by if by in GROUPS else "story"
        period = request.GET.get("days", "")
        days = int(period) if period in map(str, PERIODS) else 30
        if request.GET.get("format") == "csv":
            table = as_table(report(by, days), GROUPS[by][0])
            return csv_download(table, f"clicks-by-{by}-{days}-days.csv")
        daily = by_day(days)
        total = sum(clicks for _, clicks in daily)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Clicks"),
            "by": by,
            "days": days,
            "groups": [(key, label) for key, (label, _) in GROUPS.items()],
            "periods": PERIODS,
            "rows": report(by, days, SHOWN),
            "shown": SHOWN,
            "total": total,
            "chart": chart_of([_bar(*row) for row in daily]),
        }
        return TemplateResponse(request, "admin/disclosures/click/report.html", context)


def as_table(rows: Iterable[dict[str, Any]], heading: Text) -> Iterator[list[object]]:
    """Yield a heading, then the values of each row, for CSV."""
    yield [heading, gettext("Address"), gettext("Links"), gettext("Clicks")]
    for row in rows:
        yield [row["name"], row["address"], row["links"], row["clicks"]]
