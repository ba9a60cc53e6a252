from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from taggit.models import Tag as TaggitTag

from articles.models import Section, Tag

# It manages taggit's own table of tags, which we don't use, and lets every login merge them.
admin.site.unregister(TaggitTag)


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        """A section's address stands in its stories' addresses, which are printed."""
        return ["slug"] if obj and obj.editions.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """Readers' links to a tag go on working when its name is mended."""
        return ["slug"] if obj and obj.editiontags.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}
