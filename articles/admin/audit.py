"""The disclosure audit on the desk: coverage, findings, and the progress of scans."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.audit import export
from articles.audit.coverage import MonthCoverage, audit
from articles.audit.findings import FindingFilter, all_rows, rows
from articles.audit.queries import ComplianceQueries
from articles.audit.tasks import check_pages
from articles.ledger import scanning
from articles.ledger.tasks import scan_everything
from articles.models import Section
from disclosures.models import Finding, Programme, Scan
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.cache.readers import never_stored
from newsroom.charts import Chart, chart_of
from newsroom.csv_files import csv_download
from newsroom.pagination import page_of
from newsroom.worker import workers
from staff.models import User

PER_PAGE = 25
LAST_PAGE = 2000


class FindingsForm(forms.Form):
    """The filter of the findings; an invalid value counts as not chosen."""

    kind = forms.ChoiceField(choices=Finding.Kind.choices, required=False)
    section = forms.ModelChoiceField(
        Section.objects.all(), required=False, empty_label=gettext_lazy("All")
    )
    programme = forms.ModelChoiceField(
        Programme.objects.all(), required=False, empty_label=gettext_lazy("All")
    )
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def chosen(self, name: str) -> Any:
        """Return the cleaned value of a field; None if it is empty or invalid."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def key(self, name: str) -> int | None:
        """Return the primary key of the chosen row, or None."""
        row = self.chosen(name)
        return row.pk if row else None


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    """A read-only list of scans, with the audit's pages."""

    list_display = ["reason", "by", "requested_at", "finished_at", "done", "changed", "problem"]
    list_display_links = None
    ordering = ["-id"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Return no permissions, which hides scans from the desk's index: the audit links here."""
        return {}

    def desk_urls(self) -> list[URLPattern]:
        """Return the URL patterns of the audit's pages."""

        def wrap(view: Any, method: Any = require_safe) -> Any:
            return self.admin_site.admin_view(method(view))

        return [
            path("disclosures/audit/", wrap(self.audit), name="disclosures_audit"),
            path("disclosures/audit/csv/", wrap(self.as_csv), name="disclosures_audit_csv"),
            path("disclosures/audit/scans/", wrap(self.scans), name="disclosures_audit_scans"),
            path(
                "disclosures/audit/scan/",
                wrap(self.scan, require_POST),
                name="disclosures_audit_scan",
            ),
        ]

    def audit(self, request: HttpRequest) -> HttpResponse:
        """Show the audit: coverage, one page of findings, and running scans."""
        _allowed(request)
        queries = ComplianceQueries()
        found = audit(queries)
        form = FindingsForm(request.GET)
        counts = [
            (kind, Finding.Kind(kind).label, count)
            for kind, count in found.findings.items()
            if count
        ]
        kind = form.chosen("kind") or next((kind for kind, _, _ in counts), "")
        context = {
            **self.admin_site.each_context(request),
            **_listed(queries, form, kind),
            "title": gettext("Disclosure audit"),
            "opts": self.opts,
            "audit": found,
            "chart": _chart(found.months),
            "counts": counts,
            "broken_kinds": Finding.BROKEN,
            "form": form,
            "kind": kind,
            "kind_label": Finding.Kind(kind).label if kind else "",
            "running": _running(),
            "failed": Scan.objects.failed(),
            "workers": workers(),
            "may_scan": request.user.has_perm("disclosures.add_scan"),
        }
        response = render(request, "admin/disclosures/audit.html", context)
        never_stored(response)
        return response

    def as_csv(self, request: HttpRequest) -> StreamingHttpResponse:
        """Stream all findings as CSV, optionally those of one section or programme."""
        _allowed(request)
        form = FindingsForm(request.GET)
        found = all_rows(ComplianceQueries(), form.key("section"), form.key("programme"))
        return csv_download(export.as_download(found), export.filename())

    def scans(self, request: HttpRequest) -> JsonResponse:
        """Return the progress of running scans as JSON, which the page polls."""
        _allowed(request)
        response = JsonResponse({"running": _running(), "workers": workers()})
        never_stored(response)
        return response

    def scan(self, request: HttpRequest) -> HttpResponse:
        """Queue a scan of everything and a check of pages, unless a full scan is running."""
        if not request.user.has_perm("disclosures.add_scan"):
            raise PermissionDenied
        if scan_everything(cast(User, request.user)):
            check_pages.enqueue()
            messages.success(request, gettext("Everything is going to be scanned again."))
        else:
            messages.warning(
                request, gettext("Everything is being scanned already. Wait until it is done.")
            )
        return HttpResponseRedirect(reverse("admin:disclosures_audit"))


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm("disclosures.view_finding"):
        raise PermissionDenied


def _listed(queries: ComplianceQueries, form: FindingsForm, kind: str) -> dict[str, Any]:
    """Return the context of one page of findings, without counting all of them."""
    if not kind:
        return {"page": None}
    chosen = FindingFilter(kind, form.key("section"), form.key("programme"))
    number = form.chosen("page") or 1
    return {"page": page_of(partial(rows, queries, chosen), number, PER_PAGE, LAST_PAGE)}


def _chart(months: Sequence[MonthCoverage]) -> Chart:
    """Build the chart of the last two years."""
    return chart_of([_bar(row) for row in months[-24:]])


def _bar(row: MonthCoverage) -> tuple[str, str, dict[str, int]]:
    coverage, label = row.coverage, date_format(row.month, "F Y")
    return (
        label,
        ngettext(
            "{month}: {stories} story, {disclosed} disclosed, {undisclosed} not disclosed",
            "{month}: {stories} stories, {disclosed} disclosed, {undisclosed} not disclosed",
            coverage.stories,
        ).format(
            month=label,
            stories=intcomma(coverage.stories),
            disclosed=intcomma(coverage.disclosed),
            undisclosed=intcomma(coverage.undisclosed),
        ),
        {
            "disclosed": coverage.disclosed,
            "undisclosed": coverage.undisclosed,
            "rest": coverage.stories - coverage.required,
        },
    )


def _running() -> list[dict[str, Any]]:
    """Return the unfinished scans with their progress and state."""
    running = scanning.running()
    return [
        {
            "key": scan.pk,
            "reason": scan.reason,
            "done": scan.done,
            "total": scan.total,
            "percent": scan.percent,
            "state": _state(scan, running),
        }
        for scan in Scan.objects.running().order_by("id")
    ]


def _state(scan: Scan, running: set[int]) -> str:
    if scan.pk in running:
        return gettext("{done} of {total} stories").format(
            done=intcomma(scan.done), total=intcomma(scan.total)
        )
    return (
        gettext("Waits for a worker")
        if scan.begun_at is None
        else gettext("Stopped; a worker takes it up, or “Scan everything again” makes up for it")
    )
