"""The desk's sections and tags."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from taggit.models import Tag as TaggitTag

from articles.admin.public_picture import WithPublicPicture
from articles.models import Front, Section, Tag
from newsroom.admin_keys import WithChoices
from newsroom.opened_forms import OpenedForm

# taggit's admin manages its own table of tags, which we don't use, and lets every user merge them.
admin.site.unregister(TaggitTag)


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    form = OpenedForm
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        """Freeze the slug once the section has editions, since their paths contain it."""
        return ["slug"] if obj and obj.editions.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes with sections. Their fronts go, too, which can't be deleted by themselves."""
        related, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return related, counts, forbidden - {Front._meta.verbose_name}, protected


@admin.register(Tag)
class TagAdmin(WithChoices, admin.ModelAdmin):
    form = WithPublicPicture
    fields = ["name", "slug", "intro", "picture"]
    autocomplete_fields = ["picture"]
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """Freeze the slug once an edition has the tag, so that readers' links keep working."""
        return ["slug"] if obj and obj.editiontags.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}
