"""The desk's read-only list of editions, and the form for evidence files."""

from datetime import datetime

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import evidence
from articles.admin.previews import wording_preview
from articles.models import Edition
from disclosures.models import Link
from images.files import StorageAway
from newsroom import clock
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.cache.readers import never_stored
from newsroom.date_times import LocalDateTimeField
from newsroom.pagination import CappedPaginator


class EvidenceForm(forms.Form):
    """The page and the instant of an evidence file."""

    path = forms.CharField(
        label=_("Page"),
        max_length=500,
        help_text=_("Its address as readers have it."),
        widget=forms.TextInput(attrs={"class": "vTextField", "placeholder": "/anime/a-slug/"}),
        error_messages={"required": _("Give the page’s address, such as /anime/a-slug/.")},
    )
    at = LocalDateTimeField(label=_("At"), required=False, help_text=_("Empty: now."))

    def clean_path(self) -> str:
        try:
            return evidence.path_in(self.cleaned_data["path"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_at(self) -> datetime:
        return self.cleaned_data["at"] or clock.now()


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    """The read-only editions, with the pages for evidence and wording previews."""

    list_display = ["headline", "number", "path", "live_from", "live_until", "earns"]
    list_filter = ["section"]
    search_fields = ["headline", "path"]
    # An index gives this order; any other would sort the whole archive.
    ordering = ["-published_at", "-id"]
    sortable_by = ()
    paginator = CappedPaginator
    show_full_result_count = False
    fields = [
        "headline",
        "standfirst",
        "search_title",
        "social_title",
        "description",
        "section",
        "genre",
        "language",
        "series",
        "series_part",
        "extra",
        "path",
        "number",
        "live_from",
        "live_until",
        "withdrawal_reason",
        "published_at",
        "updated_at",
        "printed_at",
        "printed_by",
        "note",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        commercial = Link.objects.current().commercial().filter(edition=OuterRef("pk"))
        # No Exists: PostgreSQL may plan it to read all commercial links for a page of editions.
        found = Subquery(commercial.order_by().values("pk")[:1])
        return super().get_queryset(request).annotate(earns=IsNull(found, False)).defer("body")

    @admin.display(description=_("Commercial links"))
    def earns(self, edition: Edition) -> str:
        """Return a word, not Django's red cross: a story without such a link lacks nothing."""
        return gettext("Yes") if edition.earns else gettext("No")  # type: ignore[attr-defined]  # annotated above

    # Evidence

    def get_urls(self) -> list[URLPattern]:
        make = self.admin_site.admin_view(require_safe(self.evidence))
        wording = self.admin_site.admin_view(wording_preview)
        return [
            path("evidence/", make, name="articles_edition_evidence"),
            path("wording/", wording, name="articles_edition_wording"),
            *super().get_urls(),
        ]

    def evidence(self, request: HttpRequest) -> HttpResponse:
        """Serve the evidence form; if it is valid, serve the evidence file as a download."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = EvidenceForm(request.GET or None)
        status = 400 if form.is_bound else 200
        if form.is_valid():
            try:
                file = evidence.make_evidence(form.cleaned_data["path"], form.cleaned_data["at"])
            except evidence.NothingShown as nothing:
                form.add_error("path", str(nothing))
            except evidence.BadKey as problem:
                form.add_error(None, str(problem))
            except StorageAway:
                form.add_error(None, evidence.PICTURES_AWAY)
                status = 503
            else:
                response = HttpResponse(file.content)
                response.headers["Content-Disposition"] = f'attachment; filename="{file.filename}"'
                never_stored(response)
                return response
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": gettext("Evidence of what a page said"),
            "opts": self.opts,
        }
        return render(request, "admin/articles/edition/evidence.html", context, status=status)
