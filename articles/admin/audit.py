"""The disclosure audit on the desk: coverage, what was found, and scans on their way."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
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
from django.views.decorators.http import require_POST, require_safe

from articles.admin.charts import chart_of
from articles.audit import export
from articles.audit.coverage import audit
from articles.audit.findings import Wanted, all_rows, rows
from articles.audit.queries import ComplianceQueries
from articles.ledger import scanning
from articles.ledger.tasks import scan_everything
from articles.models import Section
from disclosures.models import Finding, Programme, Scan
from newsroom.caching import never_stored
from newsroom.worker import workers
from staff.models import User

PER_PAGE = 25


class FindingsForm(forms.Form):
    """Which findings to list; whatever makes no sense counts as not chosen."""

    kind = forms.ChoiceField(choices=Finding.Kind.choices, required=False)
    section = forms.ModelChoiceField(Section.objects.all(), required=False, empty_label="All")
    programme = forms.ModelChoiceField(Programme.objects.all(), required=False, empty_label="All")
    page = forms.IntegerField(min_value=1, max_value=2000, required=False)

    def chosen(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)

    def key(self, name: str) -> int | None:
        row = self.chosen(name)
        return row.pk if row else None


@admin.register(Scan)
class ScanAdmin(admin.ModelAdmin):
    """The scans there were, to look at; beside them the audit."""

    list_display = ["reason", "by", "asked_at", "finished_at", "done", "changed", "problem"]
    list_display_links = None
    ordering = ["-id"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the desk's list: the audit leads here."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def desk_urls(self) -> list[URLPattern]:
        def door(view: Any, verb: Any = require_safe) -> Any:
            return self.admin_site.admin_view(verb(view))

        return [
            path("disclosures/audit/", door(self.audit), name="disclosures_audit"),
            path("disclosures/audit/csv/", door(self.as_csv), name="disclosures_audit_csv"),
            path("disclosures/audit/scans/", door(self.scans), name="disclosures_audit_scans"),
            path(
                "disclosures/audit/scan/",
                door(self.scan, require_POST),
                name="disclosures_audit_scan",
            ),
        ]

    def audit(self, request: HttpRequest) -> HttpResponse:
        """The page itself."""
        _allowed(request)
        queries = ComplianceQueries()
        found = audit(queries.at)
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
            "title": "Disclosure audit",
            "opts": self.opts,
            "audit": found,
            "chart": chart_of(found.months),
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
        """Everything found, for a spreadsheet; of one section or programme where given."""
        _allowed(request)
        form = FindingsForm(request.GET)
        found = all_rows(ComplianceQueries(), form.key("section"), form.key("programme"))
        response = StreamingHttpResponse(
            export.as_csv(found), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{export.filename()}"'
        never_stored(response)
        return response

    def scans(self, request: HttpRequest) -> JsonResponse:
        """How far the scans are, for the page to show while they run."""
        _allowed(request)
        response = JsonResponse({"running": _running(), "workers": workers()})
        never_stored(response)
        return response

    def scan(self, request: HttpRequest) -> HttpResponse:
        """Have everything looked at again, unless that is being done."""
        if not request.user.has_perm("disclosures.add_scan"):
            raise PermissionDenied
        if scan_everything(cast(User, request.user)):
            messages.success(request, "Everything is going to be scanned again.")
        else:
            messages.warning(request, "Everything is being scanned already. Wait until it is done.")
        return HttpResponseRedirect(reverse("admin:disclosures_audit"))


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm("disclosures.view_finding"):
        raise PermissionDenied


def _listed(queries: ComplianceQueries, form: FindingsForm, kind: str) -> dict[str, Any]:
    """A page of what was found, without a count of all."""
    if not kind:
        return {"rows": []}
    number = form.chosen("page") or 1
    start = (number - 1) * PER_PAGE
    wanted = Wanted(kind, form.key("section"), form.key("programme"))
    found = list(rows(queries, wanted, start, start + PER_PAGE + 1))
    return {
        "rows": found[:PER_PAGE],
        "next_page": number + 1 if len(found) > PER_PAGE else None,
        "previous_page": number - 1 if number > 1 else None,
    }


def _running() -> list[dict[str, Any]]:
    """The scans that aren't done, with how far they are and what they wait for."""
    at_work = scanning.at_work()
    return [
        {
            "key": scan.pk,
            "reason": scan.reason,
            "done": scan.done,
            "total": scan.total,
            "percent": scan.percent,
            "state": _state(scan, at_work),
        }
        for scan in Scan.objects.running().order_by("id")
    ]


def _state(scan: Scan, at_work: set[int]) -> str:
    if scan.pk in at_work:
        return f"{scan.done:,} of {scan.total:,} stories"
    return (
        "Waits for a worker"
        if scan.begun_at is None
        else "Stopped; a worker takes it up, or “Scan everything again” makes up for it"
    )
