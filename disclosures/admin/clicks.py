"""What earns attention: clicks on commercial links by story, page or programme, and as CSV."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from disclosures.models import Click, Link

PERIODS = (7, 30, 90)
# By which a report may sum: its word on the page, and the columns that tell its rows apart.
GROUPS = {
    "story": ("Stories", ["link__edition__article_id"]),
    "page": ("Pages linked to", ["link__normalised"]),
    "programme": ("Programmes", ["link__programme__name"]),
}
SHOWN = 100


def counted(days: int) -> Any:
    """The clicks of the last so many days, today's among them."""
    return Click.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))


def report(by: str, days: int, most: int | None = None) -> list[dict[str, Any]]:
    """Rows with `name`, `address`, `links` and `clicks`, the most clicked first; two queries."""
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
        row | {"name": row["link__programme__name"] or "Marked as paid by an editor", "address": ""}
        for row in rows
    ]


def _with_headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    links = Link.objects.filter(edition__in=[row["last"] for row in rows]).order_by()
    told = {
        edition: (headline, f"/{path}/")
        for edition, headline, path in links.values_list(
            "edition_id", "edition__headline", "edition__path"
        ).distinct()
    }
    return [row | dict(zip(("name", "address"), told[row["last"]], strict=True)) for row in rows]


def by_day(days: int) -> list[tuple[date, int]]:
    """Each day of the period with its clicks, none left out."""
    known = dict(counted(days).values_list("day").annotate(Sum("count")).order_by("day"))
    today = timezone.localdate()
    each = (today - timedelta(days=back) for back in range(days - 1, -1, -1))
    return [(day, known.get(day, 0)) for day in each]


def bars(told: list[tuple[date, int]]) -> list[dict[str, Any]]:
    """A bar chart's bars, their heights in hundredths of the highest."""
    most = max((clicks for _, clicks in told), default=0) or 1
    return [
        {"day": day, "clicks": clicks, "height": height, "top": 100 - height, "x": number}
        for number, (day, clicks) in enumerate(told)
        for height in [round(clicks * 100 / most, 1)]
    ]


@admin.register(Click)
class ClickAdmin(admin.ModelAdmin):
    about = "Which links, stories and programmes earn attention."

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The report in place of a list of rows: `?by=story|page|programme&days=7|30|90`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = request.GET.get("by", "")
        by = by if by in GROUPS else "story"
        asked = request.GET.get("days", "")
        days = int(asked) if asked in map(str, PERIODS) else 30
        if request.GET.get("format") == "csv":
            return as_csv(report(by, days), f"clicks-by-{by}-{days}-days.csv", GROUPS[by][0])
        told = by_day(days)
        total = sum(clicks for _, clicks in told)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Clicks",
            "by": by,
            "days": days,
            "groups": [(key, label) for key, (label, _) in GROUPS.items()],
            "periods": PERIODS,
            "rows": report(by, days, SHOWN),
            "shown": SHOWN,
            "total": total,
            "bars": bars(told),
            "most": max(clicks for _, clicks in told),
        }
        return TemplateResponse(request, "admin/disclosures/click/report.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def as_csv(rows: Iterable[dict[str, Any]], filename: str, heading: str) -> HttpResponse:
    """The rows as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    # By the mark spreadsheets know that it is UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([heading, "Address", "Links", "Clicks"])
    for row in rows:
        writer.writerow([_cell(row["name"]), _cell(row["address"]), row["links"], row["clicks"]])
    return response


def _cell(text: str) -> str:
    """Text that a spreadsheet takes for text, not for a formula (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
