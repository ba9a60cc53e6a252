"""Editions for the desk to read. Nobody edits one, here or elsewhere."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.models import Edition
from disclosures.models import Link


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["headline", "number", "path", "live_from", "live_until", "earns"]
    list_filter = ["section"]
    search_fields = ["headline", "path"]
    show_full_result_count = False
    fields = [
        "headline",
        "standfirst",
        "section",
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
        commercial = Link.objects.standing().commercial().filter(edition=OuterRef("pk"))
        return super().get_queryset(request).annotate(earns=Exists(commercial))

    @admin.display(description="Commercial links")
    def earns(self, edition: Edition) -> str:
        """A word, not a cross in red: a story without such a link lacks nothing."""
        return "Yes" if edition.earns else "No"  # type: ignore[attr-defined]  # annotated above

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
