from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from authors.models import Author, Link


class LinkInline(admin.StackedInline):
    model = Link
    template = "admin/rows.html"
    fields = ["label", "url", "position"]
    extra = 0


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    inlines = [LinkInline]
    autocomplete_fields = ["portrait", "user"]
    list_display = ["name", "pronouns", "role", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """An author's address stands in stories that readers have and in links from elsewhere."""
        return ["slug"] if obj and obj.editionbylines.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """An address that readers know is not rewritten by a corrected name."""
        return {} if obj else {"slug": ["name"]}
